"""How every number is made, told by the registry and by the docstrings of the code that makes it."""
