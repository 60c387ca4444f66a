"""One cache on several machines, by way of an object store: one pushes editions there, the others pull them."""
