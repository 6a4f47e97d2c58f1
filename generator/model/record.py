"""Records, topics and people, as their files say them: frozen values without behaviour beyond small derivations."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any, NamedTuple

from generator.model.slotted import Slotted


class Seo(NamedTuple):
    """The record's ``seo`` block; ``keywords`` are stripped, unique (case-insensitively) and in file order."""

    title: str = ""
    description: str = ""
    keywords: tuple[str, ...] = ()


_NO_SEO = Seo()


class Related(NamedTuple):
    """One ``related_articleN`` entry as written: a copy of the target's facts of some past day. ``key`` is the entry's
    own key; ``id`` is ``None`` when the entry has none that is a number."""

    key: str
    id: int | None
    title: str
    subject: str
    url: str


@dataclass(frozen=True, slots=True)
class Source:
    """One entry of ``sources``: a work that the text rests on."""

    title: str
    publisher: str = ""
    year: str = ""
    url: str = ""
    doi: str = ""
    isbn: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """One entry of ``corrections``: what was put right, and when."""

    date: datetime.date
    text: str


@dataclass(frozen=True, slots=True)
class Person:
    """One of ``people.yml``: its key there, the name, a profession or post, a web address."""

    key: str
    name: str
    role: str = ""
    url: str = ""

    @property
    def slug(self) -> str:
        """The last part of the address of the person's page."""
        return self.key.replace("_", "-")


@dataclass(frozen=True, slots=True)
class Ledger(Slotted):
    """Where a text comes from and who stands for it, as its file says; ``reviewed_by`` is a key of ``people.yml``.

    ``provenance`` is ``human``, ``model``, ``model-reviewed`` or empty."""

    provenance: str = ""
    reviewed_by: str = ""
    last_reviewed: datetime.date | None = None
    review_due: datetime.date | None = None
    sources: tuple[Source, ...] = ()
    corrections: tuple[Correction, ...] = ()

    def changed(self, *days: datetime.date | None) -> datetime.date:
        """The newest of some days and of the corrections; one of the given must be a day."""
        return max(day for day in (*days, *(c.date for c in self.corrections)) if day is not None)

    def __reduce__(self) -> Any:  # one object for all that have none of the keys, also after pickling
        return "NO_LEDGER" if self is NO_LEDGER else super(Ledger, self).__reduce__()


NO_LEDGER = Ledger()


@dataclass(frozen=True, slots=True)
class Record(Slotted):
    """One question and its answer, as its file says it; ``path`` is relative to the content folder.

    ``answer`` is still encoded (``\\n`` escapes and all): decoding is the dialect's business.
    ``url`` begins with a slash and has no slash at its end; ``canonical`` is an absolute address or empty. ``primary``:
    of several copies of one article, this one has the page. ``check_ignore``: codes of findings to suppress."""

    path: str
    id: int
    date: datetime.date
    title: str
    question: str
    answer: str
    subject: str
    url: str
    schema: str = "default"
    article_title: str = ""
    date_format: str = "MMM DD, YYYY"
    post_on_text: str = "Posted on"
    seo: Seo = _NO_SEO
    author: str = "QuickTakes"
    file_name: str = ""
    score: float | None = None
    related: tuple[Related, ...] = ()
    body: str = ""
    updated: datetime.date | None = None
    aliases: tuple[str, ...] = ()
    same_as: int | None = None
    draft: bool = False
    publish_on: datetime.date | None = None
    withdrawn: str = ""
    autolink: bool = True
    primary: bool = False
    no_index: bool = False
    canonical: str = ""
    ledger: Ledger = NO_LEDGER
    check_ignore: tuple[str, ...] = ()

    @property
    def modified(self) -> datetime.date:
        """The newest of ``date``, ``updated``, ``last_reviewed`` and the corrections' dates."""
        return self.ledger.changed(self.date, self.updated, self.ledger.last_reviewed)


@dataclass(frozen=True, slots=True)
class Topic(Slotted):
    """A concept, as its file says it. ``requires`` names topics to read before; ``url`` is like a record's."""

    path: str
    title: str
    definition: str
    subject: str
    url: str
    date: datetime.date
    focus_phrase: str = ""
    synonyms: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    source_note: str = ""
    autolink: bool = True
    ledger: Ledger = NO_LEDGER
    check_ignore: tuple[str, ...] = ()

    @property
    def modified(self) -> datetime.date:
        """The newest of ``date``, ``last_reviewed`` and the corrections' dates."""
        return self.ledger.changed(self.date, self.ledger.last_reviewed)


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject as the site shows it: one slug, one page, whatever casings the records use.

    ``medical``: its pages are marked up as medical ones.
    """

    name: str
    slug: str
    colour: str = ""
    introduction: str = ""
    medical: bool = False


@dataclass(frozen=True, slots=True)
class Keyword:
    """A keyword as most of its records (in order of id) write it.

    ``slug`` is as the oldest of them writes it, so that the address stays when others join.
    """

    name: str
    slug: str
    records: tuple[Record, ...]


def as_record(topic: Topic) -> Record:
    """A topic in the place of a record, for the resolution of the links in its text."""
    return Record(topic.path, 0, topic.date, topic.title, topic.title, "", topic.subject, topic.url)
