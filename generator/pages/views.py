"""The values that templates print, and pages as JSON, to compare and to store them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypedDict

import orjson

from generator.model.answer import Heading, Rendered
from generator.model.page import Link, Page
from generator.model.record import Record
from generator.system import codec

WORDS_A_MINUTE = 200
"""Reading speed of a student who wants to understand: the lower end of silent reading by adults."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A related question that the generator found; ``why`` names what both have in common, and may be empty."""

    link: Link
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """A date for programs and for people."""

    iso: str
    shown: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Who wrote and reviewed a page's text, and how to cite it. Any value may be empty.

    ``reviewer`` (with the person's role as the note) and ``reviewed`` are both set or both ``None``. With ``notice``,
    the page says at its top that the review is ``overdue``. The note of a source follows its title. ``cite`` is the
    permanent address of the page, ``changed`` the date of its last change after publication, ``report`` the address
    at which to report an error.
    """

    provenance: str
    reviewer: Link | None
    reviewed: Day | None
    due: Day | None
    overdue: bool
    notice: bool
    sources: tuple[Link, ...]
    corrections: tuple[tuple[Day, str], ...]
    cite: str
    changed: Day | None
    report: str


@dataclass(frozen=True, slots=True)
class RecordView:
    """The content of a record's page; every link is relative to that page.

    ``subjects`` begin with the primary one. Instead of the answer, the view has ``source`` (the digest of its file),
    the ``addresses`` of its links, and ``terms`` (the digest of all topics' names, or empty if none are linked).
    """

    id: int
    question: str
    posted_on: str
    day: str
    iso_day: str
    author: Link
    subjects: tuple[Link, ...]
    minutes: int
    headings: tuple[Heading, ...]
    source: str
    terms: str
    addresses: tuple[str, ...]
    related: tuple[Link, ...]
    suggested: tuple[Suggestion, ...]
    unresolved: tuple[str, ...]
    referenced: tuple[Link, ...]
    referenced_count: int
    keywords: tuple[Link, ...]
    decks: tuple[Link, ...]
    permalink: str
    edit: str
    withdrawn: str
    listed: bool
    draft: bool
    origin: Origin


@dataclass(frozen=True, slots=True)
class RedirectView:
    """A redirect to another page."""

    target: Link


@dataclass(frozen=True, slots=True)
class AuthoredView:
    """A page that an editor wrote in Markdown; ``html`` is MkDocs' trusted output.

    ``heading`` is shown above it unless the text has its own first-level heading.
    """

    html: str
    heading: str
    edit: str


@dataclass(frozen=True, slots=True)
class NotFoundView:
    """The 404 page; its links start at the host's root, because the page is served at any depth."""

    subjects: tuple[Link, ...]
    index: str


@dataclass(frozen=True, slots=True)
class SearchView:
    """The search page, with links for readers who find nothing or whose browser runs no scripts."""

    index: str
    subjects: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Pager:
    """Links to the other pages of a listing; an address is empty if there is no such page."""

    number: int
    last: int
    previous: str
    following: str
    pages: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class TopicView:
    """The content of a topic's page, without its text (see ``RecordView``).

    ``groups`` are questions by the name of their subject; ``deck`` is an Anki file, with its size as a note.
    """

    title: str
    definition: str
    synonyms: tuple[str, ...]
    minutes: int
    headings: tuple[Heading, ...]
    source: str
    terms: str
    addresses: tuple[str, ...]
    read_first: tuple[Link, ...]
    leads_to: tuple[Link, ...]
    near: tuple[Link, ...]
    groups: tuple[tuple[str, tuple[Link, ...]], ...]
    question_count: int
    pager: Pager
    study: str
    source_note: str
    author: str
    iso_day: str
    edit: str
    origin: Origin
    deck: Link | None = None


@dataclass(frozen=True, slots=True)
class TopicQuestionsView:
    """A further page of a topic's questions."""

    topic: Link
    question_count: int
    groups: tuple[tuple[str, tuple[Link, ...]], ...]
    pager: Pager


class AnswerFacts(TypedDict):
    """Facts about an answer that the page shows."""

    minutes: int
    headings: tuple[Heading, ...]
    source: str


def answer_minutes(rendered: Rendered) -> int:
    """The reading time of a text in minutes, at least one."""
    return max(1, round(rendered.words / WORDS_A_MINUTE))


def answer_facts(record: Record, rendered: Rendered) -> AnswerFacts:
    """The facts about one answer."""
    return {
        "minutes": answer_minutes(rendered),
        "headings": rendered.headings if len(rendered.headings) > 1 and not record.withdrawn else (),
        "source": rendered.source,
    }


def with_new_answer(page: Page, record: Record, rendered: Rendered) -> Page:
    """A record's page after an edit of the answer's text only."""
    assert isinstance(page.view, RecordView)
    return replace(page, view=replace(page.view, **answer_facts(record, rendered)))


def with_deck(page: Page, deck: Link | None) -> Page:
    """The page of a subject or topic with the link to its Anki deck, if there is one."""
    return replace(page, view=replace(page.view, deck=deck)) if deck else page  # type: ignore[type-var]


def to_json(page: Page) -> bytes:
    """A page as JSON; equal pages give equal bytes."""
    return orjson.dumps(page)


def record_page_from_json(data: bytes) -> Page:
    """The page of a record from the result of ``to_json``. Raises ``StateError`` for anything else."""
    page = codec.from_json(data, Page)
    return replace(page, view=codec.convert(page.view, RecordView))
