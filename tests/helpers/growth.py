"""Whether the work of a function is in proportion to its input: counted work, without a clock."""

from __future__ import annotations

from collections.abc import Callable, Sized
from typing import Any

from tests.helpers.counting import clear_caches, counted

_MOST = 1.2
"""n log n work grows a little faster than its input. Quadratic work grows twice as fast here."""


def growth(work: Callable[[Any], object], made: Callable[[int], Any], size: int) -> float:
    """How much faster the work grows than its input: 1 for linear work, 2 for quadratic work.

    ``work`` calls functions of a module that ``counting`` has copied. ``made`` returns an input for a size. Compares
    the step from n to 2n with the step from 2n to 4n, so a constant does not count.
    """
    done: list[int] = []
    lengths: list[int] = []
    for times in (1, 2, 4):
        given = made(size * times)
        lengths.append(len(given) if isinstance(given, Sized) else size * times)
        clear_caches()
        done.append(counted(lambda given=given: work(given)))  # type: ignore[misc]
    step = (lengths[2] - lengths[1]) / (lengths[1] - lengths[0])
    return (done[2] - done[1]) / max(1, done[1] - done[0]) / step


def is_linear(work: Callable[[Any], object], made: Callable[[int], Any], size: int) -> bool:
    """Whether the work is at most n log n."""
    return growth(work, made, size) <= _MOST
