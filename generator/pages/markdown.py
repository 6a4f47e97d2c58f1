"""Markdown twins: the pages of records, topics and subjects as ``….md``, for programs.

A twin is made from the same values as its page, so both become outdated together. Links are absolute if the site has
a ``site_url``, else they start at its root.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from urllib.parse import urljoin

from generator.content.answers.literals import escaped
from generator.content.answers.literals import link as markdown_link
from generator.content.answers.markdown import markdown
from generator.model import urls
from generator.model.page import Link, Page, Site
from generator.model.wellformed import legal, line
from generator.pages.listings import SubjectView
from generator.pages.views import Origin, RecordView, TopicView

KIND = "twins"


def twin(site: Site, page: Page, html: str = "") -> str:
    """The Markdown of a page; ``html`` is the page's rendered text with all addresses filled in."""
    lines = _WRITERS[type(page.view)](_Twin(page, html), page.view)
    foot = (_words(text) for text in (site.disclaimer, site.copyright) if text)
    return legal("\n".join([*lines, "", "***", "", "\n\n".join(foot), ""]))


class _Twin:
    def __init__(self, page: Page, html: str) -> None:
        self.page = page
        self.base = page.canonical or f"/{urls.public(page.path, directory_urls=True)}"
        self.html = html

    def record(self, view: RecordView) -> Iterator[str]:
        yield from self._head(view.question)
        if view.draft:
            yield "- **Draft: not published**"
        yield f"- Subject{'s' * (len(view.subjects) > 1)}: {', '.join(map(self._link, view.subjects))}"
        yield f"- {_words(view.posted_on) or 'Date'}: {view.iso_day}"
        if view.author.text:
            yield f"- Author: {self._link(view.author)}"
        yield from self._review(view.origin)
        if view.keywords:
            yield f"- Keywords: {_words(', '.join(link.text for link in view.keywords))}"
        yield from self._source()
        yield f"- Permanent link: {self._address(view.permalink)}"
        yield ""
        yield f"This answer was withdrawn: {_words(view.withdrawn)}" if view.withdrawn else self._text()
        yield from self._sources(view.origin)
        near = [*view.related, *(suggestion.link for suggestion in view.suggested)]
        missing = (f"- {_words(title)}" for title in view.unresolved)
        own = {subject.text for subject in view.subjects}
        yield from _section("Related questions", [*(self._item(link, own) for link in near), *missing])

    def topic(self, view: TopicView) -> Iterator[str]:
        yield from self._head(view.title)
        if view.synonyms:
            yield f"- Also called: {_words(', '.join(view.synonyms))}"
        if view.read_first:
            yield f"- Read first: {', '.join(map(self._link, view.read_first))}"
        yield from self._review(view.origin)
        yield from self._source()
        yield ""
        yield self._text()
        yield from self._sources(view.origin)
        subject = self.page.breadcrumbs[-1].text if self.page.breadcrumbs else ""
        questions = [self._item(link, (subject,)) for _, links in view.groups for link in links]
        more = view.question_count - len(questions)
        yield from _section("Questions on this topic", questions)
        if more:
            yield f"- {more:,} more on the page"
        yield from _section("Read next", [self._item(link) for link in view.leads_to])
        yield from _section("Related topics", [self._item(link) for link in view.near])
        if view.source_note:
            yield f"\n{_words(view.source_note)}"

    def subject(self, view: SubjectView) -> Iterator[str]:
        """One page of a subject; its links point to Markdown twins."""
        pager = view.pager
        place = f", page {pager.number:,} of {pager.last:,}" if pager.last > 1 else ""
        yield from self._head(view.name)
        yield f"- Questions: {view.count:,}{place}"
        yield from self._source()
        topics = [self._item(self._as_twin(link)) for link in view.topics]
        yield from _section("Topics in learning order", topics)
        entries = (
            f"{self._item(self._as_twin(entry.link))}{f': {about}' if (about := _words(entry.description)) else ''}"
            for entry in view.entries
        )
        yield from _section("Questions", entries)
        if pager.following:
            yield f"\n{self._link(self._as_twin(Link('Next page', pager.following)))}"

    def _head(self, title: str) -> Iterator[str]:
        yield f"# {_words(title)}"
        if self.page.description:
            yield f"\n> {_words(self.page.description)}"
        yield ""

    def _source(self) -> Iterator[str]:
        if self.page.elsewhere or self.page.canonical:
            yield f"- Source: {self.page.elsewhere or self.page.canonical}"

    def _review(self, origin: Origin) -> Iterator[str]:
        """Who wrote and who reviewed a text."""
        if origin.provenance:
            yield f"- Written: {'by a person' if origin.provenance == 'human' else 'with a language model'}"
        if origin.reviewer is None or origin.reviewed is None:
            yield "- Reviewed: no review is recorded"
            return
        role = f", {_words(origin.reviewer.note)}" if origin.reviewer.note else ""
        due = f"; next review {'was ' if origin.overdue else ''}due {origin.due.iso}" if origin.due else ""
        yield f"- Reviewed: {origin.reviewed.iso} by {self._link(origin.reviewer)}{role}{due}"

    def _sources(self, origin: Origin) -> Iterator[str]:
        """The sources of a text, and its corrections."""
        works = (self._link(work) + (f". {_words(work.note)}" if work.note else "") for work in origin.sources)
        yield from _section("Sources", [f"{number}. {work}" for number, work in enumerate(works, start=1)])
        corrections = [f"- {day.iso}{f': {_words(text)}' if text else ''}" for day, text in origin.corrections]
        yield from _section("Corrections", corrections)

    def _text(self) -> str:
        return markdown(self.html, self._address)

    def _address(self, href: str) -> str:
        return urljoin(self.base, href)

    def _link(self, link: Link) -> str:
        return markdown_link(line(link.text), self._address(link.href)) if link.href else _words(link.text)

    def _item(self, link: Link, here: Collection[str] = ()) -> str:
        """A list item; the note of the link, which names a subject, is shown unless it is in ``here``."""
        return f"- {self._link(link)}{f' ({_words(link.note)})' if link.note and link.note not in here else ''}"

    def _as_twin(self, link: Link) -> Link:
        address = self._address(link.href)
        return Link(
            link.text, f"{address.removesuffix('/').removesuffix('.html').removesuffix('/index')}.md", link.note
        )


_WRITERS: Mapping[type, Callable[..., Iterator[str]]] = {
    RecordView: _Twin.record,
    TopicView: _Twin.topic,
    SubjectView: _Twin.subject,
}


def _section(title: str, items: Iterable[str]) -> Iterator[str]:
    found = list(items)
    if found:
        yield from ("", f"## {title}", "", *found)


def _words(text: str) -> str:
    return escaped(line(text))
