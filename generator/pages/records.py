"""Library → the ``Page`` values of records and their redirects."""

from __future__ import annotations

from collections.abc import Iterator

from generator.library.addresses import canonical_elsewhere
from generator.model import dates, urls
from generator.model.answer import Rendered
from generator.model.page import Link, Page
from generator.model.record import Record, Subject, Topic
from generator.model.slugs import keyword_key
from generator.pages.context import SiteContext
from generator.pages.trust import Standing
from generator.pages.views import RecordView, Suggestion, answer_facts

MOST_REFERENCES = 10
"""The number of records in the list "Referenced by"."""


class RecordPages:
    """Makes the pages and redirects of records."""

    def __init__(self, context: SiteContext) -> None:
        self.context = context
        self.settings = context.settings
        self.library = context.library
        self.addresses = context.addresses

    def page(self, record: Record, rendered: Rendered) -> Page:
        """The page of a record."""
        file = self.context.linker.file_of(record)
        subject = self.library.subject(record)
        trail = self.context.trail(subject)  # without the page itself, which its heading names
        canonical = self.addresses.canonical(file)
        elsewhere = canonical_elsewhere(self.settings, self.library, record)
        trust, standing = self.context.trust, self.context.trust.standing(record)
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
            breadcrumbs=self.addresses.crumbs(file, trail),
            json_ld=trust.record_graph(record, elsewhere or canonical, subject, standing, trail) if canonical else "",
            subject_slug=subject.slug,
            alternates=() if record.no_index else self.addresses.twin(file),  # a twin cannot say noindex
            elsewhere=elsewhere,
        )

    def _record_view(self, record: Record, rendered: Rendered, file: str, standing: Standing) -> RecordView:
        return RecordView(
            id=record.id,
            question=record.question,
            posted_on=record.post_on_text,
            day=dates.format_day(record.date, record.date_format),
            iso_day=record.date.isoformat(),
            author=self.context.trust.author(file, record),
            subjects=tuple(self._subject_link(file, subject) for subject in self.library.subjects_of(record)),
            terms=self.context.terms_digest if record.autolink else "",
            addresses=() if record.withdrawn else self.context.answer_addresses(record, rendered, file),
            **answer_facts(record, rendered),
            related=tuple(self.context.record_link(file, target) for target in self.library.related(record)),
            suggested=() if record.withdrawn else tuple(self._suggested(file, record)),
            unresolved=self.library.unresolved(record),
            referenced=tuple(self.context.record_link(file, r) for r in self._closest(record)),
            referenced_count=len(self.library.backlinks.get(record.id, ())),
            keywords=tuple(self._keywords(file, record)),
            decks=tuple(self._decks(file, record)) if self.library.is_listed(record) else (),
            permalink=self.addresses.href(file, self.addresses.permalink_file(record)),
            edit=self.context.edit_url(record.path),
            withdrawn=record.withdrawn,
            listed=self.library.is_listed(record),
            draft=record.draft or (record.publish_on is not None and record.publish_on > self.settings.today),
            origin=self.context.trust.origin(record, standing, file),
        )

    def _subject_link(self, file: str, subject: Subject) -> Link:
        links = (self.addresses.link(file, target, text) for text, target in self.context.trail(subject))
        return next(links, Link(subject.name, ""))

    def _suggested(self, file: str, record: Record) -> Iterator[Suggestion]:
        suggestions = self.context.relations.suggestions
        for number in suggestions.chosen.get(record.id, ()):
            other = self.library.by_id[number]
            yield Suggestion(self.context.record_link(file, other), suggestions.why(record, other))

    def _keywords(self, file: str, record: Record) -> Iterator[Link]:
        """A record's keywords with links to their topics or listings, if they have any."""
        for name, found in self.context.relations.keywords.of(record):
            if isinstance(found, Topic):
                yield self.addresses.link(file, self.addresses.topic_file(found), name)
            else:
                yield self.addresses.link(file, self.addresses.keyword_file(found), name) if found else Link(name, "")

    def _decks(self, file: str, record: Record) -> Iterator[Link]:
        """The decks that have a card of a record: those of its topics, then those of its subjects."""
        paths, by_path = self.context.relations.about.get(record.path, ()), self.context.topics.by_path
        topics = sorted((by_path[path] for path in paths), key=lambda topic: topic.title)
        found = [(topic.title, self.addresses.topic_file(topic)) for topic in topics]
        found += [step for subject in self.library.subjects_of(record) for step in self.context.trail(subject)]
        links = (self.addresses.deck_link(file, target, text) for text, target in found)
        return (link for link in links if link.text)

    def _closest(self, record: Record) -> list[Record]:
        """The records that refer to this one; if there are many, those with the most keywords in common."""
        own = {key for keyword in record.seo.keywords if (key := keyword_key(keyword))}
        subject = self.library.subject(record)

        def distance(other: Record) -> tuple[int, bool, int]:
            shared = len(own.intersection(keyword_key(keyword) for keyword in other.seo.keywords))
            return -shared, self.library.subject(other) != subject, other.id

        found = self.library.backlinks.get(record.id, ())
        return list(found) if len(found) <= MOST_REFERENCES else sorted(found, key=distance)[:MOST_REFERENCES]

    def redirects(self, record: Record) -> Iterator[Page]:
        """The redirects to a record's page, one for each of ``redirect_files``."""
        final = self.library.final(record)
        target = self.context.linker.file_of(final)
        return (self.context.redirect(file, target, final.question) for file in self.redirect_files(record))

    def redirect_files(self, record: Record) -> list[str]:
        """The files of a record's permanent link, aliases and copies, and of its url if it repeats another record.

        If the file system ignores case, only the last of several equal names is kept, and none that equals the page's.
        """
        other = (copy.url for copy in self.library.articles.copies(record))
        files = [self.addresses.permalink_file(record)]
        files += [urls.record_file(url, self.settings.directory_urls) for url in (*record.aliases, *other)]
        own = self.context.linker.file_of(record)
        if self.library.final(record) is not record:
            files.append(own)
        elif not self.settings.distinguishes_case:
            files = [file for file in files if file.casefold() != own.casefold()]
        return files if self.settings.distinguishes_case else list({file.casefold(): file for file in files}.values())
