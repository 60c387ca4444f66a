"""Series beside each other, and all that is held on one country or one region."""

from indicators.locales import t
from ui import compare_series, frame, held_view, state

VIEWS = {"series": compare_series.draw, "country": held_view.country, "region": held_view.region}

here = frame.page("compare")
view = state.one("view", t("compare.view", here.lang), list(VIEWS), lambda code: t(f"compare.view.{code}", here.lang), here.lang)
VIEWS[view](here)
