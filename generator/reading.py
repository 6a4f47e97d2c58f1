"""Content files → entries, in shards over an executor; what the state still knows is not read again."""

from __future__ import annotations

import pickle
import time
import zlib
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from generator import executors, files, records, rules, topics
from generator.answers import render
from generator.diagnostics import Finding
from generator.files import Stamp
from generator.model import Record, Rendered, Topic
from generator.related.features import features
from generator.search.documents import Document, Text, topic_document
from generator.search.documents import document as make_document
from generator.spool import Spool
from generator.state import Source, State

Progress = Callable[[int], None]
"""Called with the number of items that have just been done."""
_SETTLED, _COARSE = 50_000_000, 2_100_000_000
"""Nanoseconds after which a file's time surely differs when it is written again (the second: where the file system
keeps whole seconds only)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What one Markdown file turned out to be: a record, a topic, one that cannot be read (findings only), or neither.

    The record comes without its answer and body, ``rendered`` without its HTML: that stands in the spool. ``features``
    are what a record is about, where pages are made.
    """

    path: str
    record: Record | None
    rendered: Rendered | None
    findings: tuple[Finding, ...]
    topic: Topic | None = None
    features: bytes = b""

    @property
    def is_authored(self) -> bool:
        """Neither a record or a topic nor a broken one: a page for MkDocs."""
        ours = self.record is not None or self.topic is not None
        return not ours and not any(f.severity == "error" for f in self.findings)


@dataclass(slots=True)
class Changes:
    """Content files beside what the state knows of them.

    ``suspects`` are those whose stamp is new, by shard; ``gone`` those that are there no more. After ``look``,
    ``sources`` has the new rows of suspects (``None`` for the gone) and ``changed`` the entries of files whose content
    is not what it was.
    """

    known: Mapping[str, Source]
    suspects: Mapping[int, Sequence[str]]
    gone: Collection[str]
    sources: dict[str, Source | None] = field(default_factory=dict)
    changed: dict[str, Entry] = field(default_factory=dict)

    def digest(self, path: str) -> bytes:
        """The digest of a file's content now."""
        row = self.sources.get(path) or self.known[path]
        return row.digest

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


def compare(content: files.Content, known: Mapping[str, Source]) -> Changes:
    """Which files must be looked into. A new file joins the last shard while there is room in it."""
    suspects: dict[int, list[str]] = {}
    sizes: dict[int, int] = Counter(source.shard for source in known.values())
    last = max(sizes, default=0)
    for path, stamp in content.markdown.items():
        row = known.get(path)
        if row is None:
            last += sizes.get(last, 0) >= executors.SHARD
            sizes[last] = sizes.get(last, 0) + 1
            suspects.setdefault(last, []).append(path)
        elif row[1:3] != stamp:
            suspects.setdefault(row.shard, []).append(path)
    return Changes(known, suspects, known.keys() - content.markdown.keys())


def look(
    changes: Changes,
    folder: Path,
    content: files.Content,
    executor: Executor,
    spool: Spool | None,
    progress: Progress = lambda done: None,
    relating: bool = False,
    indexing: bool = False,
) -> None:
    """Read the suspects and complete ``changes``; with ``relating``, find out what each record is about; with
    ``indexing``, put what a search needs of them into the spool."""
    shards = sorted(changes.suspects)
    jobs = [
        [(path, content.markdown[path], _digest(changes.known.get(path))) for path in changes.suspects[shard]]
        for shard in shards
    ]
    count = len(jobs)
    for shard, (rows, entries) in zip(
        shards,
        executor.map(_read_shard, [folder] * count, [spool] * count, shards, jobs, [(relating, indexing)] * count),
        strict=True,
    ):
        for path, size, mtime_ns, digest in rows:
            changes.sources[path] = Source(shard, size, mtime_ns, digest)
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


def _digest(row: Source | None) -> bytes:
    return row.digest if row else b""


_Row = tuple[str, int, int, bytes]


def _read_shard(
    folder: Path, spool: Spool | None, number: int, jobs: Sequence[tuple[str, Stamp, bytes]], wanted: tuple[bool, bool]
) -> tuple[list[_Row], list[Entry]]:
    relating, indexing = wanted
    answers: dict[str, str] = {}
    documents: dict[str, Document] = {}
    rows: list[_Row] = []
    entries = []
    for path, stamp, known in jobs:
        mtime_ns = _settled(stamp.mtime_ns, time.time_ns())
        try:
            data = files.read(folder, path)
        except OSError as error:
            rows.append((path, -1, 0, b""))
            entries.append(_unreadable(path, error))
            continue
        digest = files.digest(data)
        rows.append((path, stamp.size, mtime_ns, digest))
        if digest != known:
            entry, answers[path] = read_one(path, data, digest)
            text = Text.of(answers[path]) if relating or indexing else Text("", ())
            if relating and entry.record is not None:
                entry = replace(entry, features=features(entry.record, answers[path], text.words))
            made = _document(entry, text, digest.hex()) if indexing else None
            if made is not None:
                documents[path] = made
            entries.append(entry)
    if spool is None:
        return rows, entries
    if indexing:
        spool.put(f"documents {number}", pack(documents))
    spool.put(f"answers {number}", answers)
    spool.put(f"entries {number}", entries)
    return rows, []


def _settled(mtime_ns: int, now_ns: int) -> int:
    """The file's time, or 0 (which fits no file) where it may be written again without showing another time."""
    slack = _COARSE if mtime_ns % 1_000_000_000 == 0 else _SETTLED
    return mtime_ns if now_ns - mtime_ns > slack else 0


def read_one(path: str, data: bytes, digest: bytes) -> tuple[Entry, str]:
    """One file as an entry, and its answer as HTML (empty where there is none)."""
    if topics.is_topic(data):
        return _read_topic(path, data, digest)
    record, findings = records.read(path, data)
    if record is None:
        return Entry(path, None, None, tuple(findings)), ""
    rendered = render(record.answer, record.body)
    findings += records.locate([*rules.unfinished(record), *rules.answer(path, rendered)], data.decode("utf-8"))
    light = replace(record, answer="", body="")
    return Entry(
        path, light, replace(rendered, html="", problems=(), source=digest.hex()), tuple(findings)
    ), rendered.html


def _read_topic(path: str, data: bytes, digest: bytes) -> tuple[Entry, str]:
    topic, body, findings = topics.read(path, data)
    rendered = render("", body)
    findings += rules.answer(path, rendered)
    located = tuple(records.locate(findings, data.decode("utf-8", errors="replace")))
    light = replace(rendered, html="", problems=(), source=digest.hex())
    return Entry(path, None, light if topic else None, located, topic), rendered.html


def answer(folder: Path, path: str, source: str) -> str:
    """The answer of a record's file, read and rendered anew; ``source`` is the digest that the file must have."""
    data = files.read(folder, path)
    if files.digest(data).hex() != source:
        raise files.SiteFolderError(f"{folder / path} changed while the site was being built; build again")
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


def pack(value: object) -> bytes:
    """A large value as the spool and the state keep it."""
    return zlib.compress(pickle.dumps(value, protocol=5), 1)


def unpack(data: bytes | None) -> Any:
    """The way back; an empty mapping from nothing."""
    return pickle.loads(zlib.decompress(data)) if data else {}


def _unreadable(path: str, error: OSError) -> Entry:
    finding = Finding(path, "QT106", f"the file cannot be read: {error.strerror}", "check its permissions")
    return Entry(path, None, None, (finding.at(1, 1),))
