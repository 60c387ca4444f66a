"""The one door to netCDF: from disk and from memory, as it lies there, and safe in threads."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import netCDF4
import numpy as np
import pytest

from indicators import gridio
from indicators.errors import FormatError
from indicators.series import Payload

WHEN = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def grid_file(tmp_path: Path) -> Path:
    path = tmp_path / "small.nc"
    with netCDF4.Dataset(path, "w") as made:
        made.createDimension("time", 2)
        made.createDimension("x", 3)
        made.createVariable("time", "i4", ("time",))[:] = [0, 31]
        made["time"].units = "days since 2015-01-01"
        made.createVariable("bare", "i4", ("time",))[:] = [0, 1]
        cells = made.createVariable("ice", "u1", ("time", "x"), fill_value=255)
        cells.scale_factor = 0.01
        cells.set_auto_maskandscale(False)
        cells[:] = [[0, 15, 255], [254, 100, 1]]
        made.createGroup("more").createVariable("mask", "u1", ())[...] = 50
    return path


def from_disk(path: Path) -> Payload:
    return Payload.from_file(path, WHEN)


def from_memory(path: Path) -> Payload:
    return Payload(path.read_bytes(), path.name, WHEN)


@pytest.mark.parametrize("payload", [from_disk, from_memory])
def test_values_come_as_they_lie_in_the_file(grid_file: Path, payload: object) -> None:
    held = payload(grid_file)  # type: ignore[operator]
    with gridio.opened(held) as dataset:
        assert dataset["ice"].dtype == np.uint8
        np.testing.assert_array_equal(dataset["ice"].values, [[0, 15, 255], [254, 100, 1]])
        assert gridio.times(dataset, "time", held.name).strftime("%Y-%m-%d").to_list() == ["2015-01-01", "2015-02-01"]
    with gridio.opened(held, group="more") as dataset:
        assert int(dataset["mask"]) == 50
    assert gridio.groups(held) == ("more",)


def test_a_grid_file_stays_on_disk_and_has_the_checksum_of_its_bytes(grid_file: Path) -> None:
    held = from_disk(grid_file)
    assert held.content == b""
    assert held.size_bytes == grid_file.stat().st_size
    assert held.sha256 == from_memory(grid_file).sha256


def test_what_is_no_netcdf_or_breaks_off_is_told(grid_file: Path) -> None:
    whole = grid_file.read_bytes()
    for content in (b"<html>login</html>", whole[: len(whole) // 2], b"\x89HDF\r\n\x1a\n"):
        with pytest.raises(FormatError, match=r"small\.nc"), gridio.opened(Payload(content, "small.nc", WHEN)) as data:
            data.load()


def test_a_missing_group_variable_or_unit_is_named(grid_file: Path) -> None:
    with pytest.raises(FormatError, match="no group 'other'"), gridio.opened(from_disk(grid_file), group="other"):
        pass
    with gridio.opened(from_disk(grid_file)) as dataset:
        with pytest.raises(FormatError, match="no variable 'when'"):
            gridio.times(dataset, "when", "small.nc")
        with pytest.raises(FormatError, match="'bare' has no units"):
            gridio.times(dataset, "bare", "small.nc")


def test_many_threads_may_read_at_once(grid_file: Path) -> None:
    def read(number: int) -> int:
        payload = from_disk(grid_file) if number % 2 else from_memory(grid_file)
        with gridio.opened(payload) as dataset:
            return int(dataset["ice"].values.astype(int).sum())

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(read, range(200))) == {625}
