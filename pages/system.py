"""From the forest and the wetland to the seals: what is known at each link, how recent is it, and by whom?"""

from indicators.store import now
from indicators.system import chain, drawing
from ui import chart, frame
from ui.system import axis as system_axis
from ui.system import links as system_links

here = frame.page("system")
year = now().year
readable = system_links.readable(chain.chain().series, here.cache.stamp(), here.cache)
chart.draw(drawing.diagram, readable, here.lang, key="chain", year=year)
system_axis.show(here)
system_links.show(here, readable, year)
