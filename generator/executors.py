"""Executors of the ``concurrent.futures`` kind: shards are mapped over one, and the order of results is the input's."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")
SHARD = 250
"""Records a shard: enough to pay for the trip to a worker, few enough to share out evenly."""


class SerialExecutor(Executor):
    """Runs each call at once, in this process: for one job, and for catalogues too small to pay for workers."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run ``fn`` now; the future is already done."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


def executor(jobs: int, items: int) -> Executor:
    """Processes for ``jobs`` above 1 (0: as many as there are cores) when there is more than one shard of work."""
    jobs = jobs or available_cores()
    return ProcessPoolExecutor(jobs) if jobs > 1 and items > SHARD else SerialExecutor()


def available_cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def shards(items: Sequence[T], size: int = SHARD) -> Iterator[Sequence[T]]:
    """The items in runs of at most ``size``, in order."""
    return (items[start : start + size] for start in range(0, len(items), size))
