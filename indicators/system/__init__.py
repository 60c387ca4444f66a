"""The system as one chain: what is held at each link, and its series on one time axis."""
