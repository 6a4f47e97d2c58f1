"""The search index of a site, made as a whole in parallel.

The terms of each shard of records are split by parts of the index (``gather``), then each part is put together
(``assemble``). ``index_edits`` makes the same files if only a few records have changed.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import closing, suppress
from typing import NamedTuple

import orjson

from generator.build.stage import Stage
from generator.build.tasks import Context
from generator.catalogue import reader
from generator.pages.site import SitePages
from generator.search import postings, shards
from generator.search.documents import Document, topic_terms
from generator.search.files import Shown, Sizes, bucket_files, manifest_file, shown_files, subject_files
from generator.system import files
from generator.system.codec import StateError
from generator.system.state import Made, State
from generator.system.workers import processes

SEARCH_KIND = "search"
PARTS = 32
"""The number of parts of the index; each is put together by one process."""
TOPICS = 2**41
"""The lowest number of a topic in the index."""


class IndexedItem(NamedTuple):
    """What an entry of the index was made from: path, digest of the file, digest of the rest, terms of its topics."""

    path: str
    source: str
    rest: bytes
    terms: tuple[str, ...]


class IndexPart(NamedTuple):
    """What belongs to one part of the index: the impacts by term and number, and the results."""

    terms: dict[str, dict[int, int]]
    shown: list[Shown]


class SearchItem(NamedTuple):
    """A record or a topic that readers can find.

    ``id`` is its number in the index, ``subject`` the name of the first of its subjects, ``slugs`` are those of all;
    ``terms`` are those of a record's topics.
    """

    id: int
    path: str
    title: str
    subject: str
    slugs: tuple[str, ...]
    url: str
    terms: tuple[str, ...] = ()


def item(all_pages: SitePages, path: str) -> SearchItem | None:
    """What readers can find of a file; ``None`` if nothing. The numbers of topics are above those of records."""
    library, topics = all_pages.content.library, all_pages.content.topics.by_path
    topic = topics.get(path)
    if topic is not None:
        subject = library.subject_named(topic.subject)
        name = subject.name if subject else topic.subject
        number, of = TOPICS + zlib.crc32(topic.url.encode()), (subject.slug,) if subject else ()
        return SearchItem(number, path, topic.title, name, of, topic.url)
    record = library.by_path.get(path)
    if record is None or not library.is_listed(record):
        return None
    subjects = library.subjects_of(record)
    about = [topics[topic] for topic in all_pages.context.relations.about.get(path, ())]
    terms = topic_terms(tuple(name for topic in about for name in (topic.title, *topic.synonyms)))
    slugs = tuple(subject.slug for subject in subjects)
    return SearchItem(shards.number_of(record.id), path, record.title, subjects[0].name, slugs, record.url, terms)


def items(all_pages: SitePages) -> Iterator[SearchItem]:
    """All records and topics that readers can find."""
    paths = (*(r.path for r in all_pages.content.library.listed), *(t.path for t in all_pages.content.topics.all))
    return (found for path in paths if (found := item(all_pages, path)) is not None)


def sizes_of(all_pages: SitePages) -> Sizes:
    """The sizes of the index for the records that are listed."""
    return Sizes.of(len(all_pages.content.library.listed))


def shown_of(found: SearchItem, document: Document) -> Shown:
    """The search result of an item."""
    return Shown(found.id, found.title, found.subject, document.excerpt, found.url)


def indexed(all_pages: SitePages) -> dict[int, IndexedItem]:
    """What each entry of the index is made from, by number."""
    made = {}
    for found in items(all_pages):
        rest = orjson.dumps([found.subject, found.slugs, found.url])
        source = all_pages.content.rendered[found.path].source
        made[found.id] = IndexedItem(found.path, source, files.digest(rest), found.terms)
    return made


def documents(context: Context, shard: int, paths: Iterable[str]) -> dict[str, Document]:
    """The documents of a shard: as this build has read them, or else from the state, or else from the files."""
    found: dict[str, Document] = {}
    if context.state is not None:
        state = State(context.state)
        with closing(state), suppress(StateError, sqlite3.Error):
            state.connect()
            found.update(state.unpacked(f"documents {shard}", reader.Documents) or {})
    found.update(context.spool.unpacked(f"documents {shard}", reader.Documents) or {})
    folder = context.pages.content.settings.content
    sources = {path: context.pages.content.rendered[path].source for path in paths}
    current = {path: found[path] for path in sources if path in found and found[path].source == sources[path]}
    return {path: current.get(path) or reader.document(folder, path) for path in sources}


def gather(shard: int, paths: Sequence[str]) -> None:
    """Split a shard's terms and results by parts of the index; they go into the spool."""
    context: Context = processes.shared()
    all_pages, sizes = context.pages, sizes_of(context.pages)
    listed = {path: found for path in paths if (found := item(all_pages, path)) is not None}
    terms: list[dict[str, dict[int, int]]] = [{} for _ in range(PARTS)]
    shown: list[list[Shown]] = [[] for _ in range(PARTS)]
    places: dict[str, dict[str, dict[int, int]]] = {}
    for path, document in documents(context, shard, listed).items():
        found = listed[path]
        for term, impact in document.with_topics(found.terms).items():
            start = term[:2]
            place = places.get(start)
            if place is None:
                place = places[start] = terms[_part(shards.bucket(term))]
            place.setdefault(term, {})[found.id] = impact
        shown[shards.doc_bucket(found.id, sizes.bits) % PARTS].append(shown_of(found, document))
    for part in range(PARTS):
        context.spool.put(f"part {part} {shard}", (terms[part], shown[part]))


