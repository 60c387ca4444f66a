"""What the verb `describe` says of one series, as figures and as lines."""
