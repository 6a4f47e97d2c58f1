"""Callbacks that report the progress of long work."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

Progress = Callable[[int], None]
"""A callback that takes the number of items just completed."""


Watch = Callable[[str, int], AbstractContextManager[Progress]]
"""A function that takes a label and a number of items, and returns a context that reports progress."""


def no_watch(label: str, length: int) -> AbstractContextManager[Progress]:
    """Report no progress."""
    return nullcontext(lambda done: None)