def _part(bucket: str) -> int:
    return zlib.crc32(bucket.encode()) % PARTS


def assemble(part: int, gathered: Sequence[int]) -> tuple[list[tuple[str, Made]], list[str]]:
    """Put one part of the index together: the rows of its files, and the first terms of its term files."""
    context: Context = processes.shared()
    sizes = sizes_of(context.pages)
    buckets: dict[str, dict[str, dict[int, int]]] = defaultdict(dict)
    everything: list[Shown] = []
    for shard in gathered:
        terms, shown = context.spool.get(f"part {part} {shard}", IndexPart) or IndexPart({}, [])
        everything += shown
        for term, impacts in terms.items():
            buckets[shards.bucket(term)].setdefault(term, {}).update(impacts)
    made, first = _files(buckets, everything, sizes)
    context.spool.put(f"kept {part}", {name: postings.packed(bucket) for name, bucket in buckets.items()})
    return [(path, context.stage.put_bytes(SEARCH_KIND, path, data)) for path, data in made.items()], first


def _files(
    buckets: Mapping[str, Mapping[str, Mapping[int, int]]], shown: Iterable[Shown], sizes: Sizes
) -> tuple[dict[str, bytes], list[str]]:
    """The files of terms and results by path, and the first terms of the term files."""
    made = dict(shown_files(shown, sizes))
    first = []
    for name in sorted(buckets):
        for term, (path, data) in bucket_files(name, buckets[name], sizes):
            first.append(term)
            made[path] = data
    return made, first


class Indexed(NamedTuple):
    """What the index was made from, for the state."""

    sizes: Sizes
    items: dict[int, IndexedItem]


class IndexFiles(NamedTuple):
    """The rows of all files of the index, and values for the state (``None`` removes one)."""

    rows: dict[str, Made]
    values: dict[str, object]


def whole_index(
    context: Context, pool: Executor, members: Mapping[int, Sequence[str]], kept: Iterable[str]
) -> IndexFiles:
    """Make the whole index on a pool whose shared value is ``context``.

    ``members`` are the paths of records by shard, ``kept`` the names of postings in the state, which are removed.
    """
    numbers = sorted(members)
    list(pool.map(gather, numbers, [members[number] for number in numbers]))
    rows: dict[str, Made] = {}
    first: list[str] = []
    for made, terms in pool.map(assemble, range(PARTS), [numbers] * PARTS):
        rows.update(made)
        first += terms
    rows.update(frame(context.pages, context.stage, first))
    values: dict[str, object] = dict.fromkeys(kept)
    for part in range(PARTS):
        values.update(
            {
                f"postings {name}": kept
                for name, kept in (context.spool.get(f"kept {part}", dict[str, bytes]) or {}).items()
            }
        )
    values["indexed"] = sizes_of(context.pages), indexed(context.pages)
    return IndexFiles(rows, values)


def in_memory(all_pages: SitePages, found: Iterable[tuple[SearchItem, Document]]) -> dict[str, bytes]:
    """All files of the index by path, made in this process."""
    buckets: dict[str, dict[str, dict[int, int]]] = defaultdict(lambda: defaultdict(dict))
    shown = []
    for one, document in found:
        shown.append(shown_of(one, document))
        for term, impact in document.with_topics(one.terms).items():
            buckets[shards.bucket(term)][term][one.id] = impact
    made, first = _files(buckets, shown, sizes_of(all_pages))
    return made | dict(_frame_files(all_pages, first))


def frame(all_pages: SitePages, stage: Stage, first: Iterable[str]) -> Iterator[tuple[str, Made]]:
    """The files that every run makes again: subjects and manifest."""
    for path, data in _frame_files(all_pages, first):
        yield path, stage.put_bytes(SEARCH_KIND, path, data)


def _frame_files(all_pages: SitePages, first: Iterable[str]) -> list[tuple[str, bytes]]:
    members: dict[str, list[int]] = {slug: [] for slug in all_pages.listings.by_subject}
    for found in items(all_pages):
        for slug in found.slugs:
            members.setdefault(slug, []).append(found.id)
    subjects = [(subject.name, subject.slug) for subject in all_pages.listings.subjects]
    directory_urls = all_pages.content.settings.directory_urls
    return [*subject_files(members), manifest_file(sizes_of(all_pages), first, subjects, directory_urls)]
