"""Places where nothing was pushed yet, and a cache that has something to push."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from indicators.replication import place
from indicators.replication.place import Place
from indicators.store import Cache
from tests.replication import object_store
from tests.replication.caches import made
from tests.replication.object_store import Server


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    if lacking := object_store.missing():
        pytest.skip(lacking)
    with object_store.standing(tmp_path_factory.mktemp("store") / "ceph") as found:
        yield found


@pytest.fixture(scope="session")
def bucket(server: Server) -> str:
    return object_store.bucket(server)


@pytest.fixture(autouse=True)
def _credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv(place.KEY, object_store.KEY)
    monkeypatch.setenv(place.SECRET, object_store.SECRET)
    monkeypatch.setattr(place, "CONNECT_SECONDS", 10)
    monkeypatch.setattr(place, "READ_SECONDS", 20)


@pytest.fixture(params=["folder", "s3"])
def there(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A place where nothing was pushed yet, of either kind."""
    if request.param == "folder":
        return place.place(f"file://{tmp_path}/shared folder/store")
    monkeypatch.setenv("AWS_ENDPOINT_URL", request.getfixturevalue("server").endpoint)
    return place.place(f"s3://{request.getfixturevalue('bucket')}/{tmp_path.name}")


@pytest.fixture
def folder(tmp_path: Path) -> Place:
    return place.place(f"file://{tmp_path}/store")


@pytest.fixture
def source(tmp_path: Path) -> Cache:
    """A cache that fetched a few series, kept an edition, and has members' data."""
    return made(tmp_path / "source")
