"""Callbacks that report the progress of long work."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

Progress = Callable[[int], None]
"""Called with the number of items that have just been done."""


Watch = Callable[[str, int], AbstractContextManager[Progress]]
"""Given what is being done and how many items there are: a context that counts them on a terminal."""


def no_watch(label: str, length: int) -> AbstractContextManager[Progress]:
    """Counts in silence."""
    return nullcontext(lambda done: None)
