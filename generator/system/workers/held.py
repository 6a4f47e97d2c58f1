"""What each worker process of a pool holds: the file that it works on, noted before work on it begins.

A process that is killed in native code cannot say why. Its last note names the file.
"""

from __future__ import annotations

import os
import signal
import struct
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

_HEAD = struct.Struct("<d?H")
_LONGEST = 4096
"""Bytes of a name that a note keeps: the longest path on Linux."""


class Limits(NamedTuple):
    """What one file may need in a worker process: seconds of real time, and bytes of memory."""

    seconds: int = 30
    memory: int = 1_000_000_000


class Held(NamedTuple):
    """The name of a file, for how many seconds a process has held it, and whether its memory was not enough."""

    name: str
    seconds: float
    is_large: bool


class WorkerError(Exception):
    """A worker process died. ``held`` are the files that the processes of its pool worked on."""

    def __init__(self, held: Sequence[Held]) -> None:
        super().__init__()
        self.held = held

    def __str__(self) -> str:
        names = ", ".join(one.name for one in self.held)
        return (
            f"a worker process ended without a result{f'; in work: {names}' if names else ''}; "
            "free some memory or use fewer processes with --jobs, and run the command again"
        )


class _Pad:
    """The notes of this process, in a file of its own."""

    def __init__(self, folder: str) -> None:
        self._file = os.open(f"{folder}/{os.getpid()}", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self.limits: Limits | None = None
        self.name = ""

    def write(self, name: str, is_large: bool = False) -> None:
        """Write a note; nothing happens if the disk is full. The alarm of the system's clock ends this process."""
        self.name = name
        data = os.fsencode(name)[:_LONGEST]
        with suppress(OSError):
            os.pwrite(self._file, _HEAD.pack(time.monotonic(), is_large, len(data)) + data, 0)
        if self.limits is not None:
            signal.setitimer(signal.ITIMER_REAL, self.limits.seconds if name else 0)


_mine: list[_Pad] = []


def begin(folder: str) -> None:
    """Start to take notes in this worker process, below ``folder`` (empty: nowhere)."""
    _mine.clear()
    with suppress(OSError):
        if folder:
            _mine.append(_Pad(folder))


def hold(name: str) -> None:
    """Note that this process works on a file from now on; an empty name means on none.

    Does nothing outside a worker pool.
    """
    if _mine:
        _mine[0].write(name)


@contextmanager
def limited(limits: Limits) -> Iterator[None]:
    """End this worker process if a file that it holds exceeds the limits. Does nothing outside a worker pool."""
    if not _mine or not hasattr(signal, "setitimer"):
        yield
        return
    notes = _mine[0]
    notes.limits = limits
    try:
        with _little_memory(limits.memory):
            yield
    except MemoryError:
        notes.write(notes.name, is_large=True)
        os._exit(1)
    finally:
        notes.write("")
        notes.limits = None


@contextmanager
def _little_memory(size: int) -> Iterator[None]:
    """Limit what this process may use beyond what it uses now; only Linux says how much that is."""
    used = _data_size()
    if not used:
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = used + size
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (wanted, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def _data_size() -> int:
    try:
        return int(Path("/proc/self/statm").read_bytes().split()[5]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError, ValueError):
        return 0


def held_in(folder: Path) -> list[Held]:
    """The files that the processes with notes below ``folder`` hold, or held when they died."""
    found, now = [], time.monotonic()
    for path in sorted(folder.iterdir()):
        data = path.read_bytes()
        if len(data) < _HEAD.size:
            continue
        since, is_large, length = _HEAD.unpack_from(data)
        if name := os.fsdecode(data[_HEAD.size : _HEAD.size + length]):
            found.append(Held(name, now - since, is_large))
    return found
