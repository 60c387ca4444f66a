"""What was made of a figure: the files, and everything that captions, references and the manifest say of it."""

from __future__ import annotations

from dataclasses import dataclass

from indicators.export.figure import Figure
from indicators.series import Meta


@dataclass(frozen=True)
class Picture:
    """A picture file: its name below the folder of the batch (`figures/...png`), and its look."""

    name: str
    format: str
    sha256: str
    size: int
    paper: str
    theme: str
    dpi: int
    dots: tuple[int, int]
    millimetres: tuple[float, float]


@dataclass(frozen=True)
class Made:
    """A figure with its pictures, its data files (names below the folder) and the series drawn in it.

    `heading` and `text` come from the report file, in the language of the figure; `live` is the address of the live
    chart (a path where no public address is known).
    """

    figure: Figure
    metas: tuple[Meta, ...]
    pictures: tuple[Picture, ...]
    data: tuple[str, ...] = ()
    refusal: str = ""
    live: str = ""
    heading: str = ""
    text: str = ""


@dataclass(frozen=True)
class Failed:
    """A figure that could not be made, or may not be (`refused`), and the sentence why."""

    code: str
    lang: str
    sentence: str
    refused: bool = False
