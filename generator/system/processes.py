"""Executors of the ``concurrent.futures`` kind: shards are mapped over one, and the order of results is the input's."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from typing import Any, TypeVar

T = TypeVar("T")
MANY = 50_000
"""Files from which looking at each is worth a process of its own."""
SHARD = 250
"""Records a shard: enough to pay for the trip to a worker, few enough to share out evenly."""


class SerialExecutor(Executor):
    """Runs each call at once, in this process: for one job, and for catalogues too small to pay for workers."""

    def __init__(self, value: object = None) -> None:
        share(value)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run ``fn`` now; the future is already done."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


def _end_with_parent() -> None:
    """A killed parent cannot tell its workers to stop: they would wait for work for ever."""
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


_shared: list[object] = []


def share(value: object) -> None:
    """Make ``value`` what ``shared()`` gives in this process."""
    _shared[:] = [value]


def _start_worker(value: object) -> None:
    """A worker lives for one pass over shards: nothing it makes is worth a garbage collection."""
    share(value)
    gc.disable()
    threading.Thread(target=_end_with_parent, daemon=True).start()


def shared() -> Any:
    """The value that the executor of the present call was made with: what every shard needs, sent once a process."""
    return _shared[0]


def executor(jobs: int, items: int, value: object = None) -> Executor:
    """Processes for ``jobs`` above 1 (0: as many as there are cores) when there is more than one shard of work.

    ``value`` is what ``shared()`` gives in the workers; processes that are forked inherit it without a copy.
    """
    jobs = jobs or available_cores()
    if jobs > 1 and items > SHARD:
        from concurrent.futures import ProcessPoolExecutor  # here, because small builds do without

        return ProcessPoolExecutor(jobs, initializer=_start_worker, initargs=(value,))
    return SerialExecutor(value)


def all_cores(items: int, value: object = None) -> Executor:
    """An ``executor`` for as many jobs as there are cores."""
    return executor(0, items, value)


@contextmanager
def aside(fn: Callable[..., T], *args: object, worth: bool) -> Iterator[Callable[[], T]]:
    """Run ``fn`` in a process of its own while the block goes on, if that is ``worth`` a process; gives what waits for
    the result."""
    if not worth or available_cores() == 1:
        yield lambda: fn(*args)
        return
    from concurrent.futures import ProcessPoolExecutor  # here, because small builds do without

    with ProcessPoolExecutor(1) as pool:
        yield pool.submit(fn, *args).result


def available_cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def shards(items: Sequence[T], size: int = SHARD) -> Iterator[Sequence[T]]:
    """The items in runs of at most ``size``, in order."""
    return (items[start : start + size] for start in range(0, len(items), size))
