"""Rules that look at the text of one answer; each yields findings."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Finding, Place
from generator.model import Rendered


def answer(path: str, rendered: Rendered) -> Iterator[Finding]:
    """What the dialect itself found wrong while rendering."""
    for problem in rendered.problems:
        place = in_text(problem.offset, problem.in_body)
        yield Finding(path, problem.code, problem.message, problem.remedy, place)


def in_text(offset: int, in_body: bool) -> Place:
    """A place in an answer, or in the body that follows it."""
    return Place((), offset, in_body=True) if in_body else Place(("answer",), offset)
