"""The library of some records of a content folder, and the linker that resolves links to them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from generator.checks.rules import copies, links, references, trust
from generator.checks.rules.subjects import Subjects
from generator.config.settings import Settings
from generator.content import records
from generator.content.answers import citations
from generator.content.answers.render import render
from generator.content.people import People
from generator.library.addresses import listing_files
from generator.library.autolink import abbreviation, term
from generator.library.candidates import Candidates
from generator.library.library import Library
from generator.library.links import Linker
from generator.library.topics import Topics
from generator.model import urls
from generator.model.answer import Rendered
from generator.model.finding import Finding
from generator.model.record import NO_LEDGER, Record, Topic, as_record
from generator.system import files


class Index:
    """The library of some records, and the linker that resolves links to them.

    Findings come from an index of all records, including drafts and records with errors. So a record with errors does
    not break the links of others, and a draft is checked before it is published.
    """

    def __init__(
        self,
        settings: Settings,
        usable: Sequence[Record],
        rendered: Mapping[str, Rendered],
        authored: Mapping[str, str],
        static: Collection[str],
        topics: Topics,
        people: People,
    ) -> None:
        self.settings = settings
        self.rendered = rendered
        self.people = people
        self.library = Library(usable, settings.today, settings.subjects, settings.preview)
        paths = [*(r.path for r in self.library.published if not r.withdrawn), *(topic.path for topic in topics.all)]
        anchors = {path: [heading.anchor for heading in rendered[path].headings] for path in paths}
        subjects: tuple[Record | Topic, ...] = (*self.library.published, *topics.all)
        for subject in subjects:
            if subject.ledger.sources and subject.path in anchors:
                anchors[subject.path] += map(citations.anchor, range(1, len(subject.ledger.sources) + 1))
        explained = {topic.path: urls.record_file(topic.url, settings.directory_urls) for topic in topics.all}
        known = {**authored, **explained}
        self.linker = Linker(self.library, anchors, known, static, settings.directory_urls)
        linked = (topic for topic in topics.all if topic.autolink)
        self.terms = tuple(term(topic, explained[topic.path]) for topic in linked)
        self.terms += tuple(abbreviation(*pair) for pair in settings.identity.abbreviations)
        self.topics = topics
        self.linker.add_files(listing_files(self.library, topics, people))

    def findings(self) -> Iterator[Finding]:
        """The findings that depend on other files or on the date."""
        candidates = Candidates(self.library.published)
        subjects = Subjects(self.library, self.settings.subjects)
        for record in self.library.files:
            yield from self._of_trust(record)
            yield from references.file_name(record)
            yield from references.subject_spelling(record, self.library)
            yield from subjects.check(record)
            yield from references.same_as(record, self.library)
            yield from references.related(record, self.library, candidates)
        for article in self.library.published:
            yield from links.links(article, self.rendered[article.path], self.linker)
            yield from copies.disagreements(article, self.rendered, self.library, self._whole)
        for topic in self.topics.all:
            yield from self._of_trust(topic)
            yield from links.links(as_record(topic), self.rendered[topic.path], self.linker)

    def _whole(self, path: str) -> Record | None:
        """A record with its answer and body, read again from its file; ``None`` if the file has changed since."""
        try:
            record = records.read(path, files.read(self.settings.content, path))[0]
        except OSError:  # the file is only planned
            return None
        is_same = record is not None and render(record.answer, record.body).text == self.rendered[path].text
        return record if is_same else None

    def _of_trust(self, subject: Record | Topic) -> Iterator[Finding]:
        yield from trust.future_dates(subject, self.library.today)
        if subject.ledger != NO_LEDGER:
            yield from trust.reviewer(subject, self.people)
            yield from trust.overdue(subject, self.library.today)
