"""Servers to be measured, each started fresh on a free port of this machine, and their memory."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from benchmarks.figure import UnmeasurableError

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
PATIENCE_SECONDS = 60
LEAST = ("--server.headless=true", "--server.fileWatcherType=none", "--browser.gatherUsageStats=false")


@dataclass(frozen=True)
class Site:
    """A program to serve. `path` is the address of its first chart."""

    name: str
    script: Path
    path: str
    options: tuple[str, ...] = ()
    own_folder: bool = False  # started outside the project, hence without its Streamlit settings


OURS = Site("ours", ROOT / "app.py", "/sea_ice")
BARE = Site("bare", Path(__file__).with_name("bare_page.py"), "/", LEAST, own_folder=True)
READING = Site(
    "bare, reading a frame", Path(__file__).with_name("bare_page_of_a_frame.py"), "/", LEAST, own_folder=True
)


class Server:
    """A running site; it ends with the `with` block. Its cache holds the shipped snapshot, or another one, only."""

    def __init__(self, site: Site, snapshot: Path = ROOT / "cache" / "snapshot") -> None:
        self.site, self.snapshot = site, snapshot
        self.folder = tempfile.TemporaryDirectory(prefix="benchmark-")
        self.port = free_port()
        self.url = f"http://{HOST}:{self.port}"

    def __enter__(self) -> Server:
        cache = Path(self.folder.name)
        (cache / "snapshot").symlink_to(self.snapshot)
        command = [sys.executable, "-m", "streamlit", "run", str(self.site.script), "--server.address", HOST]
        command += ["--server.port", str(self.port), "--logger.hideWelcomeMessage", "true", *self.site.options]
        begun = time.perf_counter()
        self.process = subprocess.Popen(  # noqa: S603 - this project's own pages
            command,
            cwd=cache if self.site.own_folder else ROOT,
            env=os.environ | {"AMUR_OKHOTSK_CACHE": str(cache)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            self._wait_until_ready()
        except BaseException:
            self._end()
            raise
        self.seconds_to_ready = time.perf_counter() - begun
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def _end(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.folder.cleanup()

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"the server of {self.site.name} ended by itself: {self.process.returncode}")
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=5):  # noqa: S310 - this machine
                    return
            except OSError:
                time.sleep(0.02)
        raise RuntimeError(f"the server of {self.site.name} was not ready within {PATIENCE_SECONDS} s")

    def processor_seconds(self) -> float:
        """Time that the server's processes have had of the processors."""
        return processor_seconds_of(self.process.pid)

    def memory(self) -> Memory:
        """Memory of the server's processes now."""
        return sum((_memory(pid) for pid in _tree(self.process.pid)), Memory(0, 0))


@dataclass(frozen=True)
class Memory:
    """Megabytes: `share` counts a page shared by n processes as 1/n (PSS), `resident` in full (RSS)."""

    share: float
    resident: float

    def __add__(self, other: Memory) -> Memory:
        return Memory(self.share + other.share, self.resident + other.resident)


def processor_seconds_of(pid: int) -> float:
    """Time that a process and all below it have had of the processors."""
    ticks = 0
    for one in _tree(pid):
        with suppress(OSError, IndexError):
            ticks += sum(int(part) for part in Path(f"/proc/{one}/stat").read_text().rsplit(")", 1)[1].split()[11:13])
    return ticks / os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _memory(pid: int) -> Memory:
    path = Path(f"/proc/{pid}/smaps_rollup")
    try:
        lines = path.read_text().splitlines()
    except OSError as error:
        raise UnmeasurableError("memory is read from /proc/PID/smaps_rollup, which only Linux has") from error
    kilobytes = {line.split(":")[0]: int(line.split()[1]) for line in lines[1:]}
    return Memory(kilobytes["Pss"] / 1024, kilobytes["Rss"] / 1024)


def share_of_tree(pid: int) -> float:
    """Megabytes (PSS) of a process and all below it; of those that end meanwhile nothing is counted."""
    found = 0.0
    for one in _tree(pid):
        try:
            found += _memory(one).share
        except (UnmeasurableError, ProcessLookupError, IndexError, KeyError):
            continue
    return found


def _tree(pid: int) -> list[int]:
    """A process and all below it."""
    below: list[str] = []
    for children in Path(f"/proc/{pid}/task").glob("*/children"):  # a thread's children are listed with the thread
        with suppress(OSError):
            below += children.read_text().split()
    return [pid, *(one for child in below for one in _tree(int(child)))]
