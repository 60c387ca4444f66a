"""The yardstick: the barest page of Streamlit and Plotly with one chart of 46 lines. It reads no data."""

import math

import plotly.graph_objects as go
import streamlit as st

LINES, DAYS = 46, 273
shape = [math.sin(math.pi * day / DAYS) ** 2 for day in range(DAYS)]

figure = go.Figure()
for number in range(LINES):
    figure.add_scatter(
        y=[(800_000 + 10_000 * number) * part for part in shape], mode="lines", name=f"line {number + 1}"
    )
st.plotly_chart(figure)
