"""The system at a glance: the latest of each domain, and where it is measured."""

from indicators import overview
from indicators.store import now
from ui import agenda, cards, chart, frame, pick, tables

here = frame.page("home")
this_hour = now().replace(minute=0, second=0)
tables.show(cards.latest(here.cache.stamp(), here.lang, this_hour, here.cache, here.catalog))
chart.draw(overview.overview_map, [], here.lang, key="map", narrow_height=380, every={"metas": pick.series(here, "")})
agenda.show(here.lang)
