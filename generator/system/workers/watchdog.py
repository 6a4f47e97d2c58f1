"""Reads shards of files in worker processes, and goes on without a file that hangs, fills the memory or ends a process.

Limits of structure stop every known input of that kind in any executor. This is the second line, for pools only: one
process, as for small catalogues, and clusters are not watched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from functools import partial
from typing import TypeVar

from generator.model.finding import counted
from generator.system.workers import held
from generator.system.workers.held import Held, Limits, WorkerError

T = TypeVar("T")
R = TypeVar("R")
_PATIENCE = 3
"""How often a pool may die without a file to blame: the system may have ended a process for other reasons."""


def each_shard(
    pool: Callable[[], Executor],
    read: Callable[[int, Sequence[T], Mapping[str, str]], R],
    shards: Mapping[int, Sequence[T]],
    name: Callable[[T], str],
    limits: Limits,
) -> Iterator[tuple[int, R]]:
    """Yield the number and the result of ``read(number, items, lost)`` for each shard, in order.

    ``lost`` are files that a worker process could not read within the limits, each with the reason; ``read`` must not
    open them. It calls ``held.hold(name)`` before it works on a file. A shard may be read more than once. Raises
    ``WorkerError`` if processes die and no file is to blame.
    """
    lost: dict[str, str] = {}
    waiting, unexplained = list(shards), 0
    while waiting:
        call = partial(_limited, read, lost, limits)
        try:
            with pool() as processes:
                for result in processes.map(call, list(waiting), [shards[number] for number in waiting]):
                    yield waiting.pop(0), result
        except WorkerError as error:
            items = {name(item): (number, item) for number in waiting for item in shards[number]}
            suspects = [one for one in error.held if one.name in items]
            found = {one.name: reason for one in suspects if (reason := _reason(one, limits))}
            if not found:
                found = {one.name: reason for one in suspects if (reason := _alone(call, *items[one.name], limits))}
            lost |= found
            unexplained += not found
            if unexplained == _PATIENCE:
                raise


def _limited(
    read: Callable[[int, Sequence[T], Mapping[str, str]], R],
    lost: Mapping[str, str],
    limits: Limits,
    number: int,
    items: Sequence[T],
) -> R:
    with held.limited(limits):
        return read(number, items, lost)


def _reason(one: Held, limits: Limits) -> str:
    """Why a file is to blame for the end of the process that held it; empty if that is not certain."""
    if one.is_large:
        return f"reading it takes more than {limits.memory / 10**6:,.0f} MB of memory"
    return f"reading it takes more than {counted(limits.seconds, 'second')}" if one.seconds >= limits.seconds else ""


def _alone(call: Callable[[int, Sequence[T]], R], number: int, item: T, limits: Limits) -> str:
    """Read a file in a process of its own; return why that fails, empty if it does not."""
    from generator.system.workers.pool import WorkerPool  # here, because small catalogues do not need it

    try:
        with WorkerPool(1) as pool:
            list(pool.map(call, [number], [[item]]))
    except WorkerError as error:
        return next(filter(None, (_reason(one, limits) for one in error.held)), "reading it ends the process")
    return ""
