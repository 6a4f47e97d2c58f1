"""Enter all records of the content folder into the registry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from generator.catalogue.facts import ParsedFile, mentions, parse
from generator.config.settings import Settings
from generator.editing.exchange.clashes import Surroundings
from generator.editing.exchange.registry import Holder, Registry, light
from generator.model.record import Record
from generator.system import files
from generator.system.progress import Progress
from generator.system.workers import held, processes, watchdog


@dataclass(slots=True)
class _Seen:
    """The files of one shard: records with the ids they mention, authored pages, topics' urls, unreadable files."""

    records: list[tuple[Record, list[int]]] = field(default_factory=list)
    authored: list[str] = field(default_factory=list)
    topics: dict[str, str] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)


def enter(
    settings: Settings, found: files.Content, registry: Registry, progress: Progress
) -> tuple[Surroundings, list[str]]:
    """Enter all records into the registry; return the other content files, and those that cannot be read.

    Nothing is rendered, so this takes less than half the time of ``check``.
    """
    authored: dict[str, str] = {}
    addresses: dict[str, str] = {}
    broken: list[str] = []
    shards = dict(enumerate(processes.shards(list(found.markdown))))
    look, pool = partial(_look, settings.content), partial(processes.executor, 0, len(found.markdown))
    for number, seen in watchdog.each_shard(pool, look, shards, str, settings.limits):
        for record, ids in seen.records:
            registry.add(Holder(record))
            registry.mention(ids)
        authored |= {path: files.authored_file(path, settings.directory_urls) for path in seen.authored}
        addresses |= seen.topics
        broken += seen.broken
        progress(len(shards[number]))
    return Surroundings(authored, addresses, frozenset(found.static)), broken


def _look(folder: Path, number: int, paths: Sequence[str], lost: Mapping[str, str]) -> _Seen:
    seen = _Seen()
    for path in paths:
        held.hold(path)
        found = parse(folder, path) if path not in lost else ParsedFile(is_broken=True)
        if found.is_topic:
            seen.topics[path] = found.topic.url if found.topic else ""
        elif found.record is not None:
            seen.records.append((light(found.record), list(mentions(found.record))))
        else:
            (seen.broken if found.is_broken else seen.authored).append(path)
    return seen
