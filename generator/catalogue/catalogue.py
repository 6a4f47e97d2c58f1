"""Everything about a content folder: records, rendered answers, the library, and all findings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from generator.catalogue import reader
from generator.catalogue.entry import Entry, Wanted, unreadable
from generator.catalogue.index import Index
from generator.checks.rules import addresses, frontmatter, media, obstacles
from generator.checks.rules.authored import HostLinks
from generator.config.settings import Settings
from generator.config.severity import Policy
from generator.content import records
from generator.content.people import FILE, NOBODY, People, read
from generator.library.autolink import Term
from generator.library.library import Library
from generator.library.links import Linker
from generator.library.related.relations import Relations
from generator.library.related.relations import relate as make_relations
from generator.library.topics import Topics
from generator.model.answer import Rendered
from generator.model.finding import Finding, Place, in_order, with_source
from generator.model.record import Record, Topic
from generator.system import files
from generator.system.state import State
from generator.system.workers import processes

if TYPE_CHECKING:
    from generator.library.related.nearness import Nearest

T = TypeVar("T", Record, Topic)
_TOP = Place()


@dataclass(frozen=True, slots=True)
class Loaded:
    """A content folder that is read and indexed. ``records`` are those that can be published.

    ``findings`` are those that the settings' policy reports, with lines and in order; ``crossing`` are all findings
    that depend on other files, without lines. ``features`` describe what each record is about, by its id. ``copies``
    are the paths of files that share an article with other files, including unpublished ones.
    """

    record_paths: frozenset[str]
    records: tuple[Record, ...]
    rendered: Mapping[str, Rendered]
    features: Mapping[int, bytes]
    authored: Mapping[str, str]
    static: frozenset[str]
    crossing: tuple[Finding, ...]
    copies: frozenset[str]
    findings: tuple[Finding, ...]
    settings: Settings
    library: Library
    linker: Linker
    topics: Topics
    people: People
    terms: tuple[Term, ...]

    @property
    def record_count(self) -> int:
        """The number of records, including those with errors."""
        return len(self.record_paths) - len(self.topics.all)


def load(settings: Settings, relating: bool = False) -> Loaded:
    """Read, index and check a whole content folder without a state. Records with errors are left out of the library.

    With ``relating``, the result can be passed to ``relate``.
    """
    policy, state = settings.policy, State(settings.state_dir)
    wanted = Wanted(features=relating, style=policy.needs_style, grade=policy.needs_grade)
    changes = reader.read(settings, state, wanted)
    return index(settings, changes.content, reader.entries(changes, state))


@dataclass(frozen=True, slots=True)
class Survey:
    """Everything that can be read in a content folder, including records with errors and unpublished ones.

    ``own`` are findings about single files, ``crossing`` those that depend on other files, without lines; ``extra`` are
    those of ``own`` that belong to no entry.
    """

    entries: Sequence[Entry]
    records: Sequence[Record]
    authored: Mapping[str, str]
    static: frozenset[str]
    everything: Index
    own: tuple[Finding, ...]
    crossing: tuple[Finding, ...]
    extra: tuple[Finding, ...] = ()


def survey(settings: Settings, content: files.Content, entries: Sequence[Entry]) -> Survey:
    """Index all readable files of a content folder; ``entries`` are in the order of paths."""
    authored = {
        entry.path: files.authored_file(entry.path, settings.directory_urls) for entry in entries if entry.is_authored
    }
    readable = [entry.record for entry in entries if entry.record is not None]
    placeable = [record for record in readable if record.id and record.url]
    rendered = {entry.path: entry.rendered for entry in entries if entry.rendered is not None}
    configured = [subject.slug for subject in settings.subjects]
    static = frozenset(content.static)
    topics = Topics([entry.topic for entry in entries if entry.topic is not None])
    people, problems = _people(settings, content)
    everything = Index(replace(settings, preview=True), placeable, rendered, authored, static, topics, people)
    crossing = (
        *addresses.clashes(readable),
        *addresses.collisions(readable, authored, static, configured),
        *everything.findings(),
        *topics.findings(),
        *addresses.topic_addresses(topics.all, readable, authored, static, configured),
        *(_of_host(settings, entries, authored, everything) if settings.is_host_repeatable else ()),
    )
    own = [finding for entry in entries for finding in entry.findings]
    extra = (
        *(_unreadable(path, reason) for path, reason in content.unreadable),
        *obstacles.obstacles(content.obstacles),
        *media.active(content.static, settings.files),
        *obstacles.clashes((*content.markdown, *content.static)),
        *obstacles.misplaced(static, authored, [*(one.url for one in readable), *(one.url for one in topics.all)]),
        *problems,
    )
    return Survey(entries, readable, authored, static, everything, (*own, *extra), crossing, extra)


def _of_host(
    settings: Settings, entries: Sequence[Entry], authored: Mapping[str, str], everything: Index
) -> Iterator[Finding]:
    """Broken links in authored pages and in ``nav:``; call it only if no unknown plugin or hook can make pages."""
    anchors = {entry.path: entry.anchors for entry in entries if entry.is_authored}
    known = HostLinks(everything.linker, {entry.path for entry in entries}, anchors)
    for entry in entries:
        if entry.links:
            yield from known.links(entry.path, authored[entry.path], entry.links)
    yield from known.nav(settings.nav, settings.config_file, settings.content)


def _people(settings: Settings, content: files.Content) -> tuple[People, list[Finding]]:
    """The people of the content folder, and the findings about their file."""
    if FILE not in content.data:
        return NOBODY, []
    try:
        return read(files.read(settings.content, FILE))
    except OSError as error:
        return NOBODY, list(unreadable(FILE, error).findings)


def index(
    settings: Settings, content: files.Content, entries: Sequence[Entry], known: Iterable[Finding] = ()
) -> Loaded:
    """Index a content folder and check it as a whole; ``entries`` are in the order of paths.

    ``known`` are earlier findings with lines in files that have not changed since; they save reading these files again.
    """
    found = survey(settings, content, entries)
    everything, authored, static, crossing = found.everything, found.authored, found.static, found.crossing
    rendered, topics = everything.rendered, everything.topics.all
    reported = judged(settings.policy, entries, crossing) + settings.policy.judged(found.extra, {})
    good, sound = _without(found.records, reported), _without(topics, reported)
    chosen, library = everything, everything.library
    if len(good) < len(library.files) or len(sound) < len(topics) or not library.is_all_public():
        chosen = Index(settings, good, rendered, authored, static, Topics(sound), everything.people)
    features = {entry.path: entry.features for entry in entries}
    return Loaded(
        record_paths=frozenset(one.path for one in entries if not one.is_authored and not one.is_drawing),
        records=tuple(good),
        rendered=rendered,
        features={record.id: features[record.path] for record in chosen.library.published},
        authored=authored,
        static=static,
        crossing=crossing,
        copies=library.articles.shared,
        findings=tuple(in_order(located(settings.content, reported, known))),
        settings=settings,
        library=chosen.library,
        linker=chosen.linker,
        topics=chosen.topics,
        people=chosen.people,
        terms=chosen.terms,
    )


def relate(
    content: Loaded,
    kept: Nearest | None = None,
    executor: Callable[[int, object], Executor] = processes.all_cores,
) -> Relations:
    """Compute which records belong together; ``kept`` is the result of an earlier run."""
    return make_relations(content.library, content.topics, content.features, kept, executor)


def judged(policy: Policy, entries: Iterable[Entry], crossing: Iterable[Finding]) -> list[Finding]:
    """The findings that the policy reports of some files: their own, and the ``crossing`` ones."""
    own: list[Finding] = []
    opt_outs: dict[str, tuple[str, ...]] = {}
    with_notes = any(policy.reports(code) for code in frontmatter.NOTES)
    for entry in entries:
        own += entry.findings
        subject = entry.record or entry.topic
        if subject is not None and subject.check_ignore:
            opt_outs[entry.path] = subject.check_ignore
        if with_notes and entry.record is not None and entry.rendered is not None:
            own += frontmatter.notes(entry.record, entry.rendered)
    return policy.judged([*own, *crossing], opt_outs)


def _unreadable(path: str, reason: str) -> Finding:
    return Finding(path, "QT106", f"the folder cannot be read: {reason}", "check its permissions").at(1, 1)


def _without(readable: Iterable[T], findings: Iterable[Finding]) -> list[T]:
    bad = {finding.path for finding in findings if finding.severity == "error"}
    return [record for record in readable if record.path not in bad]


def located(folder: Path, findings: Iterable[Finding], known: Iterable[Finding] = ()) -> list[Finding]:
    """All findings with lines and columns; a file is read again only if one of its findings has no line yet.

    ``known`` are findings with lines in unchanged files: a finding at the same place has the same line.
    """
    places = {(finding.path, finding.place): finding for finding in known if finding.place != _TOP}
    by_path: dict[str, list[Finding]] = defaultdict(list)
    located = []
    for finding in findings:
        there = places.get((finding.path, finding.place))
        if finding.line:
            located.append(finding)
        elif finding.place == _TOP:
            located.append(finding.at(1, 1))
        elif there is not None:
            located.append(replace(finding.at(there.line, there.column), snippet=there.snippet))
        else:
            by_path[finding.path].append(finding)
    for path, group in by_path.items():
        text = files.read(folder, path).decode("utf-8")
        located += with_source(records.locate(group, text), text)
    return located
