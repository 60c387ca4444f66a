"""Orders of figures that a server makes for its readers: one at a time, told as they go, kept for a day.

An order is a folder below `CACHE/export` with a name that nobody can guess. What is made in it is made by the verb
`export` in processes of its own; nothing here draws.
"""
