"""A small archive in the layout of GFQA v3, as its own description gives it; the numbers are the tests'."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

STATION_HEADING = (
    "GEMS Station Number", "Local Station Number", "Country Name", "Water Type", "Station Identifier",
    "Station Narrative", "Water Body Name", "Main Basin", "Upstream Basin Area", "Elevation", "Monitoring Type",
    "Date Station Opened", "Responsible Collection Agency", "Latitude", "Longitude", "River Width", "Discharge",
)  # fmt: skip
SAMPLE_HEADING = (
    "GEMS Station Number", "Sample Date", "Sample Time", "Depth", "Parameter Code", "Analysis Method Code",
    "Value Flags", "Value", "Unit", "Data Quality", "Integrated Value", "Remark", "License Information",
)  # fmt: skip
README = """===== PURPOSE =====
Be advised that this data delivery includes only data under our OPEN
policy. The data may be used for all purposes, conforming with CC-BY 4.0.
"""
PARAMETERS = {
    "O2-Dis": "Oxygen, Dissolved",
    "pH": "pH",
    "EC": "Electrical Conductance",
    "TURB": "Turbidity",
    "TEMP": "Water Temperature",
    "TP": "Total Phosphorus",
    "TN": "Total Nitrogen",
    "NH4N": "Ammonium Nitrogen",
    "NO3N": "Nitrate Nitrogen",
    "PV": "Permanganate Value",
    "Fe-Dis": "Dissolved Iron",
}
FILES = {
    "O2-Dis": "Dissolved_Gas.csv",
    "pH": "pH.csv",
    "EC": "Electrical_Conductance.csv",
    "TURB": "Optical.csv",
    "TEMP": "Temperature.csv",
    "TP": "Phosphorus.csv",
    "TN": "Other_Nitrogen.csv",
    "NH4N": "Other_Nitrogen.csv",
    "NO3N": "Oxidized_Nitrogen.csv",
    "PV": "Oxygen_Demand.csv",
    "Fe-Dis": "Iron.csv",
}
UNITS = {"pH": "---", "EC": "µS/cm", "TURB": "NTU", "TEMP": "°C"}


def station(number: str, country: str, basin: str, latitude: float, longitude: float, **more: Any) -> dict[str, Any]:
    """A row of the table of stations."""
    return {
        "GEMS Station Number": number, "Country Name": country, "Water Type": "River station",
        "Station Identifier": f"Station {number}", "Main Basin": basin, "Latitude": latitude, "Longitude": longitude,
    } | more  # fmt: skip


AMUR = station(
    "RUS00032", "Russian Federation", "Amur", 48.43, 135.05,
    **{"Station Identifier": "Khabarovsk", "Water Body Name": "Amur", "Upstream Basin Area": "1630000"},
)  # fmt: skip
HAN = station("KOR00007", "Republic of Korea", "Han", 37.5, 127.1, **{"Upstream Basin Area": "25000"})
RHINE = station("DEU00001", "Germany", "Rhine", 50.4, 7.6)


def sample(number: str, code: str, day: str, value: Any, **more: Any) -> dict[str, Any]:
    """A row of a parameter's table: fair, near the surface, at a time not reported."""
    return {
        "GEMS Station Number": number, "Sample Date": day, "Sample Time": "00:00", "Depth": "0.3",
        "Parameter Code": code, "Analysis Method Code": f"{code}-1", "Value": value,
        "Unit": UNITS.get(code, "mg/l"), "Data Quality": "Fair",
    } | more  # fmt: skip


OXYGEN = [
    sample("RUS00032", "O2-Dis", "1984-05-02", "9.1", **{"Sample Time": "08:30"}),
    sample("RUS00032", "O2-Dis", "1983-07-11", "7.4"),
    sample("KOR00007", "O2-Dis", "1990-01-01", "11"),
    sample("DEU00001", "O2-Dis", "1990-01-01", "10"),
]


def text(heading: Sequence[str], rows: Sequence[Mapping[str, Any]], *, separator: str = ",") -> str:
    """A table as the archive writes it."""
    written = io.StringIO()
    writer = csv.DictWriter(written, heading, restval="", delimiter=separator, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue()


def archive(
    samples: Sequence[Mapping[str, Any]] = (),
    stations: Sequence[Mapping[str, Any]] = (AMUR, HAN, RHINE),
    *,
    encoding: str = "utf-8",
    **changed: bytes | None,
) -> bytes:
    """The zip; `changed` members (their dots as two underscores) take the place of those made here, None leaves out."""
    by_file: dict[str, list[Mapping[str, Any]]] = {file: [] for file in FILES.values()}
    for row in samples:
        by_file[FILES[row["Parameter Code"]]].append(row)
    parameters = [{"Parameter Code": code, "Parameter Long Name": name} for code, name in PARAMETERS.items()]
    members: dict[str, bytes | None] = {
        "README_output_format.txt": README.encode(),
        "GEMStat_station_metadata.csv": text(STATION_HEADING, stations).encode(encoding),
        "GEMStat_parameter_metadata.csv": text(("Parameter Code", "Parameter Long Name"), parameters).encode(encoding),
        **{file: text(SAMPLE_HEADING, rows).encode(encoding) for file, rows in by_file.items()},
    }
    members |= {name.replace("__", "."): content for name, content in changed.items()}
    return packed({name: content for name, content in members.items() if content is not None})


def packed(members: Mapping[str, bytes]) -> bytes:
    """A zip of members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return buffer.getvalue()


def record(checksum: str = "md5:1", licence: str = "cc-by-4.0", file: str = "GFQA_v3.zip") -> bytes:
    """The Zenodo record."""
    told = {"id": 18459694, "metadata": {"version": "v3", "license": {"id": licence}}}
    return json.dumps(told | {"files": [{"key": file, "size": 1, "checksum": checksum}]}).encode()
