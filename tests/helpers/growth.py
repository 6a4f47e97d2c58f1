"""How the work of a function grows with its input: a ratio of CPU times, which no machine and no load changes much."""

from __future__ import annotations

import time
from collections.abc import Callable

_FACTOR = 4
_MOST = 2.5 * _FACTOR
"""Linear work takes 4 times as long for 4 times the input, quadratic work 16 times."""
_LEAST = 0.002
"""CPU seconds below which one run is too short to be measured."""
_ROUNDS = 5


def is_linear(work: Callable[[str], object], text: Callable[[int], str], size: int) -> bool:
    """Whether ``work`` on ``text(size)`` takes at most in proportion more than on a quarter of that size.

    The shortest of several runs counts, so that a disturbed one does no harm. Further runs are made only if needed.
    """
    small, large = text(max(1, size // _FACTOR)), text(size)
    quick = slow = float("inf")
    for _ in range(_ROUNDS):
        quick, slow = min(quick, _seconds(work, small)), min(slow, _seconds(work, large))
        if slow <= _MOST * quick:
            return True
    return False


def _seconds(work: Callable[[str], object], text: str) -> float:
    runs, spent = 0, 0.0
    start = time.process_time()
    while spent < _LEAST:
        work(text)
        runs, spent = runs + 1, time.process_time() - start
    return spent / runs
