"""The facts of a content folder: ids, addresses and questions of its records. No answer is rendered.

This takes a fraction of the time of ``catalogue.load``, and is enough to write one file or to count files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from generator.catalogue import checker, fingerprint, reader
from generator.catalogue.entry import Entry
from generator.catalogue.reader import Changes
from generator.config.settings import Settings
from generator.content import records, topics
from generator.library.related.features import features
from generator.model import urls
from generator.model.record import Record, Seo, Topic
from generator.system import files
from generator.system.codec import StateError
from generator.system.progress import Progress
from generator.system.state import State
from generator.system.workers import held, processes, watchdog

_LARGEST_ID = 10**18 - 1
_ID = re.compile(rb"^[ \t]*id:[ \t]*['\"]?(-?[0-9]{1,18})\b", re.MULTILINE)


@dataclass(slots=True)
class Facts:
    """The contents of a content folder; paths are relative to it.

    ``records``, including those with errors, have no answer, body, ``seo`` and related entries. ``features`` describe
    what each record is about without its answer. ``authored`` maps an authored page to its file in the site; ``broken``
    files cannot be read. ``mentioned`` are the ids in related entries and other references, and in broken files.
    """

    records: list[Record] = field(default_factory=list)
    features: dict[str, bytes] = field(default_factory=dict)
    topics: list[Topic] = field(default_factory=list)
    authored: dict[str, str] = field(default_factory=dict)
    static: Sequence[str] = ()
    broken: list[str] = field(default_factory=list)
    mentioned: set[int] = field(default_factory=set)

    def next_id(self) -> int:
        """The next free id: the highest one plus one, or more if other records refer to that id."""
        used = {record.id for record in self.records}
        highest = max(used | {0})
        start = highest + 1 if highest < _LARGEST_ID else 1
        taken = used | self.mentioned
        return next(number for number in range(start, start + len(taken) + 1) if number not in taken)

    def add(self, part: Facts) -> None:
        """Add the facts of other files."""
        self.records += part.records
        self.features |= part.features
        self.topics += part.topics
        self.authored |= part.authored
        self.broken += part.broken
        self.mentioned |= part.mentioned

    def add_record(self, record: Record) -> None:
        """Add one record."""
        self.features[record.path] = features(record, "", ())
        self.mentioned.update(mentions(record))
        self.records.append(replace(record, answer="", body="", seo=Seo(), related=()))


def mentions(record: Record) -> Iterator[int]:
    """The ids that a record refers to, and those whose permanent links are its aliases."""
    yield from (entry.id for entry in record.related if entry.id)
    if record.same_as:
        yield record.same_as
    yield from (number for alias in record.aliases if (number := urls.permalink_id(alias)))


def read(settings: Settings, content: files.Content, progress: Progress = lambda done: None) -> Facts:
    """The facts of a content folder. Files that have not changed since the last build or check are not read again."""
    changes, entries = _saved(settings, content)
    suspects = sorted(path for paths in changes.suspects.values() for path in paths if not files.is_drawing(path))
    whole = _known(entries, set(suspects), settings)
    progress(len(content.markdown) - len(suspects))
    shards = dict(enumerate(processes.shards(suspects)))
    look, pool = partial(_look, settings), partial(processes.executor, 0, len(suspects))
    for number, part in watchdog.each_shard(pool, look, shards, str, settings.limits):
        whole.add(part)
        progress(len(shards[number]))
    whole.static = list(content.static)
    whole.broken += [path for path, _ in (*content.unreadable, *content.obstacles)]
    whole.records.sort(key=lambda record: record.path)
    whole.topics.sort(key=lambda topic: topic.path)
    whole.broken.sort()
    return whole


def _saved(settings: Settings, content: files.Content) -> tuple[Changes, Sequence[Entry]]:
    """The changes since the last build or check, whichever is nearer to the files, and all entries in its state."""
    code = fingerprint.of_code()
    best: tuple[Changes, Sequence[Entry]] = reader.compare(content, {}), ()
    for state in (State.load(settings.state_dir, code), checker.saved_state(settings.state_dir, code)):
        try:
            changes = reader.compare(content, state.sources())
            if changes.suspect_count < best[0].suspect_count:
                best = changes, reader.entries(changes, state)
        except StateError:
            continue
        finally:
            state.close()
    return best


def _known(entries: Iterable[Entry], suspects: set[str], settings: Settings) -> Facts:
    """The facts of unchanged files, from their entries; broken files are few, and are read again."""
    found, broken = Facts(), []
    for entry in entries:
        if entry.path in suspects or entry.is_drawing:
            continue
        if entry.record is not None:
            found.add_record(entry.record)
        elif entry.topic is not None:
            found.topics.append(entry.topic)
        elif entry.is_authored:
            found.authored[entry.path] = files.authored_file(entry.path, settings.directory_urls)
        else:
            broken.append(entry.path)
    found.add(_look(settings, 0, broken, {}))
    return found


def _look(settings: Settings, number: int, paths: Sequence[str], lost: Mapping[str, str]) -> Facts:
    facts = Facts()
    for path in paths:
        held.hold(path)
        found = parse(settings.content, path) if path not in lost else ParsedFile(is_broken=True)
        if found.topic is not None:
            facts.topics.append(found.topic)
        elif found.record is not None:
            facts.add_record(found.record)
        elif found.is_broken:
            facts.broken.append(path)
            facts.mentioned.update(int(number) for number in _ID.findall(found.data))
        else:
            facts.authored[path] = files.authored_file(path, settings.directory_urls)
    return facts


class ParsedFile(NamedTuple):
    """A content file without its answer rendered: a record, a topic, an authored page, or broken; and its bytes."""

    data: bytes = b""
    record: Record | None = None
    topic: Topic | None = None
    is_topic: bool = False
    is_broken: bool = False


def parse(folder: Path, path: str) -> ParsedFile:
    """Read one content file; a file that cannot be read is broken."""
    try:
        data = files.read(folder, path)
    except OSError:
        return ParsedFile(is_broken=True)
    if topics.is_topic(data):
        topic = topics.read(path, data)[0]
        return ParsedFile(data, topic=topic, is_topic=True, is_broken=topic is None)
    record, findings = records.read(path, data)
    return ParsedFile(data, record, is_broken=record is None and bool(findings))
