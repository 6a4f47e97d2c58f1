"""Keywords → the ``Page`` values of their listings, and the A–Z of topics and keywords."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from generator.library.addresses import KEYWORDS, TOPICS_A_TO_Z, has_topics_or_keywords
from generator.library.library import newest
from generator.model import slugs
from generator.model.finding import counted
from generator.model.page import Link, Page
from generator.model.record import Keyword, Record
from generator.pages.context import SiteContext
from generator.pages.page_numbers import (
    LETTERS,
    LetterEntry,
    Listing,
    ListingHead,
    alphabet,
    files_of,
    listing_page,
    parts,
)
from generator.pages.views import Pager

_NAME = "Topics and keywords"
_LEAD = "Each topic has a page that explains it. Each keyword has a list of its questions."
_WITHOUT = "Other questions"
_A_TO_Z, _OTHER = f"{TOPICS_A_TO_Z}/index.html", f"{TOPICS_A_TO_Z}/other/index.html"
_PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class KeywordView:
    """One page of the records of a keyword, or of the records without topic and keyword; newest first."""

    name: str
    count: int
    entries: tuple[Link, ...]
    pager: Pager
    index: str


class KeywordPages:
    """Makes the keyword listings of one site, and the A–Z of topics and keywords."""

    def __init__(self, context: SiteContext) -> None:
        self.context = context
        self.addresses = context.addresses
        self._keywords = context.relations.keywords
        self._newest: dict[str, str] = {}

    def all(self) -> list[Listing]:
        """The A–Z of topics and keywords and the keyword listings, if the site has any."""
        if not has_topics_or_keywords(self.context.library, self.context.topics):
            return []
        initials = {keyword.slug[:1] for keyword in self._listed}
        return [Listing("topics a-z"), *(Listing("keywords", initial) for initial in sorted(initials))]

    def of_file(self, file: str) -> list[Listing]:
        """The listing that holds a file, if it is one of these."""
        folder, _, name = file.partition("/")
        if folder == KEYWORDS and name != "index.html":
            return [Listing("keywords", name[:1])]
        return [Listing("topics a-z")] if folder == KEYWORDS or file.startswith(TOPICS_A_TO_Z) else []

    def pages_of(self, initial: str) -> Iterator[Page]:
        """The listings of the keywords whose slugs begin with a character."""
        for keyword in self._listed:
            if keyword.slug.startswith(initial):
                yield from self._listing(keyword.name, self.addresses.keyword_file(keyword), keyword.records)

    def day_of(self, page: Page) -> str:
        """The newest date (ISO) of a record on a keyword's page; for the A–Z, of any record."""
        folder, slug, *_ = page.path.split("/")
        if folder != KEYWORDS or slug not in self._by_slug:
            return self.context.library.newest
        if slug not in self._newest:
            self._newest[slug] = newest(self._by_slug[slug].records)
        return self._newest[slug]

    @cached_property
    def _by_slug(self) -> dict[str, Keyword]:
        return {keyword.slug: keyword for keyword in self._listed}

    @property
    def _listed(self) -> Iterable[Keyword]:
        return self._keywords.listed.values()

    def _listing(self, name: str, first: str, found: Iterable[Record]) -> Iterator[Page]:
        records = sorted(found, key=lambda record: (record.date, record.id), reverse=True)
        about, trail = f"{name}: {len(records):,} questions with answers.", ((_NAME, _A_TO_Z), (name, first))
        head = ListingHead("keyword.html", f"{name}: questions", about, trail)
        files = files_of(first, len(records), _PER_PAGE)
        for file, items, pager in parts(self.addresses, files, records, _PER_PAGE):
            links = tuple(self.context.record_link(file, record) for record in items)
            view = KeywordView(name, len(records), links, pager, self.addresses.href(file, _A_TO_Z))
            yield listing_page(self.context, head, file, view, pager.number)

    def a_to_z(self) -> Iterator[Page]:
        """The A–Z of topics and keywords, and the listing of the questions that have neither."""
        found = [(topic.title, self.addresses.topic_file(topic), "topic") for topic in self.context.topics.all]
        found += [
            (each.name, self.addresses.keyword_file(each), counted(len(each.records), "question"))
            for each in self._listed
        ]
        if self._keywords.without:
            found.append((_WITHOUT, _OTHER, counted(len(self._keywords.without), "question")))
            yield from self._listing(_WITHOUT, _OTHER, self._keywords.without)
        found.sort(key=lambda one: f"{slugs.slug(one[0])} {one[1]}")
        entries = [LetterEntry(_letter(name), file, name, note) for name, file, note in found]
        yield from alphabet(self.context, entries, _NAME, _LEAD, TOPICS_A_TO_Z)
        yield self.context.redirect(f"{KEYWORDS}/index.html", _A_TO_Z, _NAME)


def _letter(name: str) -> str:
    first = slugs.slug(name)[:1]
    return first if first and first in LETTERS else "0-9"
