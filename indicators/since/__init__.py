"""What is new, revised or newly out of date between two dates, meetings or editions of the cache."""
