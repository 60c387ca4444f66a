import streamlit as st
from indicators.store import Cache
from indicators.catalog import catalog
from indicators.sea_ice import figures
from ui import chart
c=Cache()
h=c.read("sea_ice_extent.sea_of_okhotsk.sea_ice_index")
chart.show(figures.season_curve(h,catalog(),"en",highlight=(2001,)),"en",key="season",downloads=(h.meta.id,))
chart.show(figures.yearly_maximum(h,catalog(),"en"),"en",key="max",downloads=(h.meta.id,))
