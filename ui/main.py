"""The frame of every page: language, navigation, footer."""

from pathlib import Path

import streamlit as st

from ui import frame

ROOT = Path(__file__).resolve().parent.parent

frame.run(ROOT / "pages")
