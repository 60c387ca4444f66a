"""An S3 server on loopback for the tests, and a wire to it that can be cut or can change what goes over it.

By default moto's server: quick to start, of Python alone, and it keeps the conditions of a write; it does not check
signatures and is no store for work. With `OBJECT_STORE=ceph` the same tests run against Ceph's RADOS gateway, with a
monitor and a store in memory (Debian: `apt-get install radosgw ceph-mon ceph-osd`).
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

CHOICE = "OBJECT_STORE"
PROGRAMS = ("ceph-mon", "ceph-osd", "radosgw", "radosgw-admin", "ceph", "monmaptool")
PATIENCE = 90.0
KEY, SECRET = "AKIAEXAMPLEOFTESTS", "a-secret-of-the-tests-only"
_CONF = """[global]
fsid = {fsid}
mon_host = [v1:127.0.0.1:{port}]
auth_cluster_required = none
auth_service_required = none
auth_client_required = none
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 4
osd_pool_default_pg_autoscale_mode = off
osd_crush_chooseleaf_type = 0
mon_allow_pool_size_one = true
mon_max_pg_per_osd = 1000
mon_data_avail_crit = 0
osd_objectstore = memstore
memstore_device_bytes = 536870912
run_dir = {folder}/run
admin_socket =
log_file = {folder}/$name.log
mon_cluster_log_file = {folder}/cluster.log
mon_data = {folder}/mon
osd_data = {folder}/osd
rgw_data = {folder}/rgw
ms_bind_ipv6 = false
[mon.a]
mon_data = {folder}/mon
"""


@dataclass(frozen=True)
class Server:
    """A server: its endpoint, and whether it is a store for work, which checks signatures."""

    endpoint: str
    real: bool

    @property
    def port(self) -> int:
        return int(self.endpoint.rsplit(":", 1)[1])


@contextmanager
def standing(folder: Path) -> Iterator[Server]:
    """The server that the environment chooses."""
    with contextlib.ExitStack() as stack:
        if os.environ.get(CHOICE) == "ceph":
            yield Server(stack.enter_context(_ceph(folder)), real=True)
        else:
            yield Server(stack.enter_context(_moto({})), real=False)


@contextmanager
def refusing(server: Server) -> Iterator[str]:
    """The endpoint of a server that checks who asks."""
    if server.real:
        yield server.endpoint
        return
    with _moto({"INITIAL_NO_AUTH_ACTION_COUNT": "0"}) as endpoint:
        yield endpoint


def missing() -> str:
    """What the chosen server lacks on this machine; empty when it can be started."""
    if os.environ.get(CHOICE) == "ceph":
        lacking = [name for name in PROGRAMS if not shutil.which(name)]
    else:
        lacking = [name for name in ("moto", "flask", "flask_cors") if find_spec(name) is None]
    return f"{', '.join(lacking)} not installed" if lacking else ""


def bucket(server: Server) -> str:
    """A new bucket."""
    import fsspec

    name = f"b{uuid.uuid4().hex[:12]}"
    files = fsspec.filesystem("s3", key=KEY, secret=SECRET, endpoint_url=server.endpoint, skip_instance_cache=True)
    files.mkdir(name)
    return name


def _free() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def _moto(more: dict[str, str]) -> Iterator[str]:
    port = _free()
    with _running([sys.executable, "-m", "moto.server", "-p", str(port)], os.environ | more):
        _answers(port)
        yield f"http://127.0.0.1:{port}"


@contextmanager
def _ceph(folder: Path) -> Iterator[str]:
    folder.mkdir(parents=True)
    port, gate, fsid = _free(), _free(), str(uuid.uuid4())
    for name in ("mon", "osd", "run", "rgw"):
        (folder / name).mkdir()
    (folder / "ceph.conf").write_text(_CONF.format(fsid=fsid, port=port, folder=folder), encoding="utf-8")
    given = os.environ | {"CEPH_CONF": str(folder / "ceph.conf")}

    def done(*words: str) -> None:
        subprocess.run(words, env=given, check=True, capture_output=True, timeout=PATIENCE)

    known, one = str(folder / "monmap"), str(uuid.uuid4())
    done("monmaptool", "--create", "--addv", "a", f"[v1:127.0.0.1:{port}]", "--fsid", fsid, known)
    done("ceph-mon", "--mkfs", "-i", "a", "--monmap", known, "--mon-data", str(folder / "mon"))
    with contextlib.ExitStack() as stack:
        stack.enter_context(_running(["ceph-mon", "-i", "a", "-f"], given))
        done("ceph", "osd", "new", one)
        done("ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", one)
        stack.enter_context(_running(["ceph-osd", "-i", "0", "-f"], given))
        front = f"--rgw_frontends=beast endpoint=127.0.0.1:{gate}"
        stack.enter_context(_running(["radosgw", "-n", "client.rgw", "-f", front], given))
        user = ["--uid=tests", "--display-name=tests", f"--access-key={KEY}", f"--secret={SECRET}"]
        done("radosgw-admin", "user", "create", *user)
        _answers(gate)
        yield f"http://127.0.0.1:{gate}"


@contextmanager
def _running(words: Sequence[str], given: dict[str, str]) -> Iterator[None]:
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(words, env=given, stdout=quiet, stderr=quiet, start_new_session=True)
    try:
        yield
    finally:
        process.kill()
        process.wait()


def _answers(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)


class Wire:
    """Between a client and a server on loopback.

    `up` and `down` are given each piece that goes to the server and comes from it, and give what goes on: other
    bytes, or None, which cuts the connection.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.up: Callable[[bytes], bytes | None] = lambda piece: piece
        self.down: Callable[[bytes], bytes | None] = lambda piece: piece
        self.cuts = 0

    @contextmanager
    def standing(self) -> Iterator[str]:
        with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
            threading.Thread(target=self._accepts, args=(server,), daemon=True).start()
            yield f"http://127.0.0.1:{server.getsockname()[1]}"
            with contextlib.suppress(OSError):
                server.shutdown(socket.SHUT_RDWR)

    def _accepts(self, server: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = server.accept()
                far = socket.create_connection(("127.0.0.1", self.port))
                for source, target, name in ((client, far, "up"), (far, client, "down")):
                    threading.Thread(target=self._passes, args=(source, target, name), daemon=True).start()

    def _passes(self, source: socket.socket, target: socket.socket, name: str) -> None:
        with contextlib.suppress(OSError):
            while piece := source.recv(1 << 16):
                onward = getattr(self, name)(piece)
                if onward is None:
                    self.cuts += 1
                    break
                target.sendall(onward)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
