"""Sea ice: its fetchers, its derivations, its figures."""
