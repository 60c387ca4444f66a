"""The light edition: every page as plain HTML with still charts, for weak networks and any web host.

What a page says is taken from a run of the very same page script (`ui/light`), in a process of its own; here is
what becomes of it: addresses, links, pictures, tables of values, the page and the folder. Nothing here knows
Streamlit.
"""
