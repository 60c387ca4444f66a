"""How is every number made, and what do the words mean?"""

from ui import frame

here = frame.page("methods")
