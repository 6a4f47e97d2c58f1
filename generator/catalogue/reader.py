"""Content files → entries, in shards over an executor; what the state still knows is not read again."""

from __future__ import annotations

import pickle
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from generator.catalogue.entry import Entry, Wanted, face, read_one, unreadable
from generator.config.settings import Settings
from generator.library.related.features import features
from generator.search.documents import Document, Text, topic_document
from generator.search.documents import document as make_document
from generator.system import errors, files, processes
from generator.system.files import Stamp
from generator.system.progress import Watch, no_watch
from generator.system.spool import Spool, pack, unpack
from generator.system.state import Source, State

_SETTLED, _COARSE = 50_000_000, 2_100_000_000
"""Nanoseconds after which a file's time surely differs when it is written again (the second: where the file system
keeps whole seconds only)."""


@dataclass(slots=True)
class Changes:
    """Content files beside what the state knows of them.

    ``suspects`` are those whose stamp is new, by shard; ``gone`` those that are there no more. After ``look``,
    ``sources`` has the new rows of suspects (``None`` for the gone) and ``changed`` the entries of files whose content
    is not what it was.
    """

    content: files.Content
    known: Mapping[str, Source]
    suspects: Mapping[int, Sequence[str]]
    gone: Collection[str]
    sources: dict[str, Source | None] = field(default_factory=dict)
    changed: dict[str, Entry] = field(default_factory=dict)

    @property
    def suspect_count(self) -> int:
        """The number of suspects."""
        return sum(map(len, self.suspects.values()))

    def digest(self, path: str) -> bytes:
        """The digest of a file's content now."""
        row = self.sources.get(path) or self.known[path]
        return row.digest

    def is_private(self, path: str) -> bool:
        """Whether a file that changed looks to other pages as it did before."""
        old, new = self.known.get(path), self.sources.get(path)
        return old is not None and new is not None and old.face == new.face != b""

    def shard(self, path: str) -> int:
        """The shard that a file belongs to, now or until it went."""
        row = self.sources.get(path) or self.known[path]
        return row.shard

    def shards(self) -> dict[int, list[str]]:
        """All files that are there now, by shard; each in order."""
        found: dict[int, list[str]] = {}
        for path in sorted({path for path in self.known if path not in self.gone} | self.changed.keys()):
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
    look(changes, settings.content, wanted, spool, executor, watch)
    return changes


def compare(content: files.Content, known: Mapping[str, Source]) -> Changes:
    """Which files must be looked into. A new file joins the last shard while there is room in it."""
    suspects: dict[int, list[str]] = {}
    sizes: dict[int, int] = Counter(source.shard for source in known.values())
    last = max(sizes, default=0)
    for path, stamp in content.markdown.items():
        row = known.get(path)
        if row is None:
            last += sizes.get(last, 0) >= processes.SHARD
            sizes[last] = sizes.get(last, 0) + 1
            suspects.setdefault(last, []).append(path)
        elif row[1:3] != stamp:
            suspects.setdefault(row.shard, []).append(path)
    return Changes(content, known, suspects, known.keys() - content.markdown.keys())


def look(
    changes: Changes,
    folder: Path,
    wanted: Wanted,
    spool: Spool | None = None,
    executor: Callable[[int], Executor] = processes.all_cores,
    watch: Watch = no_watch,
) -> None:
    """Read the suspects and complete ``changes``; entries, HTML and documents go into the spool if there is one."""
    shards = sorted(changes.suspects)
    stamps, known = changes.content.markdown, changes.known
    jobs = [[(path, stamps[path], known.get(path)) for path in changes.suspects[shard]] for shard in shards]
    read_shard = partial(_read_shard, folder, spool, wanted)
    count = changes.suspect_count
    with executor(count) as pool, watch("Reading", count) as progress:
        for shard, (rows, entries) in zip(shards, pool.map(read_shard, shards, jobs), strict=True):
            changes.sources.update(rows)
            if spool is not None:
                entries = spool.get(f"entries {shard}")
            for entry in entries:
                changes.changed[entry.path] = entry
            progress(len(rows))
    changes.sources.update(dict.fromkeys(changes.gone))


