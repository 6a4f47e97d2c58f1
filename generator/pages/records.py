"""Library → the ``Page`` values that templates print: record pages, redirects, the 404 page and authored pages."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import quote

import orjson

from generator.catalogue.catalogue import Loaded
from generator.library.addresses import Places, Steps, subject_file, twin
from generator.library.addresses import elsewhere as canonical_elsewhere
from generator.library.related.relations import Relations
from generator.model import dates, urls
from generator.model.answer import Rendered
from generator.model.page import Link, Page
from generator.model.record import Record, Subject, Topic
from generator.model.slugs import keyword_key
from generator.pages import jsonld
from generator.pages.standing import Standing
from generator.pages.trust import Trust
from generator.pages.views import (
    AuthoredView,
    NotFoundView,
    RecordView,
    RedirectView,
    SearchView,
    Suggestion,
    answer_facts,
)

_ALIGNED = re.compile(r'(<t[hd](?![^>]* class=)[^>]*) style="text-align: (left|center|right);"')
"""How Python-Markdown writes a table's columns, which the pages' policy refuses."""
MOST_REFERENCES = 10
"""Records that "Referenced by" lists."""


class Pages(Places):
    """Makes pages from one library; a page depends on nothing else (law 1: equal values, equal pages)."""

    def __init__(self, content: Loaded, relations: Relations) -> None:
        super().__init__(content.settings)
        self.library = content.library
        self.linker = content.linker
        self.relations = relations
        self.trust = Trust(self, content.people)
        self.terms = content.terms
        printed = orjson.dumps(self.terms)
        self.terms_print = hashlib.blake2b(printed, digest_size=8).hexdigest() if self.terms else ""

    def steps(self, subject: Subject | None) -> Steps:
        """The way to a subject's page; none where it has none, for only what was withdrawn, or topics, are in it."""
        is_there = subject is not None and subject.slug in self.library.listed_subjects
        return ((subject.name, subject_file(subject)),) if subject is not None and is_there else ()

    def graph(
        self, kind: str, file: str, name: str, trail: Steps = (), nodes: Iterable[jsonld.Node] = (), **more: object
    ) -> str:
        """The structured data of a page that is no record's and no topic's; empty without the site's address."""
        url = self.canonical(file)
        return jsonld.page(self.trust.publisher, kind, url, name, self.crumb_urls(*trail), more, nodes) if url else ""

    def told(self) -> list[Record]:
        """The listed records whose pages search engines may list."""
        return [r for r in self.library.listed if not r.draft and self.trust.standing(r).indexed]

    def record(self, record: Record, rendered: Rendered) -> Page:
        """A record's page, whole."""
        file = self.linker.file_of(record)
        subject = self.library.subject(record)
        trail = self.steps(subject)  # the page's own name is its heading
        canonical = self.canonical(file)
        elsewhere = canonical_elsewhere(self.settings, self.library, record)
        address = elsewhere or canonical
        standing = self.trust.standing(record)
        return Page(
            path=file,
            template="record.html",
            title=f"{record.question} | {record.seo.title or self.settings.site_name}",
            root=urls.root(file),
            view=self._record_view(record, rendered, file, standing),
            description=record.seo.description,
            keywords=", ".join(record.seo.keywords),
            canonical=canonical,
            robots="" if standing.indexed and self.library.is_listed(record) and not record.draft else "noindex",
            kind="article",
            breadcrumbs=self.crumbs(file, *trail),
            json_ld=self.trust.record_graph(record, address, subject, standing, trail) if canonical else "",
            subject_slug=subject.slug,
            alternates=() if record.no_index else twin(self.settings, file),  # a twin cannot say noindex
            elsewhere=elsewhere,
        )

    def _record_view(self, record: Record, rendered: Rendered, file: str, standing: Standing) -> RecordView:
        linked = self.library.related(record)
        return RecordView(
            id=record.id,
            question=record.question,
            posted_on=record.post_on_text,
            day=dates.format_day(record.date, record.date_format),
            iso_day=record.date.isoformat(),
            author=self.trust.author(file, record),
            subjects=tuple(self._subject_link(file, subject) for subject in self.library.subjects_of(record)),
            terms=self.terms_print if record.autolink else "",
            addresses=() if record.withdrawn else self.addresses(record, rendered, file),
            **answer_facts(record, rendered),
            related=tuple(self.link_to(file, target) for target in linked),
            suggested=() if record.withdrawn else tuple(self._suggested(file, record)),
            unresolved=self.library.unresolved(record),
            referenced=tuple(self.link_to(file, r) for r in self._closest(record)),
            referenced_count=len(self.library.backlinks.get(record.id, ())),
            keywords=tuple(self._keywords(file, record)),
            decks=tuple(self._decks(file, record)) if self.library.is_listed(record) else (),
            permalink=urls.link(file, self.permalink_file(record), self.settings.directory_urls),
            edit=self.edit_url(record.path),
            withdrawn=record.withdrawn,
            listed=self.library.is_listed(record),
            draft=record.draft or (record.publish_on is not None and record.publish_on > self.settings.today),
            origin=self.trust.origin(
                record, standing, file, record.question, self.canonical(self.permalink_file(record)), record.date_format
            ),
        )

    def _subject_link(self, file: str, subject: Subject) -> Link:
        return next((self.to(file, there, text) for text, there in self.steps(subject)), Link(subject.name, ""))

    def _suggested(self, file: str, record: Record) -> Iterator[Suggestion]:
        suggestions = self.relations.suggestions
        for number in suggestions.chosen.get(record.id, ()):
            other = self.library.by_id[number]
            yield Suggestion(self.link_to(file, other), suggestions.why(record, other))

    def _keywords(self, file: str, record: Record) -> Iterator[Link]:
        """A record's keywords with links to the topics or listings that they lead to."""
        for name, found in self.relations.keywords.of(record):
            if isinstance(found, Topic):
                yield self.to(file, self.topic_file(found), name)
            else:
                yield self.to(file, self.keyword_file(found), name) if found else Link(name, "")

    def _decks(self, file: str, record: Record) -> Iterator[Link]:
        """The decks that a record is a card of: its topics', then its subjects'."""
        topics = [self.relations.topics.by_path[path] for path in self.relations.about.get(record.path, ())]
        found = [(topic.title, self.topic_file(topic)) for topic in sorted(topics, key=lambda topic: topic.title)]
        found += [step for subject in self.library.subjects_of(record) for step in self.steps(subject)]
        links = (self.to_deck(file, there, text) for text, there in found)
        return (link for link in links if link.text)

    def _closest(self, record: Record) -> list[Record]:
        """Of the records that refer to this one the nearest: by shared keywords, then by subject."""
        own = {key for keyword in record.seo.keywords if (key := keyword_key(keyword))}
        subject = self.library.subject(record)

        def distance(other: Record) -> tuple[int, bool, int]:
            shared = len(own.intersection(keyword_key(keyword) for keyword in other.seo.keywords))
            return -shared, self.library.subject(other) != subject, other.id

        found = self.library.backlinks.get(record.id, ())
        return list(found) if len(found) <= MOST_REFERENCES else sorted(found, key=distance)[:MOST_REFERENCES]

    def addresses(self, record: Record, rendered: Rendered, file: str) -> tuple[str, ...]:
        """Where the links of an answer lead, in order."""
        return tuple(self._address(record, rendered, number, file) for number in range(len(rendered.targets)))

    def link_to(self, file: str, target: Record) -> Link:
        """A link to a record's page, with its subject."""
        link = self.to(file, self.linker.file_of(target), target.title)
        return Link(link.text, link.href, self.library.subject(target).name)

    def _address(self, record: Record, rendered: Rendered, number: int, file: str) -> str:
        destination = self.linker.resolve(record, rendered.targets[number])
        if destination.external or destination.code:
            return destination.external
        anchor = f"#{quote(destination.anchor)}" if destination.anchor else ""
        if destination.file == file and anchor:
            return anchor
        return urls.link(file, destination.file, self.settings.directory_urls) + anchor

    def edit_url(self, path: str) -> str:
        """Where a file of the content folder can be edited; empty when the repository is not known."""
        return self.settings.edit_url + quote(path) if self.settings.edit_url else ""

    def redirects(self, record: Record) -> Iterator[Page]:
        """A page for each of ``redirect_files``."""
        return (self._redirect(file, self.library.final(record)) for file in self.redirect_files(record))

    def redirect_files(self, record: Record) -> list[str]:
        """``/q/<id>`` of an article, its aliases, its other addresses, and its own url when it repeats another.

        Where names that differ in case only are one file, a page's own comes first, else the last.
        """
        other = (copy.url for copy in self.library.articles.copies(record))
        files = [self.permalink_file(record)]
        files += [urls.record_file(url, self.settings.directory_urls) for url in (*record.aliases, *other)]
        own = self.linker.file_of(record)
        if self.library.final(record) is not record:
            files.append(own)
        elif not self.settings.distinguishes_case:
            files = [file for file in files if file.casefold() != own.casefold()]
        return files if self.settings.distinguishes_case else list({file.casefold(): file for file in files}.values())

    def _redirect(self, source: str, record: Record) -> Page:
        target = self.linker.file_of(record)
        return Page(
            path=source,
            template="redirect.html",
            title=record.question,
            root=urls.root(source),
            view=RedirectView(self.to(source, target, record.question)),
            canonical=self.canonical(target),
            robots="noindex",
        )

    def not_found(self, subjects: Sequence[Subject]) -> Page:
        """The page for addresses that do not exist."""
        base = "/" + self.settings.site_url.split("/", 3)[3] if self.settings.site_url else "/"
        links = (Link(s.name, base + f"learn/{s.slug}/") for s in subjects)
        return Page(
            path="404.html",
            template="404.html",
            title=f"Page not found | {self.settings.site_name}",
            root=base,
            view=NotFoundView(tuple(links), base + "a-z/"),
            robots="noindex",
        )

    def search(self, subjects: Sequence[Subject]) -> Page:
        """The page of all results, which a script fills."""
        file = "search/index.html"
        links = tuple(self.to(file, subject_file(subject), subject.name) for subject in subjects)
        return Page(
            path=file,
            template="search.html",
            title=f"Search | {self.settings.site_name}",
            root=urls.root(file),
            view=SearchView(self.to(file, "a-z/index.html", "").href, links),
            description=f"Search all questions and topics on {self.settings.site_name} by keyword or question.",
            robots="noindex",
        )

    def authored_view(self, path: str, title: str, html: str) -> AuthoredView:
        """What MkDocs made of the authored page at ``path``; columns keep their alignment by class, not by style."""
        html = _ALIGNED.sub(r'\1 class="qt-\2"', html)
        return AuthoredView(html, "" if "<h1" in html else title, self.edit_url(path))

    def authored(self, file: str, title: str, description: str, view: AuthoredView) -> Page:
        """An authored page in our skeleton."""
        trail = ((title, file),)
        return Page(
            path=file,
            template="page.html",
            title=f"{title} | {self.settings.site_name}",
            root=urls.root(file),
            view=view,
            description=description or self.settings.site_description,
            canonical=self.canonical(file),
            breadcrumbs=self.crumbs(file, *trail),
            json_ld=self.graph("WebPage", file, title, trail),
        )
