"""The values that travel down the street: plain, frozen, picklable; no behaviour beyond small derivations."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any, NamedTuple


class _Quick:
    """Pickled by its fields in order: a third of the time that dataclasses with slots take by themselves."""

    __slots__: tuple[str, ...] = ()

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), tuple([getattr(self, name) for name in self.__slots__])


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
class Ledger(_Quick):
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
class Record(_Quick):
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
class Topic(_Quick):
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
class Heading(_Quick):
    """A heading of an answer: its level on the page (2 to 6), its anchor and its text as safe HTML."""

    level: int
    anchor: str
    html: str


class Target(NamedTuple):
    """A link or image of an answer, as written; ``offset`` counts characters of the encoded answer. ``alt`` is an
    image's alternative text; ``bare`` means a domain without a scheme, such as ``www.example.org``."""

    href: str
    offset: int
    image: bool
    in_body: bool = False
    alt: str = ""
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong inside one answer, before it is known in which file and line that answer stands."""

    code: str
    message: str
    remedy: str
    offset: int
    in_body: bool = False


@dataclass(frozen=True, slots=True)
class Rendered(_Quick):
    """An answer as safe HTML, with a mark in place of each link's address (see ``answers.fill``)."""

    html: str
    targets: tuple[Target, ...]
    headings: tuple[Heading, ...]
    words: int
    problems: tuple[Problem, ...]
    source: str = ""
    """The digest of the file that the answer came from: it stands for the answer where pages are compared."""
    text: str = ""  # a digest of answer and body, decoded: equal where two files say the same
    grade: float | None = None
    """The reading grade (see ``readability``), to a tenth; ``None`` where it was not asked for or says nothing."""


@dataclass(frozen=True, slots=True)
class Link(_Quick):
    """A place to go to: its text and an address that is already right for the page that shows it."""

    text: str
    href: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """All that one page of the site shows: a template prints this value and the ``Site``, nothing else.

    ``path`` is the file below the site folder; ``root`` leads from the page to the site's root (absolute for the 404
    page, which is served at any depth); ``canonical`` is empty when the site's address is unknown; ``elsewhere`` is the
    canonical address of a copy. ``json_ld`` is ready to print inside a script element; ``alternates`` are other forms,
    their media types as notes."""

    path: str
    template: str
    title: str
    root: str
    view: object
    description: str = ""
    keywords: str = ""
    canonical: str = ""
    robots: str = ""
    kind: str = "website"
    breadcrumbs: tuple[Link, ...] = ()
    json_ld: str = ""
    subject_slug: str = ""
    alternates: tuple[Link, ...] = ()
    elsewhere: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """What every page of a site shares: part of the fingerprint of all pages. Paths are below the site's root.

    ``nav`` stands in the header, ``more`` (what it has no room for) in the footer. ``search``: the search box's script
    and the one that searches, if any. ``inline_script``: the host's preview adds a script: the policy allows it."""

    name: str
    language: str
    stylesheets: tuple[str, ...]
    script: str
    nav: tuple[Link, ...]
    more: tuple[Link, ...]
    disclaimer: str
    copyright: str
    email: str
    logo: str
    favicon: str
    qa_page: bool
    generator: str
    index: str
    search: tuple[str, str]
    inline_script: bool = False
