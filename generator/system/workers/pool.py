"""A pool of worker processes that says which files they held when one of them dies."""

from __future__ import annotations

import gc
import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from multiprocessing import parent_process
from pathlib import Path
from typing import Any, TypeVar

from generator.system.workers import held
from generator.system.workers.processes import share

T = TypeVar("T")


class WorkerPool(ProcessPoolExecutor):
    """``jobs`` processes that share ``value`` and note which file they hold.

    ``map`` raises ``WorkerError`` if one of them dies.
    """

    def __init__(self, jobs: int, value: object = None) -> None:
        try:
            self._notes = tempfile.mkdtemp(prefix="quicktakes-")
        except OSError:  # a full disk: the error will not name a file
            self._notes = ""
        super().__init__(jobs, initializer=_start_worker, initargs=(value, self._notes))

    def map(
        self, fn: Callable[..., T], *iterables: Iterable[Any], timeout: float | None = None, chunksize: int = 1
    ) -> Iterator[T]:
        """Yield the results in order; all calls are submitted at once."""
        return self._named(super().map(fn, *iterables, timeout=timeout, chunksize=chunksize))

    def _named(self, results: Iterator[T]) -> Iterator[T]:
        try:
            yield from results
        except BrokenExecutor:
            raise held.WorkerError(held.held_in(Path(self._notes)) if self._notes else []) from None

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes, and delete their notes."""
        super().shutdown(wait, cancel_futures=cancel_futures)
        shutil.rmtree(self._notes, ignore_errors=True)


def _start_worker(value: object, notes: str) -> None:
    """Set up a worker process. It runs for one pass over the shards, too short for garbage collection to pay off."""
    share(value)
    held.begin(notes)
    for name in {"SIGALRM", "SIGTERM"} & set(dir(signal)):  # a handler in Python cannot interrupt native code
        signal.signal(getattr(signal, name), signal.SIG_DFL)
    gc.disable()
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this worker process when its parent is killed. It would wait for work forever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