def entries(changes: Changes, state: State) -> list[Entry]:
    """Every entry there is now, in the order of paths: changed ones and those that the state holds."""
    found = dict(changes.changed)
    for shard in {row.shard for path, row in changes.known.items() if path not in changes.changed}:
        for entry in state.get(f"entries {shard}") or ():
            if entry.path in changes.known and entry.path not in changes.gone:
                found.setdefault(entry.path, entry)
    return [found[path] for path in sorted(found)]


def pickled(changes: Changes, state: State, spool: Spool) -> Iterator[tuple[str, bytes]]:
    """The state's values for the shards in which something changed."""
    shards = changes.shards()
    for shard in sorted({changes.shard(path) for path in (*changes.changed, *changes.gone)}):
        paths = shards.get(shard, [])
        new = spool.raw(f"documents {shard}")
        if all(path in changes.changed for path in paths):
            yield f"entries {shard}", spool.raw(f"entries {shard}") or pickle.dumps([])
            if new is not None:
                yield f"documents {shard}", new
            continue
        kept = {entry.path: entry for entry in state.get(f"entries {shard}")}
        merged = [changes.changed.get(path) or kept[path] for path in paths]
        yield f"entries {shard}", pickle.dumps(merged, protocol=5)
        if new is not None:
            documents = {**unpack(state.get(f"documents {shard}")), **unpack(pickle.loads(new))}
            kept_documents = {path: documents[path] for path in paths if path in documents}
            yield f"documents {shard}", pickle.dumps(pack(kept_documents), protocol=5)


def _read_shard(
    folder: Path, spool: Spool | None, wanted: Wanted, number: int, jobs: Sequence[tuple[str, Stamp, Source | None]]
) -> tuple[dict[str, Source], list[Entry]]:
    answers: dict[str, str] = {}
    documents: dict[str, Document] = {}
    rows: dict[str, Source] = {}
    entries = []
    for path, stamp, known in jobs:
        mtime_ns = _settled(stamp.mtime_ns, time.time_ns())
        try:
            data = files.read(folder, path)
        except OSError as error:
            rows[path] = Source(number, -1, 0, b"")
            entries.append(unreadable(path, error))
            continue
        digest = files.digest(data)
        if known is not None and digest == known.digest:
            rows[path] = Source(number, stamp.size, mtime_ns, digest, known.face)
        else:
            entry, answers[path] = read_one(path, data, digest, wanted)
            text = Text.of(answers[path]) if wanted.features or wanted.documents else Text("", ())
            if wanted.features and entry.record is not None:
                entry = replace(entry, features=features(entry.record, answers[path], text.words))
            made = _document(entry, text, digest.hex()) if wanted.documents else None
            if made is not None:
                documents[path] = made
            entries.append(entry)
            rows[path] = Source(number, stamp.size, mtime_ns, digest, face(entry))
    if spool is None:
        return rows, entries
    if wanted.documents:
        spool.put(f"documents {number}", pack(documents))
    if wanted.answers:
        spool.put(f"answers {number}", answers)
    spool.put(f"entries {number}", entries)
    return rows, []


def _settled(mtime_ns: int, now_ns: int) -> int:
    """The file's time, or 0 (which fits no file) where it may be written again without showing another time."""
    slack = _COARSE if mtime_ns % 1_000_000_000 == 0 else _SETTLED
    return mtime_ns if now_ns - mtime_ns > slack else 0


def answer(folder: Path, path: str, source: str) -> str:
    """The answer of a record's file, read and rendered anew; ``source`` is the digest that the file must have."""
    data = files.read(folder, path)
    if files.digest(data).hex() != source:
        raise errors.SiteFolderError(f"{folder / path} changed while the site was being built; build again")
    return read_one(path, data, b"")[1]


def document(folder: Path, path: str) -> Document:
    """What a search needs of a record or a topic, made anew from its file."""
    data = files.read(folder, path)
    entry, html = read_one(path, data, b"")
    made = _document(entry, Text.of(html), files.digest(data).hex())
    assert made is not None, path
    return made


def _document(entry: Entry, text: Text, source: str) -> Document | None:
    if entry.topic is not None:
        return topic_document(entry.topic, text, source)
    return make_document(entry.record, text, source) if entry.record is not None else None
