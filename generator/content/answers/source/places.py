"""Finds the places of pieces of a page in the text from which it was rendered."""

from __future__ import annotations

from collections.abc import Callable, Iterator

_WHOLE_SEARCHES = 8
"""Searches in vain through the whole text, before only the next characters are searched."""
_NEAR = 200


class Places:
    """Forward search in one text. Its time is in proportion to the text and the number of searches.

    A page has its pieces in the order of the text, so most searches end soon. A few in vain read the whole text. After
    them, only the next ``_NEAR`` characters are read.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._spare = _WHOLE_SEARCHES * len(text)

    def first(self, start: int, candidates: Callable[[int, int], Iterator[int]]) -> int:
        """The first candidate, or -1. ``candidates`` finds them between two offsets."""
        end = len(self.text) if self._spare > 0 else min(start + _NEAR, len(self.text))
        found = next(candidates(start, end), -1)
        if found < 0:
            self._spare -= end - start
        return found

    def find(self, wanted: str, start: int, fits: Callable[[int], bool] | None = None) -> int:
        """The offset of the first occurrence at or after ``start`` that fits, or -1."""
        return self.first(start, lambda at, end: self.occurrences(wanted, at, end, fits))

    def occurrences(
        self, wanted: str, start: int, end: int, fits: Callable[[int], bool] | None = None
    ) -> Iterator[int]:
        """The offsets of all occurrences between two offsets that fit."""
        at = self.text.find(wanted, start, end)
        while at >= 0:
            if fits is None or fits(at):
                yield at
            at = self.text.find(wanted, at + 1, end)
