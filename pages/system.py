"""From the forest and the wetland to the seals: what is known at each link, how recent is it, and by whom?"""

from ui import frame

here = frame.page("system")
