"""Who measured what and when, what has not been counted since, and where do two sources differ?"""

from ui import frame

here = frame.page("coverage")
