"""Reads content files as entries, in parallel shards. Files that have not changed since the last state are skipped."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from functools import partial
from operator import itemgetter
from pathlib import Path

from generator.catalogue.entry import Entry, Wanted, face, read_one, too_costly, unreadable
from generator.config.settings import Settings
from generator.library.related.features import features
from generator.search.documents import Document, Text, topic_document
from generator.search.documents import document as make_document
from generator.system import codec, errors, files
from generator.system.files import Stamp
from generator.system.progress import Watch, no_watch
from generator.system.spool import Spool
from generator.system.state import SourceRow, State
from generator.system.workers import held, processes, watchdog

_SETTLED, _COARSE = 50_000_000, 2_100_000_000
"""Nanoseconds after which a second write certainly gives a file another time; the second value is for file systems that
keep whole seconds."""


Documents = dict[str, Document]
"""The search documents of a shard, by path."""


@dataclass(slots=True)
class Changes:
    """Content files compared with the rows ``known`` from a state.

    ``suspects`` are files with a new stamp, by shard; ``removed`` are missing files. ``look`` completes the rest:
    ``sources`` are new rows of suspects (``None`` for removed files), ``changed`` the entries of files with new text.
    """

    content: files.Content
    known: Mapping[str, SourceRow]
    suspects: Mapping[int, Sequence[str]]
    removed: Collection[str]
    sources: dict[str, SourceRow | None] = field(default_factory=dict)
    changed: dict[str, Entry] = field(default_factory=dict)

    @property
    def suspect_count(self) -> int:
        """The number of suspects."""
        return sum(map(len, self.suspects.values()))

    def digest(self, path: str) -> bytes:
        """The digest of a file's current content."""
        return self._row(path).digest

    def is_private(self, path: str) -> bool:
        """Whether a changed file looks the same to other pages as before."""
        old, new = self.known.get(path), self.sources.get(path)
        return old is not None and new is not None and old.face == new.face != b""

    def shard(self, path: str) -> int:
        """The shard of a file, also of a removed one."""
        return self._row(path).shard

    def _row(self, path: str) -> SourceRow:
        return self.sources.get(path) or self.known[path]

    def shards(self) -> dict[int, list[str]]:
        """The paths of all existing files by shard, sorted."""
        found: dict[int, list[str]] = {}
        for path in sorted({*self.known, *self.changed}.difference(self.removed)):
            found.setdefault(self.shard(path), []).append(path)
        return found


def read(
    settings: Settings,
    state: State,
    wanted: Wanted,
    spool: Spool | None = None,
    executor: Callable[[int], Executor] = processes.all_cores,
    watch: Watch = no_watch,
) -> Changes:
    """Find all content files and read those that changed since the state was saved; an empty state means all."""
    changes = compare(files.discover(settings.content, settings.exclude), state.sources())
    look(changes, settings, wanted, spool, executor, watch)
    return changes


def compare(content: files.Content, known: Mapping[str, SourceRow]) -> Changes:
    """Find the files that must be read. New files fill the last shard, then further ones."""
    suspects: dict[int, list[str]] = {}
    sizes: dict[int, int] = Counter(source.shard for source in known.values())
    last = max(sizes, default=0)
    for path, stamp in content.sources.items():
        row = known.get(path)
        if row is None:
            last += sizes.get(last, 0) >= processes.SHARD
            sizes[last] = sizes.get(last, 0) + 1
            suspects.setdefault(last, []).append(path)
        elif row[1:3] != stamp:
            suspects.setdefault(row.shard, []).append(path)
    return Changes(content, known, suspects, known.keys() - content.sources.keys())


def look(
    changes: Changes,
    settings: Settings,
    wanted: Wanted,
    spool: Spool | None = None,
    executor: Callable[[int], Executor] = processes.all_cores,
    watch: Watch = no_watch,
) -> None:
    """Read the suspects and complete ``changes``. With a spool, HTML and documents are kept there."""
    stamps, known = changes.content.sources, changes.known
    jobs = {
        shard: [(path, stamps[path], known.get(path)) for path in changes.suspects[shard]]
        for shard in sorted(changes.suspects)
    }
    read_shard = partial(_read_shard, settings.content, spool, wanted)
    count = changes.suspect_count
    with watch("Reading", count) as progress:
        for shard, (rows, entries) in watchdog.each_shard(
            partial(executor, count), read_shard, jobs, itemgetter(0), settings.limits
        ):
            changes.sources.update(rows)
            if spool is not None:
                entries = spool.unpacked(f"entries {shard}", list[Entry]) or []
            for entry in entries:
                changes.changed[entry.path] = entry
            progress(len(rows))
    changes.sources.update(dict.fromkeys(changes.removed))


