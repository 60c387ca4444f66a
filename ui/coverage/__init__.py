"""The coverage page in parts: who measured what, animals without estimates, sources that differ."""
