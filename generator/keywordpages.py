"""Keywords → the ``Page`` values of their listings, and the A–Z of topics and keywords."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from generator import slugs, urls
from generator.model import Link, Page
from generator.pages import KEYWORDS, TOPICS_A_TO_Z, Pages
from generator.paging import LETTERS, PER_PAGE, Entry, Indexed, alphabet, entry, files_of, listing_page, pager
from generator.related.keywords import Keyword, key_of
from generator.topicpages import TopicPages
from generator.views import Pager, RedirectView

_LEAD = "Topics have a page that explains them; a keyword lists the questions that share it."
_PREFIX = "="
"""What the names of these listings begin with; a letter follows, or nothing: the A–Z."""


@dataclass(frozen=True, slots=True)
class KeywordView:
    """One page of the records of a keyword."""

    name: str
    count: int
    entries: tuple[Entry, ...]
    pager: Pager
    index: str


class KeywordPages:
    """Makes the keywords' listings of one site, and the A–Z in which topics and keywords stand together."""

    def __init__(self, pages: Pages, topics: TopicPages) -> None:
        self.pages = pages
        self.topics = topics

    @cached_property
    def is_empty(self) -> bool:
        """Whether there is neither a topic nor a keyword."""
        listed = self.pages.library.listed
        return not self.topics.topics.all and not any(key_of(word) for record in listed for word in record.seo.keywords)

    def tasks(self) -> list[str]:
        """Names of the listings: each can be made by itself with ``pages_of``."""
        if self.is_empty:
            return []
        listed = self.pages.relations.keywords.listed.values()
        return [_PREFIX, *sorted({_PREFIX + keyword.slug[:1] for keyword in listed})]

    def is_task(self, name: str) -> bool:
        """Whether a listing's name is one of these."""
        return name.startswith(_PREFIX)

    def task_of(self, file: str) -> str:
        """The listing that a file belongs to, if it belongs to any of these."""
        if file.startswith(f"{KEYWORDS}/") and file != f"{KEYWORDS}/index.html":
            return _PREFIX + file.removeprefix(f"{KEYWORDS}/")[:1]
        return _PREFIX if file.startswith((f"{KEYWORDS}/", TOPICS_A_TO_Z)) else ""

    def pages_of(self, task: str) -> Iterator[Page]:
        """The pages of one listing."""
        if task == _PREFIX:
            yield from self._index()
            return
        for keyword in self.pages.relations.keywords.listed.values():
            if keyword.slug.startswith(task.removeprefix(_PREFIX)):
                yield from self._keyword(keyword)

    def _keyword(self, keyword: Keyword) -> Iterator[Page]:
        pages, first = self.pages, self.pages.keyword_file(keyword)
        records = sorted(keyword.records, key=lambda record: (record.date, record.id), reverse=True)
        numbered = files_of(first, len(records))
        trail = (("Topics and keywords", f"{TOPICS_A_TO_Z}/index.html"), (keyword.name, first))
        for number, file in enumerate(numbered, start=1):
            shown = records[(number - 1) * PER_PAGE : number * PER_PAGE]
            view = KeywordView(
                keyword.name, len(records), tuple(entry(pages, file, record) for record in shown),
                pager(pages, number, numbered), pages.to(file, f"{TOPICS_A_TO_Z}/index.html", "").href,
            )  # fmt: skip
            title = f"{keyword.name}: questions with this keyword | {pages.settings.site_name}"
            description = f"Questions with the keyword {keyword.name}, with answers."
            yield listing_page(pages, file, "keyword.html", title, number, view, description, None, trail)

    def _index(self) -> Iterator[Page]:
        keywords = self.pages.relations.keywords.listed.values()
        entries = [self._entry(topic.title, self.pages.topic_file(topic), "topic") for topic in self.topics.topics.all]
        for keyword in keywords:
            count = len(keyword.records)
            note = f"{count:,} question{'' if count == 1 else 's'}"
            entries.append(self._entry(keyword.name, self.pages.keyword_file(keyword), note))
        entries.sort(key=lambda one: one.words)
        yield from alphabet(self.pages, entries, "Topics and keywords", _LEAD, TOPICS_A_TO_Z, None)
        way_in = f"{KEYWORDS}/index.html"
        target = f"{TOPICS_A_TO_Z}/index.html"
        yield Page(
            path=way_in,
            template="redirect.html",
            title="Topics and keywords",
            root=urls.root(way_in),
            view=RedirectView(self.pages.to(way_in, target, "Topics and keywords")),
            canonical=self.pages.canonical(target),
            robots="noindex",
        )

    def _entry(self, name: str, file: str, note: str) -> Indexed:
        def link(source: str) -> Link:
            found = self.pages.to(source, file, name)
            return Link(found.text, found.href, note)

        first = slugs.slug(name)[:1]
        return Indexed(f"{slugs.slug(name)} {file}", first if first and first in LETTERS else "0-9", link)
