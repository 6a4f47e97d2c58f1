"""The search index after few changes: only the files of the terms and results concerned are written anew.

A term's list is taken from the state, a record's impacts are put in or taken out. The files are those that ``indexer``
would make of the whole.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import orjson

from generator.build import index
from generator.build.index import SEARCH_KIND, Index
from generator.build.tasks import Workshop
from generator.catalogue.reader import Changes
from generator.config.settings import Settings
from generator.search import shards
from generator.search.documents import Document
from generator.search.files import Shown, Sizes, bucket_files, shown_files
from generator.system import files
from generator.system.spool import Spool, unpack
from generator.system.state import Made, State

_FEW = 100
"""Changed records up to which the index is changed, not made anew."""


@dataclass(frozen=True, slots=True)
class Change:
    """The impacts of one record before and after; ``shown`` is ``None`` when it is not in the index any more."""

    id: int
    before: dict[str, int]
    after: dict[str, int]
    shown: Shown | None


def changed(shop: Workshop, state: State, shard_of: Callable[[str], int], site: Path) -> Index | None:
    """The index after few changes; ``None`` when there are many, or when what it was made from is not known."""
    indexed = state.get("indexed")
    all_pages, sizes = shop.pages, index.sizes_of(shop.pages)
    if indexed is None or indexed[0] != sizes:
        return None
    before, now = indexed[1], index.prints_of(all_pages)
    ids = sorted(number for number in before.keys() | now.keys() if before.get(number) != now.get(number))
    if len(ids) > _FEW:
        return None
    changes = []
    for number in ids:
        change = Change(number, {}, {}, None)
        if number in before:
            path, terms = before[number][0], before[number][3]
            old: Document | None = unpack(state.get(f"documents {shard_of(path)}")).get(path)
            if old is None:
                return None
            change = replace(change, before=old.with_topics(terms))
        if number in now:
            path = now[number][0]
            found = index.item(all_pages, path)
            assert found is not None
            new = index.documents(shop, shard_of(path), [path])[path]
            change = replace(change, after=new.with_topics(found.terms), shown=index.shown_of(found, new))
        changes.append(change)
    made, buckets, first, values = changed_files(changes, sizes, state.get, lambda path: files.read(site, path))
    rows = {path: row for path, row in shop.old.items() if row.kind == SEARCH_KIND and not _is_of(path, buckets)}
    for path, data in made.items():
        rows.pop(path, None)
        if data:
            rows[path] = index.put(shop.stage, shop.old, path, data)
    rows = {path: row for path, row in rows.items() if not path.startswith("search/s/")}
    rows.update(index.frame(all_pages, shop.stage, shop.old, first))
    return Index(rows, {**values, "indexed": (sizes, now)})


def _is_of(path: str, buckets: Collection[str]) -> bool:
    return path.startswith("search/t/") and path[9:].rpartition("-")[0] in buckets


def changed_files(
    changes: Sequence[Change], sizes: Sizes, kept: Callable[[str], bytes | None], site: Callable[[str], bytes]
) -> tuple[dict[str, bytes], set[str], list[str], dict[str, object]]:
    """New files by path, the buckets whose other files are gone, the first terms of all term files, the state's values.

    ``kept`` gives a value of the state, ``site`` a file of the site as it stands.
    """
    terms: dict[str, dict[str, dict[int, int]]] = defaultdict(lambda: defaultdict(dict))
    for change in changes:
        for term in change.before.keys() | change.after.keys():
            if change.before.get(term) != change.after.get(term):
                terms[shards.bucket(term)][term][change.id] = change.after.get(term, 0)
    made: dict[str, bytes] = {}
    values: dict[str, object] = {}
    manifest = shards.decode_manifest(shards.unpacked(site("search/manifest.bin")))
    first = [term for term in manifest.first if shards.bucket(term) not in terms]
    for name, edits in terms.items():
        postings = index.unpacked(kept(f"postings {name}"))
        for term, impacts in edits.items():
            merged = {**postings.get(term, {}), **impacts}
            postings[term] = {number: impact for number, impact in merged.items() if impact}
            if not postings[term]:
                del postings[term]
        for term, (path, data) in bucket_files(name, postings, sizes):
            first.append(term)
            made[path] = data
        values[f"postings {name}"] = index.packed(postings)
    made.update(_changed_results(changes, sizes, site))
    return made, set(terms), first, values


def _changed_results(
    changes: Sequence[Change], sizes: Sizes, site: Callable[[str], bytes]
) -> Iterator[tuple[str, bytes]]:
    groups: dict[int, list[Change]] = defaultdict(list)
    for change in changes:
        groups[shards.doc_bucket(change.id, sizes.bits)].append(change)
    for number, group in groups.items():
        shown = _results(site, number)
        for change in group:
            shown.pop(change.id, None)
            if change.shown is not None:
                shown[change.id] = change.shown
        files_of = dict(shown_files(shown.values(), sizes))
        yield f"search/d/{number}.bin", files_of.get(f"search/d/{number}.bin", b"")


def _results(site: Callable[[str], bytes], number: int) -> dict[int, Shown]:
    """A file of results as it stands, urls filled in."""
    try:
        there = orjson.loads(shards.unpacked(site(f"search/d/{number}.bin")))
    except FileNotFoundError:
        return {}
    found = {}
    for key, (title, subject, excerpt, url) in there.items():
        found[int(key)] = Shown(int(key), title, subject, excerpt, url or shards.usual_url(subject, title))
    return found


def edited(
    settings: Settings, changes: Changes, state: State, spool: Spool, stage: Path
) -> tuple[dict[str, tuple[Made | None, Made | None]], dict[str, object]]:
    """The index after edits of answers alone: old and new row of each file that changes, and values for the state."""
    sizes, prints = state.get("indexed")
    site = settings.site_dir

    def read(path: str) -> bytes:
        return files.read(site, path)

    found = []
    for path, entry in changes.changed.items():
        assert entry.record is not None
        number, shard = shards.number_of(entry.record.id), changes.shard(path)
        if number in prints and prints[number][0] == path:
            old = unpack(state.get(f"documents {shard}"))[path]
            new = unpack(spool.get(f"documents {shard}"))[path]
            there = _results(read, shards.doc_bucket(number, sizes.bits))[number]
            _, _, rest, terms = prints[number]
            shown = replace(there, excerpt=new.excerpt)
            found.append(Change(number, old.with_topics(terms), new.with_topics(terms), shown))
            prints[number] = (path, new.source, rest, terms)
    made, buckets, first, values = changed_files(found, sizes, state.get, read)
    manifest = shards.decode_manifest(shards.unpacked(read("search/manifest.bin")))
    made["search/manifest.bin"] = shards.packed(shards.encode_manifest(replace(manifest, first=tuple(sorted(first)))))
    counts = Counter(shards.bucket(term) for term in manifest.first)
    before = [f"search/t/{name}-{number}.bin" for name in sorted(buckets) for number in range(counts[name])]
    old_rows = state.made([*before, *(path for path in made if path not in before)])
    rows: dict[str, tuple[Made | None, Made | None]] = {path: (old_rows[path], None) for path in before}
    for path, data in made.items():
        rows[path] = old_rows.get(path), index.put(stage, old_rows, path, data)
    changed_rows = {path: pair for path, pair in rows.items() if pair[0] != pair[1]}
    return changed_rows, {**values, "indexed": (sizes, prints)}
