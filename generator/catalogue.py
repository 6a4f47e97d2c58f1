"""Content folder → everything known about it: records, rendered answers, the library, and all findings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from pathlib import Path

from generator import executors, files, records, rules
from generator.answers import render
from generator.candidates import Candidates
from generator.config import Settings
from generator.diagnostics import Finding, in_order
from generator.library import Library
from generator.linking import Linker
from generator.listings import Listings
from generator.model import Record, Rendered
from generator.pages import Pages
from generator.spool import Spool

Progress = Callable[[int], None]
"""Called with the number of items that have just been done."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What one Markdown file turned out to be: a record, front matter that cannot be read (findings only), or neither.

    The record comes without its answer and body, ``rendered`` without its HTML: that stands in the spool.
    """

    path: str
    record: Record | None
    rendered: Rendered | None
    findings: tuple[Finding, ...]

    @property
    def is_authored(self) -> bool:
        """Neither a record nor a broken one: a page for MkDocs."""
        return self.record is None and not any(f.severity == "error" for f in self.findings)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A content folder, read. ``records`` are those that may be published; ``findings`` are located and in order.

    ``shards`` is the number of shards of rendered answers in the spool, if there is one.
    """

    record_paths: frozenset[str]
    shards: int
    records: tuple[Record, ...]
    rendered: Mapping[str, Rendered]
    authored: Mapping[str, str]
    static: frozenset[str]
    findings: tuple[Finding, ...]
    library: Library
    pages: Pages
    listings: Listings


def load(
    settings: Settings,
    content: files.Content,
    executor: Executor,
    spool: Spool | None = None,
    progress: Progress = lambda done: None,
) -> Loaded:
    """Read, render, index and check a whole content folder. Records with errors are left out of the library.

    Rendered answers go into the spool; without one (to check, not to build) they are dropped.
    """
    entries = read_all(settings.content, content.markdown, executor, spool, progress)
    authored = {
        entry.path: files.authored_file(entry.path, settings.directory_urls) for entry in entries if entry.is_authored
    }
    readable = [entry.record for entry in entries if entry.record is not None]
    placeable = [record for record in readable if record.id and record.url]
    rendered = {entry.path: entry.rendered for entry in entries if entry.rendered is not None}
    configured = [subject.slug for subject in settings.subjects]
    everything = _Index(replace(settings, preview=True), placeable, rendered, authored, content.static)
    found = [
        *(finding for entry in entries for finding in entry.findings),
        *(_unreadable(path, reason) for path, reason in content.unreadable),
        *rules.clashes(readable),
        *rules.collisions(readable, authored, content.static, configured),
        *everything.findings(),
    ]
    good = _without(readable, found)
    whole = len(good) == len(everything.library.published) and everything.library.is_all_public()
    index = everything if whole else _Index(settings, good, rendered, authored, content.static)
    return Loaded(
        record_paths=frozenset(entry.path for entry in entries if not entry.is_authored),
        shards=-(-len(entries) // executors.SHARD),
        records=tuple(good),
        rendered=rendered,
        authored=authored,
        static=content.static,
        findings=tuple(in_order(_located(settings.content, found))),
        library=index.library,
        pages=index.pages,
        listings=index.listings,
    )


def _unreadable(path: str, reason: str) -> Finding:
    return Finding(path, "QT106", f"the folder cannot be read: {reason}", "check its permissions").at(1, 1)


def read_all(
    folder: Path, paths: Sequence[str], executor: Executor, spool: Spool | None, progress: Progress
) -> list[Entry]:
    """Each Markdown file as an ``Entry``, in the order of ``paths``, whatever the executor."""
    entries: list[Entry] = []
    parts = list(executors.shards(paths))
    count = len(parts)
    for part in executor.map(_read_shard, [folder] * count, [spool] * count, range(count), parts):
        entries += part
        progress(len(part))
    return entries


def _read_shard(folder: Path, spool: Spool | None, number: int, paths: Sequence[str]) -> list[Entry]:
    answers: dict[str, str] = {}
    entries = [_read_one(folder, path, answers) for path in paths]
    if spool is not None:
        spool.put(number, answers)
    return entries


def _read_one(folder: Path, path: str, answers: dict[str, str]) -> Entry:
    try:
        data = files.read(folder, path)
    except OSError as error:
        finding = Finding(path, "QT106", f"the file cannot be read: {error.strerror}", "check its permissions")
        return Entry(path, None, None, (finding.at(1, 1),))
    record, findings = records.read(path, data)
    if record is None:
        return Entry(path, None, None, tuple(findings))
    rendered = render(record.answer, record.body)
    findings += records.locate(list(rules.answer(record, rendered)), data.decode("utf-8"))
    answers[path] = rendered.html
    light = replace(record, answer="", body="")
    return Entry(path, light, replace(rendered, html="", problems=()), tuple(findings))


class _Index:
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
    ) -> None:
        self.rendered = rendered
        self.library = Library(usable, settings.today, settings.subjects, settings.preview)
        anchors = {
            r.id: [h.anchor for h in rendered[r.path].headings] for r in self.library.published if not r.withdrawn
        }
        self.linker = Linker(self.library, anchors, authored, static, settings.directory_urls)
        self.pages = Pages(settings, self.library, self.linker)
        self.listings = Listings(self.pages)
        self.linker.add_files(self.listings.files())

    def findings(self) -> Iterable[Finding]:
        candidates = Candidates(self.library.published)
        for record in self.library.published:
            yield from rules.file_name(record)
            yield from rules.subject_casing(record, self.library)
            yield from rules.same_as(record, self.library)
            yield from rules.related(record, self.library, candidates)
            yield from rules.links(record, self.rendered[record.path], self.linker)


def _without(readable: Iterable[Record], findings: Iterable[Finding]) -> list[Record]:
    bad = {finding.path for finding in findings if finding.severity == "error"}
    return [record for record in readable if record.path not in bad]


def _located(folder: Path, findings: Iterable[Finding]) -> list[Finding]:
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
