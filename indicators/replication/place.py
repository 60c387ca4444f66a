"""The store: a prefix of a bucket (`s3://BUCKET/PREFIX`) or a folder (`file:///FOLDER`), through fsspec.

The only module that asks a store. Endpoint and credentials come from the environment alone; no address, sentence or
log holds one. The pointer is written on a condition: that nobody wrote it meanwhile.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import os
import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from indicators.replication.edition import POINTER, ReplicationError

CONNECT_SECONDS, READ_SECONDS, TRIES = 10, 60, 3
BLOCK = 8 << 20
KEY, SECRET, SESSION = "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"
_PROBE = "condition.json"
_PATH = re.compile(r"[A-Za-z0-9._/=-]+")


@dataclass(frozen=True)
class Lying:
    """An object as it lies in a store."""

    size: int
    changed: dt.datetime


class AbsentError(ReplicationError):
    """An object is not in the store."""


def place(url: str) -> Place:
    """The store at an address.

    Raises
    ------
    ReplicationError
        When it is not one, holds credentials, or the environment gives none.
    """
    parts = urlsplit(url)
    if "@" in parts.netloc or parts.query or parts.fragment or parts.username:
        todo = f"Give them by {KEY} and {SECRET} in the environment."
        raise ReplicationError("an address of a store holds no credentials and no options", "the address given", todo)
    path = f"{parts.netloc}{parts.path}".rstrip("/")
    if parts.scheme == "file" and not parts.netloc and Path(path).is_absolute():
        return Folder(path)
    if parts.scheme == "s3" and parts.netloc and _PATH.fullmatch(path) and ".." not in path:
        return Bucket(path)
    raise ReplicationError("not a store", url[:200], "Give s3://BUCKET/PREFIX or file:///FOLDER.")


class Place:
    """What both kinds of store do alike.

    `name` is how sentences call it; nothing in it is secret.
    """

    files: Any
    root: str
    name: str

    def read(self, name: str, most: int) -> bytes:
        """A small object.

        Raises
        ------
        AbsentError
            When it is not there.
        ReplicationError
            When it is larger than `most` bytes, or the store does not give it.
        """
        with self._asked(name):
            size = int(self.files.info(self._path(name))["size"])
            if size > most:
                raise ReplicationError("it is larger than it can be", f"{self.name}/{name}", "Push again.")
            return bytes(self.files.cat_file(self._path(name), start=0, end=size) if size else b"")

    def take(self, name: str, size: int, target: Path) -> str:
        """Copy an object of a known size into a file; gives its checksum. Never more than that size is asked for."""
        found = hashlib.sha256()
        with target.open("xb") as out:
            for start in range(0, size, BLOCK):
                with self._asked(name):
                    block = bytes(self.files.cat_file(self._path(name), start=start, end=min(start + BLOCK, size)))
                found.update(block)
                out.write(block)
        return found.hexdigest()

    def send(self, name: str, source: Path) -> None:
        """Put a file there, all of it or nothing."""
        with self._asked(name):
            self.files.put_file(str(source), self._path(name))

    def listed(self, folder: str) -> dict[str, Lying]:
        """What lies in a folder, by name."""
        with self._asked(folder):
            try:
                found: Mapping[str, Any] = self.files.find(self._path(folder), detail=True)
            except FileNotFoundError as error:
                if _code(error) == "NoSuchBucket":
                    raise
                return {}
        return {str(path).rsplit("/", 1)[-1]: Lying(int(one["size"]), _moment(one)) for path, one in found.items()}

    def remove(self, names: Sequence[str]) -> None:
        """Remove objects."""
        if names:
            with self._asked(names[0]):
                self.files.rm([self._path(name) for name in names])

    def pointer(self) -> tuple[bytes, str] | None:
        """The pointer and the tag of its state; None where nothing was pushed."""
        raise NotImplementedError

    def tag(self) -> str:
        """The tag of the pointer's state; empty where nothing was pushed."""
        raise NotImplementedError

    def keeps_conditions(self) -> bool:
        """Whether the store refuses a write whose condition does not hold; some leave conditions alone."""
        raise NotImplementedError

    def point(self, content: bytes, tag: str | None) -> bool:
        """Write the pointer.

        Parameters
        ----------
        tag : str or None
            The state it must be in; "" means not there, None whatever state.

        Returns
        -------
        bool
            False when it was in another state: then nothing was written.
        """
        raise NotImplementedError

    def _path(self, name: str) -> str:
        return f"{self.root}/{name}"

    @contextmanager
    def _asked(self, name: str) -> Iterator[None]:
        """Whatever goes wrong while a store is asked, as one sentence; no message of a library gets through."""
        try:
            yield
        except ReplicationError:
            raise
        except _failures() as error:
            raise self._told(error, f"{self.name}/{name}") from error

    def _told(self, error: BaseException, where: str) -> ReplicationError:
        code = _code(error)
        if code == "NoSuchBucket":
            return ReplicationError("there is no such bucket", self.name, "Make it, or correct the address.")
        if isinstance(error, PermissionError):
            reason = f"the store refuses access ({code or 'forbidden'}); what is held stays"
            return ReplicationError(reason, where, f"See {KEY}, {SECRET} and what they may do there.")
        if isinstance(error, FileNotFoundError):
            return AbsentError("it is not in the store; what is held stays", where, "Push again with --whole.")
        if code in ("InvalidRange", "416"):
            return ReplicationError("it is shorter than it must be; what is held stays", where,
                                    "Push again with --whole.")  # fmt: skip
        reason = f"the store did not answer as it should ({code or type(error).__name__}); what is held stays"
        return ReplicationError(reason, where, "It is tried again next time; see AWS_ENDPOINT_URL and the network.")


