"""Content folder → everything known about it: records, rendered answers, the library, and all findings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from generator import executors, files, reading, records, rules, urls
from generator.autolink import term
from generator.candidates import Candidates
from generator.config import Settings
from generator.diagnostics import Finding, in_order
from generator.library import Library
from generator.linking import Linker
from generator.listings import Listings
from generator.model import Record, Rendered, Topic
from generator.pages import Pages
from generator.reading import Entry, Progress
from generator.related.relations import Relations
from generator.related.relations import relate as make_relations
from generator.spool import Spool
from generator.topicpages import TopicPages, as_record
from generator.topics import Topics

if TYPE_CHECKING:
    from generator.related.nearness import Nearest

T = TypeVar("T", Record, Topic)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A content folder, read. ``records`` are those that may be published; ``findings`` are located and in order;
    ``features`` are what each record is about, by its id.

    ``crossing`` are the findings that depend on other files too, not located yet.
    """

    record_paths: frozenset[str]
    records: tuple[Record, ...]
    rendered: Mapping[str, Rendered]
    features: Mapping[int, bytes]
    authored: Mapping[str, str]
    static: frozenset[str]
    crossing: tuple[Finding, ...]
    findings: tuple[Finding, ...]
    library: Library
    pages: Pages
    listings: Listings
    topics: TopicPages

    @property
    def record_count(self) -> int:
        """How many records there are, those with errors too."""
        return len(self.record_paths) - len(self.topics.topics.all)


def load(
    settings: Settings,
    content: files.Content,
    executor: Executor,
    spool: Spool | None = None,
    progress: Progress = lambda done: None,
    relating: bool = False,
) -> Loaded:
    """Read, render, index and check a whole content folder. Records with errors are left out of the library.

    Rendered answers go into the spool; without one (to check, not to build) they are dropped. With ``relating`` the
    result can be given to ``relate``.
    """
    changes = reading.compare(content, {})
    reading.look(changes, settings.content, content, executor, spool, progress, relating)
    return index(settings, content, [changes.changed[path] for path in sorted(changes.changed)])


@dataclass(frozen=True, slots=True)
class Survey:
    """Everything that can be read in a content folder, broken and unpublished records included.

    ``own`` are the findings of single files, ``crossing`` those that depend on other files (not located yet).
    """

    entries: Sequence[Entry]
    records: Sequence[Record]
    authored: Mapping[str, str]
    static: frozenset[str]
    everything: Index
    own: tuple[Finding, ...]
    crossing: tuple[Finding, ...]


def survey(settings: Settings, content: files.Content, entries: Sequence[Entry]) -> Survey:
    """The first look at a content folder, its files being read; ``entries`` stand in the order of paths."""
    authored = {
        entry.path: files.authored_file(entry.path, settings.directory_urls) for entry in entries if entry.is_authored
    }
    readable = [entry.record for entry in entries if entry.record is not None]
    placeable = [record for record in readable if record.id and record.url]
    rendered = {entry.path: entry.rendered for entry in entries if entry.rendered is not None}
    configured = [subject.slug for subject in settings.subjects]
    static = frozenset(content.static)
    topics = Topics([entry.topic for entry in entries if entry.topic is not None])
    everything = Index(replace(settings, preview=True), placeable, rendered, authored, static, topics)
    crossing = (
        *rules.clashes(readable),
        *rules.collisions(readable, authored, static, configured),
        *everything.findings(),
        *topics.findings(),
        *rules.topic_addresses(topics.all, readable, authored, static, configured),
    )
    own = [finding for entry in entries for finding in entry.findings]
    own += [_unreadable(path, reason) for path, reason in content.unreadable]
    return Survey(entries, readable, authored, static, everything, tuple(own), crossing)


