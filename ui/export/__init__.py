"""The report desk on the page: what is ordered, how it is made, and the ZIP at the end."""