class Bucket(Place):
    """A prefix of a bucket of an S3-compatible store."""

    def __init__(self, path: str) -> None:
        self.root, self.name = path, f"s3://{path}"
        key, secret = os.environ.get(KEY, ""), os.environ.get(SECRET, "")
        if not (key and secret):
            raise ReplicationError("there are no credentials", self.name, f"Set {KEY} and {SECRET}.")
        import fsspec

        self.files = fsspec.filesystem(
            "s3",
            key=key,
            secret=secret,
            token=os.environ.get(SESSION) or None,
            use_listings_cache=False,
            skip_instance_cache=True,
            config_kwargs={
                "connect_timeout": CONNECT_SECONDS,
                "read_timeout": READ_SECONDS,
                "retries": {"max_attempts": TRIES, "mode": "standard"},
                "request_checksum_calculation": "when_required",  # older stores know no others
                "response_checksum_validation": "when_required",
            },
        )
        self.files.retries = TRIES

    def pointer(self) -> tuple[bytes, str] | None:
        """The pointer and its ETag; both of one state."""
        for _ in range(TRIES):
            tag = self.tag()
            if not tag:
                return None
            content = self.read(POINTER, 1 << 20)
            if self.tag() == tag:
                return content, tag
        raise ReplicationError("it changes all the while; what is held stays", f"{self.name}/{POINTER}", "Try again.")

    def tag(self) -> str:
        """Its ETag."""
        try:
            with self._asked(POINTER):
                return str(self.files.info(self._path(POINTER))["ETag"])
        except AbsentError:
            return ""

    def keeps_conditions(self) -> bool:
        """Whether a write that must fail does."""
        for _ in range(2):
            try:
                self._put(_PROBE, b"{}", IfMatch=f'"{uuid.uuid4().hex}"')
            except AbsentError:
                self._put(_PROBE, b"{}")  # so that there is a state which the next one does not ask for
            except UnmetError:
                return True
            else:
                return False
        return False

    def point(self, content: bytes, tag: str | None) -> bool:
        """Write the pointer on its condition; some stores want the tag with quotes, some without."""
        if tag is None:
            with self._asked(POINTER):
                self._put(POINTER, content)
            return True
        conditions = (
            [{"IfMatch": one} for one in dict.fromkeys((tag, tag.strip('"')))] if tag else [{"IfNoneMatch": "*"}]
        )
        for condition in conditions:
            try:
                self._put(POINTER, content, **condition)
            except (UnmetError, AbsentError):
                if self.tag() != tag:
                    return self._is(content)
            else:
                return True
        return False

    def _is(self, content: bytes) -> bool:
        """Whether it says this: a try that got there though its answer was lost."""
        found = self.pointer()
        return found is not None and found[0] == content

    def _put(self, name: str, content: bytes, **condition: str) -> None:
        with self._asked(name):
            try:
                self.files.pipe_file(self._path(name), content, **condition)
            except OSError as error:
                if _code(error) in ("PreconditionFailed", "ConditionalRequestConflict", "412", "409"):
                    raise UnmetError("the condition does not hold", f"{self.name}/{name}", "Try again.") from error
                raise


