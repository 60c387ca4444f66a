"""The system at a glance: the latest of each domain, and where it is measured."""

from indicators import headline, overview
from indicators.store import now
from ui import cards, chart, frame, pick, tables

here = frame.page("home")
tables.show(cards.cards(headline.headlines(here.cache, here.catalog, here.lang, now()), here.lang))
chart.draw(overview.overview_map, [], here.lang, key="map", narrow_height=380, metas=tuple(pick.series(here, "")))
