"""How much water do the rivers carry, how clean and how warm is it, by region and country."""

import streamlit as st

from indicators.locales import t
from indicators.river import accident, annual, class_calendar, hydrograph, published, quality, river_ice, thermal
from indicators.river.year_plot import MOST_YEARS
from ui import chart, frame, pick, river_parts, state, tables

here = frame.page("river")
