"""The bare page as one writes it over data: the same 46 lines, read with pandas from one shipped Parquet file."""

import os
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

SERIES = "sea_ice_extent.sea_of_okhotsk.sea_ice_index.parquet"
frame = pd.read_parquet(Path(os.environ["AMUR_OKHOTSK_CACHE"]) / "snapshot" / "series" / SERIES)
season = frame["time_end"].dt.year + (frame["time_end"].dt.month >= 11)

figure = go.Figure()
for name, part in list(frame.groupby(season))[-46:]:
    figure.add_scatter(y=part["value"], mode="lines", name=str(name))
st.plotly_chart(figure)
