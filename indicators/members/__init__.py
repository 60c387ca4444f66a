"""Data that members of the Consortium hand in: checked, staged, decided on by the secretariat, published, withdrawn.

A file goes one way: `sandbox` reads it in a process of its own, `checks` finds what is wrong, `staging` keeps it as
it came, `decision` publishes, rejects or withdraws it, and `log` remembers. Nothing here converts a unit, guesses a
date or mends a value: what is not plain is told to whoever handed it in.
"""
