"""Rules that look at the text of one record; each yields findings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.answers.misreadings import Misreading
from generator.diagnostics import Edit, Finding, Place
from generator.model import Record, Rendered

TO_FILL_IN = "TO FILL IN:"
"""How a text begins, or a line of an answer, that ``quicktakes new`` leaves for an editor to write."""
_TO_FILL_IN = re.compile(rf"(?:\A|\n|\\n)[ \t]*({TO_FILL_IN})")


def unfinished(record: Record) -> Iterator[Finding]:
    """Texts that ``quicktakes new`` has left to be written."""
    keywords = next(iter(record.seo.keywords), "")
    texts = (
        (("seo", "page_description"), record.seo.description, "say the answer in one or two sentences"),
        (("seo", "page_keywords"), keywords, "write words and phrases with commas between"),
        (("answer",), record.answer, "write the answer, and take the line out"),
    )
    for key, text, remedy in texts:
        found = _TO_FILL_IN.search(text) if TO_FILL_IN in text else None
        if found:
            place = Place(key, found.start(1))
            yield Finding(record.path, "QT117", f"{'.'.join(key)} is still to be filled in", remedy, place)


def answer(path: str, rendered: Rendered) -> Iterator[Finding]:
    """What the dialect itself found wrong while rendering."""
    for problem in rendered.problems:
        place = in_text(problem.offset, problem.in_body)
        pieces = problem.pieces if isinstance(problem, Misreading) else ()
        fix = Edit(place.key, pieces, problem.in_body) if pieces else None
        yield Finding(path, problem.code, problem.message, problem.remedy, place, fix=fix)


def in_text(offset: int, in_body: bool) -> Place:
    """A place in an answer, or in the body that follows it."""
    return Place((), offset, in_body=True) if in_body else Place(("answer",), offset)
