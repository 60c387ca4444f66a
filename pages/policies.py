"""How does each country protect the shared species, since when, and in which areas?"""

from ui import frame

here = frame.page("policies")
