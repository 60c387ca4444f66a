"""Whether a unit is the one of an indicator; else the factor to convert with. Nothing is ever converted here.

Mass and amount of substance (mg/L and nM) are never related: which is which depends on what was measured.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Literal

_DIMENSIONS: dict[str, dict[str, float]] = {
    "area": {"km²": 1, "m²": 1e-6, "ha": 0.01, "10³ km²": 1e3, "thousand km²": 1e3, "million km²": 1e6, "10⁶ km²": 1e6},
    "length": {"m": 1, "cm": 0.01, "mm": 0.001, "km": 1e3},
    "discharge": {"m³/s": 1, "L/s": 1e-3, "km³/yr": 1e9 / (365.25 * 86400), "m³/d": 1 / 86400},
    "concentration": {"mg/L": 1, "µg/L": 1e-3, "ng/L": 1e-6, "g/L": 1e3, "g/m³": 1, "mg/m³": 1e-3, "kg/m³": 1e3},
    "amount": {"nM": 1, "nmol/L": 1, "µM": 1e3, "µmol/L": 1e3, "pM": 1e-3, "pmol/L": 1e-3, "mmol/L": 1e6},
    "mass": {"t": 1, "kg": 1e-3, "thousand t": 1e3, "10³ t": 1e3, "million t": 1e6, "10⁶ t": 1e6, "Gg": 1e3, "Tg": 1e6},
    "flux": {"Gg/yr": 1, "t/yr": 1e-3, "kt/yr": 1, "Tg/yr": 1e3, "10³ t/yr": 1, "t/d": 0.36525},
    "fish": {"thousand fish": 1, "fish": 1e-3, "million fish": 1e3, "billion fish": 1e6},
    "people": {"people": 1, "thousand people": 1e3, "million people": 1e6},
    "individuals": {"individuals": 1, "thousand individuals": 1e3, "10³ individuals": 1e3},
    "share": {"%": 1, "fraction": 100, "‰": 0.1},
    "conductivity": {"µS/cm": 1, "mS/cm": 1e3, "S/m": 1e4, "mS/m": 10},
    "sediment": {"mg/kg": 1, "µg/g": 1, "ppm": 1, "µg/kg": 1e-3, "g/kg": 1e3},
    "density": {"individuals per km²": 1, "individuals per 100 km²": 0.01},
}  # fmt: skip
_SPELLED = {
    "km2": "km²", "km^2": "km²", "sq km": "km²", "кв. км": "km²", "м3/с": "m³/s", "м³/с": "m³/s", "m3/s": "m³/s",
    "m^3/s": "m³/s", "m3 s-1": "m³/s", "cms": "m³/s", "degc": "°C", "deg c": "°C", "℃": "°C", "oc": "°C",
    "мг/л": "mg/L", "mg l-1": "mg/L", "мкг/л": "µg/L", "ug/l": "µg/L", "nmol/l": "nM", "nmol l-1": "nM",
    "us/cm": "µS/cm", "мксм/см": "µS/cm", "percent": "%", "ind.": "individuals", "ind": "individuals",
    "animals": "individuals", "heads": "individuals", "особей": "individuals", "tonnes": "t", "tons": "t", "т": "t",
    "ph units": "pH", "-": "", "people": "people", "persons": "people", "m": "m", "meters": "m", "ntu": "NTU",
    "ppt": "psu", "pss-78": "psu", "pss": "psu", "l/s": "L/s",
}  # fmt: skip


@dataclass(frozen=True)
class Judged:
    """A unit against those of an indicator.

    `same`; `spelled` (another spelling of `unit`); `factor` (values times `factor` are in `unit`); `other`.
    """

    kind: Literal["same", "spelled", "factor", "other"]
    unit: str
    factor: float = 1.0


def judge(written: str, allowed: tuple[str, ...]) -> Judged:
    """How a unit relates to those in which an indicator is kept, the usual one first."""
    if written in allowed:
        return Judged("same", written)
    name = _known(written)
    for unit in allowed:
        if name == _known(unit):
            return Judged("spelled", unit)
    for unit in allowed:
        for scale in _DIMENSIONS.values():
            if name in scale and unit in scale:
                factor = scale[name] / scale[unit]
                return Judged("spelled" if factor == 1 else "factor", unit, factor)
    return Judged("other", allowed[0])


def _known(written: str) -> str:
    """A unit as we write it, from any of its spellings."""
    text = " ".join(written.replace("μ", "µ").split())
    found = _SPELLED.get(text.lower())
    if found is not None:
        return found
    plain = unicodedata.normalize("NFC", text)
    by_case = {unit.lower(): unit for scale in _DIMENSIONS.values() for unit in scale}
    return plain if plain in _MEGA else by_case.get(plain.lower(), plain)


_MEGA = frozenset(("mM", "MM"))  # their letters are different things when small
