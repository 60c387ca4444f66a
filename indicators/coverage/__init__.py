"""Who measured what and when, what has not been counted since, where two sources differ; never a ranking."""
