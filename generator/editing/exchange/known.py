"""Enter all records of the content folder into the registry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from generator.catalogue.facts import mentions, parse
from generator.config.settings import Settings
from generator.editing.exchange.clashes import Surroundings
from generator.editing.exchange.registry import Holder, Registry, light
from generator.model.record import Record
from generator.system import files
from generator.system.progress import Progress
from generator.system.workers import processes


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
    shards = list(processes.shards(list(found.markdown)))
    with processes.executor(0, len(found.markdown)) as executor:
        for shard, seen in zip(shards, executor.map(_look, [settings.content] * len(shards), shards), strict=True):
            for record, ids in seen.records:
                registry.add(Holder(record))
                registry.mention(ids)
            authored |= {path: files.authored_file(path, settings.directory_urls) for path in seen.authored}
            addresses |= seen.topics
            broken += seen.broken
            progress(len(shard))
    return Surroundings(authored, addresses, frozenset(found.static)), broken


def _look(folder: Path, paths: Sequence[str]) -> _Seen:
    seen = _Seen()
    for path in paths:
        found = parse(folder, path)
        if found.is_topic:
            seen.topics[path] = found.topic.url if found.topic else ""
        elif found.record is not None:
            seen.records.append((light(found.record), list(mentions(found.record))))
        else:
            (seen.broken if found.is_broken else seen.authored).append(path)
    return seen