def index(settings: Settings, content: files.Content, entries: Sequence[Entry]) -> Loaded:
    """What a content folder is as a whole, its files being read; ``entries`` stand in the order of paths."""
    found = survey(settings, content, entries)
    everything, authored, static, crossing = found.everything, found.authored, found.static, found.crossing
    rendered, topics = everything.rendered, everything.topics.topics.all
    good = _without(found.records, [*found.own, *crossing])
    sound = _without(topics, [*found.own, *crossing])
    whole = len(good) == len(everything.library.published) and everything.library.is_all_public()
    whole = whole and len(sound) == len(topics)
    chosen = everything if whole else Index(settings, good, rendered, authored, static, Topics(sound))
    return Loaded(
        record_paths=frozenset(entry.path for entry in entries if not entry.is_authored),
        records=tuple(good),
        rendered=rendered,
        features={entry.record.id: entry.features for entry in entries if entry.record is not None},
        authored=authored,
        static=static,
        crossing=crossing,
        findings=tuple(in_order([*found.own, *located(settings.content, crossing)])),
        library=chosen.library,
        pages=chosen.pages,
        listings=chosen.listings,
        topics=chosen.topics,
    )


def relate(
    content: Loaded,
    kept: Nearest | None = None,
    executor: Callable[[int, object], Executor] = executors.all_cores,
) -> Relations:
    """Find out what belongs together, which pages show; ``kept`` is what an earlier run knew of it."""
    relations = make_relations(content.library, content.topics.topics, content.features, kept, executor)
    content.pages.relations = relations
    return relations


def _unreadable(path: str, reason: str) -> Finding:
    return Finding(path, "QT106", f"the folder cannot be read: {reason}", "check its permissions").at(1, 1)


class Index:
    """A library over some of the records, with what resolves links and makes pages from it.

    Findings come from an index over everything, drafts and broken records included: what is wrong with one record
    must not be blamed on those that refer to it, and a draft is checked before its day.
    """

    def __init__(
        self,
        settings: Settings,
        usable: Sequence[Record],
        rendered: Mapping[str, Rendered],
        authored: Mapping[str, str],
        static: Collection[str],
        topics: Topics,
    ) -> None:
        self.rendered = rendered
        self.library = Library(usable, settings.today, settings.subjects, settings.preview)
        anchors = {
            r.id: [h.anchor for h in rendered[r.path].headings] for r in self.library.published if not r.withdrawn
        }
        anchors[0] = [h.anchor for topic in topics.all for h in rendered[topic.path].headings]
        explained = {topic.path: urls.record_file(topic.url, settings.directory_urls) for topic in topics.all}
        known = {**authored, **explained}
        self.linker = Linker(self.library, anchors, known, static, settings.directory_urls)
        linked = (topic for topic in topics.all if topic.autolink)
        terms = tuple(term(topic, explained[topic.path]) for topic in linked)
        self.pages = Pages(settings, self.library, self.linker, terms)
        self.topics = TopicPages(self.pages, topics)
        self.listings = Listings(self.pages, self.topics)
        self.linker.add_files(self.listings.files())

    def findings(self) -> Iterable[Finding]:
        candidates = Candidates(self.library.published)
        for record in self.library.published:
            yield from rules.file_name(record)
            yield from rules.subject_casing(record, self.library)
            yield from rules.same_as(record, self.library)
            yield from rules.related(record, self.library, candidates)
            yield from rules.links(record, self.rendered[record.path], self.linker)
        for topic in self.topics.topics.all:
            yield from rules.links(as_record(topic), self.rendered[topic.path], self.linker)


def _without(readable: Iterable[T], findings: Iterable[Finding]) -> list[T]:
    bad = {finding.path for finding in findings if finding.severity == "error"}
    return [record for record in readable if record.path not in bad]


def located(folder: Path, findings: Iterable[Finding]) -> list[Finding]:
    """Every finding with its line and column; a file is read again only when one of its findings needs it."""
    by_path: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_path[finding.path].append(finding)
    located = []
    for path, group in by_path.items():
        if all(finding.line for finding in group):
            located += group
        else:
            located += records.locate(group, files.read(folder, path).decode("utf-8"))
    return located
