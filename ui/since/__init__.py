"""The page "Since the last meeting": its two ends, and what lies between."""
