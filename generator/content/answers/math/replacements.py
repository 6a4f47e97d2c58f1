"""Replacements in a formula, and the offsets of the result in its source."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

Replacement = tuple[int, int, str]
"""Start and end in the source, and the new text."""


@dataclass(frozen=True, slots=True)
class Prepared:
    r"""TeX for the converter, and the percent signs that were interpreted as ``\%`` (offsets in the source).

    ``stretches``: offset in the TeX, offset in the source, whether the text is copied from the source.
    """

    tex: str
    percents: tuple[int, ...]
    stretches: tuple[tuple[int, int, bool], ...]

    def source(self, offset: int) -> int:
        """The offset in the source for an offset in the TeX."""
        at = max(bisect_right(self.stretches, (offset, float("inf"))) - 1, 0)
        start, source, copied = self.stretches[at]
        return source + (offset - start if copied else 0)


def applied(tex: str, edits: Sequence[Replacement], percents: Sequence[int]) -> Prepared:
    """The TeX with all replacements. Of several insertions at one offset the last one comes first."""
    if not edits:
        return Prepared(tex, (), ((0, 0, True),))
    out: list[str] = []
    stretches = []
    length = copied = 0
    order = sorted(range(len(edits)), key=lambda n: (edits[n][0], edits[n][1] > edits[n][0], -n))
    for start, end, text in map(edits.__getitem__, order):
        stretches += [(length, copied, True), (length + start - copied, start, False)]
        out += (tex[copied:start], text)
        length += start - copied + len(text)
        copied = end
    stretches.append((length, copied, True))
    return Prepared("".join((*out, tex[copied:])), tuple(percents), tuple(stretches))
