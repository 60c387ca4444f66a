"""Which series the comparison begins with, and how many fit."""

from __future__ import annotations

MOST = 6
USUAL = (
    "discharge.khabarovsk.roshydromet",
    "sea_ice_extent.sea_of_okhotsk.sea_ice_index",
    "catch_chum.amur_river.npafc",
    "catch_pink.amur_river.npafc",
)
"""River, ice and fish of one system, on one time axis: declaration of the Consortium (2009), point 2."""
