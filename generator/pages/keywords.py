"""Keywords → the ``Page`` values of their listings, and the A–Z of topics and keywords."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sized
from dataclasses import dataclass
from functools import cached_property

from generator.library.addresses import KEYWORDS, TOPICS_A_TO_Z, has_topics_or_keywords
from generator.library.library import newest
from generator.model import slugs, urls
from generator.model.page import Link, Page
from generator.model.record import Keyword, Record
from generator.pages.context import Context
from generator.pages.page_numbers import LETTERS, Indexed, Listing, alphabet, files_of, listing_page, pager
from generator.pages.views import Pager, RedirectView

_LEAD = "Each topic has a page that explains it. Each keyword has a list of its questions."
_WITHOUT = "Other questions"
_PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class KeywordView:
    """One page of the records of a keyword, or of those without any; newest first."""

    name: str
    count: int
    entries: tuple[Link, ...]
    pager: Pager
    index: str


class KeywordPages:
    """Makes the keywords' listings of one site, and the A–Z in which topics and keywords stand together."""

    def __init__(self, context: Context) -> None:
        self.context = context
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
                first = self.context.addresses.keyword_file(keyword)
                yield from self._listing(keyword.name, first, keyword.records)

    def day_of(self, page: Page) -> str:
        """The newest date (ISO) of a record on a keyword's page; for the A–Z, of any record."""
        slug = page.path.split("/")[1] if page.path.startswith(f"{KEYWORDS}/") else ""
        if slug not in self._newest:
            found = self._by_folder.get(slug)
            self._newest[slug] = newest(found.records) if found else self.context.library.newest
        return self._newest[slug]

    @cached_property
    def _by_folder(self) -> dict[str, Keyword]:
        return {keyword.slug: keyword for keyword in self._listed}

    @property
    def _listed(self) -> Iterable[Keyword]:
        return self.context.relations.keywords.listed.values()

    def _listing(self, name: str, first: str, found: Iterable[Record]) -> Iterator[Page]:
        context = self.context
        records = sorted(found, key=lambda record: (record.date, record.id), reverse=True)
        numbered = files_of(first, len(records), _PER_PAGE)
        trail = (("Topics and keywords", f"{TOPICS_A_TO_Z}/index.html"), (name, first))
        for number, file in enumerate(numbered, start=1):
            shown = records[(number - 1) * _PER_PAGE : number * _PER_PAGE]
            view = KeywordView(
                name, len(records), tuple(context.record_link(file, record) for record in shown),
                pager(context, number, numbered), context.addresses.href(file, f"{TOPICS_A_TO_Z}/index.html"),
            )  # fmt: skip
            title = f"{name}: questions | {context.settings.site_name}"
            description = f"{name}: {len(records):,} questions with answers."
            yield listing_page(context, file, "keyword.html", title, number, view, description, None, trail)

    def a_to_z(self) -> Iterator[Page]:
        """The A–Z of topics and keywords, and the listing of the questions that have neither."""
        addresses, without = self.context.addresses, self.context.relations.keywords.without
        other, target = f"{TOPICS_A_TO_Z}/other/index.html", f"{TOPICS_A_TO_Z}/index.html"
        entries = [self._entry(topic.title, addresses.topic_file(topic), "topic") for topic in self.context.topics.all]
        for keyword in self._listed:
            entries.append(self._entry(keyword.name, addresses.keyword_file(keyword), _count(keyword.records)))
        if without:
            entries.append(self._entry(_WITHOUT, other, _count(without)))
        entries.sort(key=lambda one: one.words)
        yield from alphabet(self.context, entries, "Topics and keywords", _LEAD, TOPICS_A_TO_Z, None)
        way_in = f"{KEYWORDS}/index.html"
        yield Page(
            path=way_in,
            template="redirect.html",
            title="Topics and keywords",
            root=urls.root(way_in),
            view=RedirectView(addresses.link(way_in, target, "Topics and keywords")),
            canonical=addresses.canonical(target),
            robots="noindex",
        )
        if without:
            yield from self._listing(_WITHOUT, other, without)

    def _entry(self, name: str, file: str, note: str) -> Indexed:
        def link(source: str) -> Link:
            return self.context.addresses.link(source, file, name, note)

        first = slugs.slug(name)[:1]
        return Indexed(f"{slugs.slug(name)} {file}", first if first and first in LETTERS else "0-9", link)


def _count(records: Sized) -> str:
    count = len(records)
    return f"{count:,} question{'' if count == 1 else 's'}"
