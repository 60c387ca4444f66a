"""What is new, revised or overdue between two dates?"""

from ui import frame

here = frame.page("since")
