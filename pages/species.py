"""What is known of one species: all populations, how sure, what threatens them, where they breed, who protects them?"""

from ui import frame

here = frame.page("species")