def entries(changes: Changes, state: State) -> list[Entry]:
    """All entries in the order of paths: changed ones, and unchanged ones from the state."""
    found = dict(changes.changed)
    for shard in {row.shard for path, row in changes.known.items() if path not in changes.changed}:
        for entry in state.unpacked(f"entries {shard}", list[Entry]) or ():
            if entry.path in changes.known and entry.path not in changes.removed:
                found.setdefault(entry.path, entry)
    return [found[path] for path in sorted(found)]


def encoded(changes: Changes, state: State, spool: Spool) -> Iterator[tuple[str, bytes]]:
    """The values of the state for each shard with a changed or removed file."""
    shards = changes.shards()
    for shard in sorted({changes.shard(path) for path in (*changes.changed, *changes.removed)}):
        paths = shards.get(shard, [])
        new = spool.raw(f"documents {shard}")
        if all(path in changes.changed for path in paths):
            yield f"entries {shard}", spool.raw(f"entries {shard}") or codec.pack([])
            if new is not None:
                yield f"documents {shard}", new
            continue
        kept = {entry.path: entry for entry in state.unpacked(f"entries {shard}", list[Entry]) or ()}
        merged = [changes.changed.get(path) or kept[path] for path in paths]
        yield f"entries {shard}", codec.pack(merged)
        if new is not None:
            old = state.unpacked(f"documents {shard}", Documents) or {}
            documents = {**old, **codec.unpack(new, Documents)}
            kept_documents = {path: documents[path] for path in paths if path in documents}
            yield f"documents {shard}", codec.pack(kept_documents)


def _read_shard(
    folder: Path,
    spool: Spool | None,
    wanted: Wanted,
    number: int,
    jobs: Sequence[tuple[str, Stamp, SourceRow | None]],
    lost: Mapping[str, str],
) -> tuple[dict[str, SourceRow], list[Entry]]:
    answers: dict[str, str] = {}
    documents: dict[str, Document] = {}
    rows: dict[str, SourceRow] = {}
    entries = []
    unread = SourceRow(number, -1, 0, b"")  # no file has this stamp: the next run reads the file again
    for path, stamp, known in jobs:
        mtime_ns = _settled(stamp.mtime_ns, time.time_ns())
        held.hold(path)
        try:
            data = files.read(folder, path) if path not in lost else b""
        except OSError as error:
            rows[path] = unread
            entries.append(unreadable(path, error))
            continue
        if path in lost:
            rows[path] = unread
            entries.append(too_costly(path, lost[path]))
            continue
        digest = files.digest(data)
        if known is not None and digest == known.digest:
            rows[path] = SourceRow(number, stamp.size, mtime_ns, digest, known.face)
        else:
            entry, answers[path] = read_one(path, data, digest, wanted)
            text = Text.of(answers[path]) if wanted.features or wanted.documents else Text("", ())
            if wanted.features and entry.record is not None:
                entry = replace(entry, features=features(entry.record, answers[path], text.words))
            made = _document(entry, text, digest.hex()) if wanted.documents else None
            if made is not None:
                documents[path] = made
            entries.append(entry)
            rows[path] = SourceRow(number, stamp.size, mtime_ns, digest, face(entry))
    if spool is None:
        return rows, entries
    if wanted.documents:
        spool.put_packed(f"documents {number}", documents)
    if wanted.answers:
        spool.put(f"answers {number}", answers)
    spool.put_packed(f"entries {number}", entries)
    return rows, []


def _settled(mtime_ns: int, now_ns: int) -> int:
    """The file's time; 0, which matches no file, if another write could leave the same time."""
    slack = _COARSE if mtime_ns % 1_000_000_000 == 0 else _SETTLED
    return mtime_ns if now_ns - mtime_ns > slack else 0


def answer(folder: Path, path: str, source: str) -> str:
    """The rendered answer of a record's file; ``source`` is the digest that the file must have."""
    data = files.read(folder, path)
    if files.digest(data).hex() != source:
        raise errors.SiteFolderError(f"{folder / path} changed while the site was being built; build again")
    return read_one(path, data, b"")[1]


def document(folder: Path, path: str) -> Document:
    """The search document of a record or a topic, made from its file."""
    data = files.read(folder, path)
    entry, html = read_one(path, data, b"")
    made = _document(entry, Text.of(html), files.digest(data).hex())
    assert made is not None, path
    return made


def _document(entry: Entry, text: Text, source: str) -> Document | None:
    if entry.topic is not None:
        return topic_document(entry.topic, text, source)
    return make_document(entry.record, text, source) if entry.record is not None else None