class UnmetError(ReplicationError):
    """The condition of a write does not hold."""


class Folder(Place):
    """A folder, e.g. of a disk that several machines share."""

    def __init__(self, path: str) -> None:
        self.root, self.name = path, f"file://{path}"
        import fsspec

        self.files = fsspec.filesystem("file", auto_mkdir=True, skip_instance_cache=True)

    def send(self, name: str, source: Path) -> None:
        """Put a file there, aside first."""
        aside = f"{name}.{uuid.uuid4().hex}.part"
        super().send(aside, source)
        with self._asked(name):
            self.files.mv(self._path(aside), self._path(name))

    def pointer(self) -> tuple[bytes, str] | None:
        """The pointer and its checksum."""
        try:
            content = self.read(POINTER, 1 << 20)
        except AbsentError:
            return None
        return content, hashlib.sha256(content).hexdigest()

    def tag(self) -> str:
        """Its checksum."""
        found = self.pointer()
        return found[1] if found else ""

    def keeps_conditions(self) -> bool:
        """Whether the folder can be locked, which keeps the others from writing meanwhile."""
        with self._asked(POINTER), self._locked():
            return True

    def point(self, content: bytes, tag: str | None) -> bool:
        """Write the pointer aside and rename it, while nobody else does."""
        with self._asked(POINTER), self._locked():
            if tag is not None and self.tag() != tag:
                return False
            aside = f"{POINTER}.{uuid.uuid4().hex}.part"
            self.files.pipe_file(self._path(aside), content)
            self.files.mv(self._path(aside), self._path(POINTER))
            return True

    @contextmanager
    def _locked(self) -> Iterator[None]:
        Path(self.root).mkdir(parents=True, exist_ok=True)
        with (Path(self.root) / "pusher.lock").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield


def _failures() -> tuple[type[BaseException], ...]:
    """Everything by which the libraries under fsspec tell that a store could not be asked."""
    found: list[type[BaseException]] = [OSError]
    with suppress(ImportError):
        from aiohttp import ClientError as HttpError
        from botocore.exceptions import BotoCoreError, ClientError
        from botocore.parsers import ResponseParserError

        found += [HttpError, BotoCoreError, ClientError, ResponseParserError]
    return tuple(found)


def _code(error: BaseException | None) -> str:
    """What the store called the error."""
    while error is not None:
        told = getattr(error, "response", None)
        if isinstance(told, dict):
            return re.sub(r"[^A-Za-z0-9.]", "", str(told.get("Error", {}).get("Code", "")))[:60]
        error = error.__cause__
    return ""


def _moment(one: Mapping[str, Any]) -> dt.datetime:
    changed = one.get("LastModified")
    if isinstance(changed, dt.datetime):
        return changed.astimezone(dt.UTC)
    return dt.datetime.fromtimestamp(float(one["mtime"]), dt.UTC)
