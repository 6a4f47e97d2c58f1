"""Style rules for the front matter of one record. The rules after ``notes`` yield infos."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from generator.checks.rules.style import MOST_KEYWORDS, unencrypted
from generator.content.fields import PROVENANCES
from generator.model.answer import Rendered
from generator.model.finding import Finding, Place, counted
from generator.model.record import Record

SHORTEST_DESCRIPTION, LONGEST_DESCRIPTION = 50, 320
"""Characters: shorter ones say too little; longer ones are cut off by every search engine."""
SHORTEST_TITLE, LONGEST_TITLE = 10, 150
"""Characters: one word is not a question; longer ones do not fit into a list."""
_ENTITY = re.compile(r"&(?:[A-Za-z]\w*|#\d+|#[xX][0-9a-fA-F]+);")
NOTES = ("QT202", "QT230", "QT231", "QT232")
"""Codes that apply to most records: computed only when requested, and not stored in the state."""


def front_matter(record: Record) -> Iterator[Finding]:
    """All style warnings about the front matter of a record."""
    yield from description_length(record)
    yield from title_length(record)
    yield from too_many_keywords(record)
    yield from entities(record)
    for number, source in enumerate(record.ledger.sources):
        yield from unencrypted(record.path, source.url, Place(("sources", number, "url"), 0))


def description_length(record: Record) -> Iterator[Finding]:
    """Report a description that is too short, or so long that it is cut off where it is shown."""
    length = len(record.seo.description)
    if 0 < length < SHORTEST_DESCRIPTION or length > LONGEST_DESCRIPTION:
        message = f"the description has {counted(length, 'character')}"
        remedy = f"sum up the answer in {SHORTEST_DESCRIPTION} to {LONGEST_DESCRIPTION} characters"
        yield Finding(record.path, "QT201", message, remedy, Place(("seo", "page_description"), 0))


def title_length(record: Record) -> Iterator[Finding]:
    """Report a question or title that is too short to be one, or too long for a heading and a list."""
    for text, key in {record.question: "question", record.title: "title"}.items():
        if text and not SHORTEST_TITLE <= len(text) <= LONGEST_TITLE:
            message = f"the {key} has {counted(len(text), 'character')}"
            remedy = f"use {SHORTEST_TITLE} to {LONGEST_TITLE} characters; details belong in the answer"
            yield Finding(record.path, "QT203", message, remedy, Place((key,), 0))


def entities(record: Record) -> Iterator[Finding]:
    """Report an HTML entity in a question or title: they are plain text, so readers would see ``&amp;``."""
    for text, key in {record.question: "question", record.title: "title"}.items():
        found = _ENTITY.search(text) if "&" in text else None
        if found and unescape(found[0]) != found[0]:
            message, remedy = f"HTML entity {found[0]} in the {key}", f"write {unescape(found[0])!r}"
            yield Finding(record.path, "QT217", message, remedy, Place((key,), found.start()))


def too_many_keywords(record: Record) -> Iterator[Finding]:
    """Report a list of keywords that is too long to be useful."""
    count = len(record.seo.keywords)
    if count > MOST_KEYWORDS:
        message, remedy = f"there are {count} keywords", f"keep at most {MOST_KEYWORDS}"
        yield Finding(record.path, "QT204", message, remedy, Place(("seo", "page_keywords"), 0))


def notes(record: Record, rendered: Rendered) -> Iterator[Finding]:
    """All findings about a record whose codes are in ``NOTES``."""
    if record.withdrawn or record.same_as is not None:
        return
    yield from missing_description(record)
    yield from reading_grade(record, rendered)
    yield from provenance(record)
    yield from review(record)


def missing_description(record: Record) -> Iterator[Finding]:
    """Report a missing description: search engines would pick a passage of the answer."""
    if not record.seo.description:
        yield _whole(record, "QT202", "the description is missing", "add `page_description` below `seo`")


def provenance(record: Record) -> Iterator[Finding]:
    """Report a record that does not say who wrote it."""
    if not record.ledger.provenance:
        remedy = f"add `provenance` with one of {', '.join(PROVENANCES)}"
        yield _whole(record, "QT231", "`provenance` is missing", remedy)


def review(record: Record) -> Iterator[Finding]:
    """Report a record without a complete review."""
    if not record.ledger.reviewed_by or record.ledger.last_reviewed is None:
        remedy = "have the answer reviewed, and add `reviewed_by` and `last_reviewed`"
        yield _whole(record, "QT232", "no review is recorded", remedy)


def reading_grade(record: Record, rendered: Rendered) -> Iterator[Finding]:
    """Report the reading grade of the answer, if it is long enough to have one."""
    if rendered.grade is not None:
        remedy = "use shorter sentences and words; aim for 6 to 7 in texts for patients"
        yield _whole(record, "QT230", f"the answer has reading grade {rendered.grade:.1f}", remedy)


def _whole(record: Record, code: str, message: str, remedy: str) -> Finding:
    """A finding about a whole record, at the first line, so that its file need not be read again to locate it."""
    return Finding(record.path, code, message, remedy).at(1, 1)
