"""The page of a species in parts."""
