"""The file of a chart: title, subtitle and caption inside, the same bytes each time, no memory on the pages."""

from __future__ import annotations

import io
import re
import struct

import numpy as np
import pytest
from PIL import Image

from indicators import figures
from indicators.still import draw
from tests.still.drawn import chart, line, told

RANGES = {"xaxis": {"range": [0, 10]}, "yaxis": {"range": [0, 100]}}
INK = (0xD1, 0x37, 0x2C)


def usual() -> figures.Chart:
    made = chart(line([2, 8], [50, 50], line={"color": figures.ACCENT, "width": 4}), **RANGES)
    return figures.Chart(**{**vars(made), "title": "Охотын тэнгис — オホーツク海", "key": ("● read at source",)})


@pytest.mark.parametrize("kind", ["png", "pdf", "svg"])
def test_the_same_chart_gives_the_same_file(kind: draw.Format) -> None:
    first, second = (draw.picture(told(usual()), "ja", format=kind) for _ in range(2))
    assert first == second


def test_a_png_has_the_size_it_is_asked_for_and_no_date() -> None:
    made = draw.picture(told(usual()), "en", scale=2)
    wide, high = struct.unpack(">II", made[16:24])
    assert (wide, high) == (3200, figures.printed(usual())["height"] * 2)
    kinds = re.findall(rb"(tIME|tEXt|iTXt|zTXt)", made)
    assert kinds == []


def test_a_line_of_a_png_lies_where_the_layout_says() -> None:
    """From 2 to 8 of 10, at half the height of what the margins leave."""
    layout = figures.printed(usual())
    picture = np.array(Image.open(io.BytesIO(draw.picture(told(usual()), "en", scale=1))).convert("RGB")).astype(int)
    rows, columns = np.nonzero(np.abs(picture - INK).sum(axis=2) < 12)
    margin = layout["margin"]
    wide, high = layout["width"] - margin["l"] - margin["r"], layout["height"] - margin["t"] - margin["b"]
    assert columns.min() == pytest.approx(margin["l"] + 0.2 * wide, abs=1)
    assert columns.max() + 1 == pytest.approx(margin["l"] + 0.8 * wide, abs=1)
    assert (rows.min() + rows.max() + 1) / 2 == pytest.approx(margin["t"] + high / 2, abs=0.6)
    assert rows.max() - rows.min() + 1 in (3, 4, 5)


def test_title_subtitle_key_and_source_are_inside() -> None:
    text = draw.picture(told(usual()), "en", format="svg").decode()
    assert all(part in text for part in ("Охотын тэнгис", "A subtitle", "● read at source", "Source: nobody"))


def test_a_pdf_carries_its_letters_and_no_date() -> None:
    made = draw.picture(told(usual()), "ja", format="pdf")
    assert made.startswith(b"%PDF-") and b"CreationDate" not in made and b"/Producer" not in made
    fonts = set(re.findall(rb"/BaseFont /([^\s/]+)", made))
    assert any(b"Sans" in name for name in fonts) and any(b"JP" in name.upper() for name in fonts)
