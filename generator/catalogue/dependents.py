"""Files that refer to changed files: a pull request can break them without changing them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

from generator.catalogue.entry import Entry
from generator.content import records, topics
from generator.content.people import FILE
from generator.library import links
from generator.model import slugs, urls
from generator.model.answer import Target
from generator.model.record import Record, Topic
from generator.system import files
from generator.system.git import Since


@dataclass(slots=True)
class _Named:
    """All paths, ids, addresses and titles of changed files, now and before."""

    paths: set[str]
    ids: set[int] = field(default_factory=set)
    urls: set[str] = field(default_factory=set)
    slugs: set[str] = field(default_factory=set)
    titles: set[str] = field(default_factory=set)

    def add(self, found: Record | Topic | None) -> None:
        if isinstance(found, Record):
            self.ids |= {found.id} - {0}  # a broken record has 0 or empty values
            self.urls |= {urls.key(url) for url in (found.url, *found.aliases) if url}
            self.slugs |= {slugs.loose_url_key(found.url)} - {""}
            self.titles |= {slugs.loose_title_key(found.title)} - {""}
        elif found is not None:
            self.urls.add(urls.key(found.url))
            self.titles |= {slugs.loose_title_key(name) for name in (found.title, *found.synonyms)}


def dependents(since: Since, entries: Sequence[Entry], directory_urls: bool) -> set[str]:
    """Paths of unchanged files that refer to a changed or removed file.

    They do so by a related entry, a link, ``same_as``, a requirement, a reviewer, an id or an address.
    """
    named = _Named({*since.changed, *since.removed})
    for path in named.paths:
        named.urls.add(urls.key(urls.of_file(files.authored_file(path, directory_urls))))
    for entry in entries:
        if entry.path in since.changed:
            named.add(entry.record or entry.topic)
    for path, data in since.before.items():
        named.add(topics.read(path, data)[0] if topics.is_topic(data) else records.read(path, data)[0])
    people = FILE in named.paths
    return {
        entry.path
        for entry in entries
        if entry.path not in since.changed and (_refers(entry, named) or (people and _is_reviewed(entry)))
    }


def _is_reviewed(entry: Entry) -> bool:
    subject = entry.record or entry.topic
    return subject is not None and bool(subject.ledger.reviewed_by)


def _refers(entry: Entry, named: _Named) -> bool:
    record, topic = entry.record, entry.topic
    targets: Iterable[Target] = entry.rendered.targets if entry.rendered is not None else entry.links
    if any(_is_target(entry.path, target, named) for target in targets):
        return True
    if topic is not None:
        names = {slugs.loose_title_key(name) for name in (topic.title, *topic.synonyms, *topic.requires)}
        return urls.key(topic.url) in named.urls or not names.isdisjoint(named.titles)
    if record is None:
        return False
    claimed = {urls.key(url) for url in (record.url, *record.aliases) if url}
    ids: set[int | None] = {record.id, record.same_as, *(related.id for related in record.related)}
    if not ids.isdisjoint(named.ids) or not claimed.isdisjoint(named.urls):
        return True
    return any(
        (related.url and (urls.key(related.url) in named.urls or slugs.loose_url_key(related.url) in named.slugs))
        or slugs.loose_title_key(related.title) in named.titles
        for related in record.related
    )


def _is_target(source: str, target: Target, named: _Named) -> bool:
    """Whether a link or an image has one of them as its target: by file, by address, or by slug."""
    if links.is_external(target.href):
        return False
    path = unquote(target.href.strip().partition("#")[0].partition("?")[0])
    if not path:
        return False
    if links.content_path(source, path) in named.paths:
        return True
    if path.endswith(".md"):
        return any(posixpath.basename(path) == posixpath.basename(known) for known in named.paths)
    number = urls.permalink_id(path)
    return number in named.ids or urls.key(path) in named.urls or slugs.loose_url_key(path) in named.slugs
