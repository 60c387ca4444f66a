"""Replicas behind nginx with the shipped configuration: only addresses, ports and the place of the log differ."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.figure import UnmeasurableError
from benchmarks.server import HOST, PATIENCE_SECONDS, ROOT, free_port, processor_seconds_of, share_of_tree

DEPLOY = ROOT / "deploy" / "nginx"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
NAMES = ("dashboard-1:8501", "dashboard-2:8501")  # of deploy/nginx/replicas.conf


@dataclass
class Replica:
    """One server of the dashboard; it can be killed and comes back at its port."""

    port: int
    cache: Path
    log: Path
    process: subprocess.Popen[bytes] | None = None
    starts: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Start, and wait until it listens."""
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.address", HOST]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 - this project's own pages
                [*command, "--server.port", str(self.port)],
                cwd=ROOT, env=os.environ | _settings(self.cache), stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        self.starts.append(time.time())
        pause, limit = threading.Event(), time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < limit and self.process.poll() is None:
            with suppress(OSError), urllib.request.urlopen(f"http://{HOST}:{self.port}/_stcore/health", timeout=5):
                return
            pause.wait(0.1)
        raise RuntimeError(f"no replica on port {self.port}: {self.log.read_text(errors='replace')[-500:]}")

    def alive(self) -> bool:
        """Whether the process runs."""
        return self.process is not None and self.process.poll() is None

    def kill(self) -> None:
        """Kill -9."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def megabytes(self) -> float:
        """PSS of the process and all it started."""
        return share_of_tree(self.process.pid) if self.process is not None and self.alive() else 0.0

    def processor_seconds(self) -> float:
        """Time of a processor that it has had since it was started."""
        return processor_seconds_of(self.process.pid) if self.process is not None and self.alive() else 0.0

    def stop(self) -> None:
        """End it as an operator does."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.kill()


@dataclass
class Site:
    """The proxy, its replicas, and the one cache folder of all."""

    url: str
    replicas: list[Replica]
    cache: Path
    room: Path

    def answers(self) -> Iterator[dict[str, object]]:
        """Lines of the proxy's log."""
        for line in (self.room / "log").read_text(errors="replace").splitlines():
            with suppress(ValueError):
                yield json.loads(line)

    def said(self) -> list[str]:
        """Errors and tracebacks that the replicas logged."""
        found = []
        for replica in self.replicas:
            for line in replica.log.read_text(errors="replace").splitlines():
                if '"level": "error"' in line.lower() or "Traceback" in line:
                    found.append(line[:400])
        return found


def _settings(cache: Path) -> dict[str, str]:
    return {
        "AMUR_OKHOTSK_CACHE": str(cache),
        "AMUR_OKHOTSK_LOG": "json",
        "AMUR_OKHOTSK_METRICS": "on",
        "STREAMLIT_SERVER_COOKIE_SECRET": "the same for both replicas of a meeting",
        "HOME": str(cache.parent),
        "NO_PROXY": HOST,
    }


@contextmanager
def running(room: Path, *, port: int = 0) -> Iterator[Site]:
    """Two replicas and the proxy, until the end of the block; `room` may hold a `cache`, else it is the shipped one.

    `room` is their home: sign-in is set up by a `.streamlit/secrets.toml` in it.
    """
    if NGINX is None:
        raise UnmeasurableError("no nginx here (apt-get install nginx-light)")
    cache = room / "cache"
    if not cache.exists():
        cache.mkdir()
        (cache / "snapshot").symlink_to(ROOT / "cache" / "snapshot")
    replicas = [Replica(free_port(), cache, room / f"replica-{number}.log") for number in (1, 2)]
    process, port = None, port or free_port()
    try:
        for replica in replicas:
            replica.start()
        process = _proxy(room, port, replicas)
        yield Site(f"http://{HOST}:{port}", replicas, cache, room)
    finally:
        for replica in replicas:
            replica.stop()
        if process is not None:
            process.terminate()
            process.wait(10)


def _proxy(room: Path, port: int, replicas: list[Replica]) -> subprocess.Popen[bytes]:
    for file in DEPLOY.glob("*.conf"):
        text = file.read_text()
        for name, replica in zip(NAMES, replicas, strict=True):
            text = text.replace(name, f"{HOST}:{replica.port}")
        text = text.replace("listen 8080", f"listen {HOST}:{port}").replace("/dev/stdout", str(room / "log"))
        (room / file.name).write_text(text)
    if os.geteuid() == 0:  # its workers would be somebody who may not enter this folder
        (room / "nginx.conf").write_text("user root;\n" + (room / "nginx.conf").read_text())
    with (room / "errors").open("wb") as errors:
        process = subprocess.Popen(  # noqa: S603 - the proxy of this machine
            [str(NGINX), "-p", f"{room}/", "-c", str(room / "nginx.conf")], stderr=errors
        )
    pause = threading.Event()
    for _ in range(100):
        with suppress(OSError), urllib.request.urlopen(f"http://{HOST}:{port}/healthz", timeout=5):
            return process
        pause.wait(0.05)
    raise RuntimeError("the proxy does not listen")
