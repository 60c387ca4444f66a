"""The chain from river to sea on a page: its links, and the common time axis."""
