"""Series beside each other: what may share an axis, and how the others are shown fairly; no statistics of its own."""
