"""Worker processes: executors in the style of ``concurrent.futures``, and the shards of records they work on."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from typing import Any, TypeVar

T = TypeVar("T")
MANY = 50_000
"""Number of files from which checking their stamps is worth a separate process."""
SHARD = 250
"""Records in a shard: enough to be worth sending to a worker process, few enough to distribute evenly."""


class SerialExecutor(Executor):
    """Runs each call immediately in this process: for one job, and for small catalogues."""

    def __init__(self, value: object = None) -> None:
        share(value)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run ``fn`` and return a completed future."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


_shared: list[object] = []


def share(value: object) -> None:
    """Set the value that ``shared()`` returns in this process."""
    _shared[:] = [value]


def shared() -> Any:
    """Return the value that all calls of the current executor share. It is sent once to each process."""
    return _shared[0]


def executor(jobs: int, items: int, value: object = None) -> Executor:
    """Return an executor with ``jobs`` processes (0: one for each core), or a serial one for at most one shard.

    ``value`` is what ``shared()`` returns in the workers. Forked processes inherit it without a copy.
    """
    jobs = jobs or available_cores()
    if jobs > 1 and items > SHARD:
        from generator.system.workers.pool import WorkerPool  # here, because small builds do not need it

        return WorkerPool(jobs, value)
    return SerialExecutor(value)


def all_cores(items: int, value: object = None) -> Executor:
    """Return an ``executor`` with one process for each core."""
    return executor(0, items, value)


@contextmanager
def in_background(fn: Callable[..., T], *args: object, worth: bool) -> Iterator[Callable[[], T]]:
    """Run ``fn`` in a separate process during the block, and yield a function that waits for its result.

    Without a second core, or if it is not ``worth`` a process, ``fn`` runs when its result is requested.
    """
    if not worth or available_cores() == 1:
        yield lambda: fn(*args)
        return
    from concurrent.futures import ProcessPoolExecutor  # here, because small builds do not need it

    with ProcessPoolExecutor(1) as pool:
        yield pool.submit(fn, *args).result


def available_cores() -> int:
    """Count the cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def shards(items: Sequence[T], size: int = SHARD) -> Iterator[Sequence[T]]:
    """Split items into consecutive parts of at most ``size``."""
    return (items[start : start + size] for start in range(0, len(items), size))
