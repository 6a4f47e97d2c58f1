"""The search index after few changes: only the files of the terms and results concerned are written again.

A term's list comes from the state; a record's impacts are added or removed. The files are those that ``index`` would
make of the whole.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from generator.build import index
from generator.build.index import SEARCH_KIND, Indexed, IndexFiles
from generator.build.stage import Stage
from generator.build.tasks import Context
from generator.catalogue.reader import Changes, Documents
from generator.search import decoder, postings, shards
from generator.search.decoder import ShardError
from generator.search.files import Shown, Sizes, bucket_files, shown_files
from generator.search.shards import Manifest
from generator.system import files
from generator.system.codec import StateError
from generator.system.spool import Spool
from generator.system.state import Made, State

_FEW = 100
"""The most changed records for which the index is changed, not made again."""


@dataclass(frozen=True, slots=True)
class PostingChange:
    """The impacts of one record before and after; ``shown`` is ``None`` if it is no longer in the index."""

    id: int
    before: dict[str, int]
    after: dict[str, int]
    shown: Shown | None


def changed(context: Context, state: State, shard_of: Callable[[str], int], site: Path) -> IndexFiles | None:
    """The index after few changes; ``None`` if there are many, or if the state does not have what it was made from."""
    known = state.get("indexed", Indexed)
    all_pages, sizes = context.pages, index.sizes_of(context.pages)
    if known is None or known[0] != sizes:
        return None
    before, now = known[1], index.indexed(all_pages)
    numbers = sorted(number for number in before.keys() | now.keys() if before.get(number) != now.get(number))
    if len(numbers) > _FEW:
        return None
    changes = []
    for number in numbers:
        change = PostingChange(number, {}, {}, None)
        if number in before:
            path, terms = before[number].path, before[number].terms
            old = (state.unpacked(f"documents {shard_of(path)}", Documents) or {}).get(path)
            if old is None:
                return None
            change = replace(change, before=old.with_topics(terms))
        if number in now:
            path = now[number].path
            found = index.item(all_pages, path)
            assert found is not None
            new = index.documents(context, shard_of(path), [path])[path]
            change = replace(change, after=new.with_topics(found.terms), shown=index.shown_of(found, new))
        changes.append(change)
    made, first, values = _changed_files(changes, sizes, state, site, _manifest(site))
    stage = context.stage
    kept = (path for path in stage.old if path not in made and not path.startswith("search/s/"))
    rows = {path: stage.old[path] for path in kept if stage.old[path].kind == SEARCH_KIND}
    rows |= {path: stage.put_bytes(SEARCH_KIND, path, data) for path, data in made.items() if data}
    rows.update(index.frame(all_pages, stage, first))
    return IndexFiles(rows, {**values, "indexed": (sizes, now)})


def edited(
    site: Path, changes: Changes, state: State, spool: Spool, stage: Path
) -> tuple[dict[str, tuple[Made | None, Made | None]], dict[str, object]]:
    """The index after private edits: old and new row of each file that changes, and values for the state."""
    known = state.get("indexed", Indexed)
    if known is None:
        raise StateError(f"{state.path}: no index")
    sizes, indexed = known
    found = []
    for path, entry in changes.changed.items():
        number, shard = shards.number_of(entry.record.id if entry.record else 0), changes.shard(path)
        if number in indexed and indexed[number].path == path:
            terms = indexed[number].terms
            old = (state.unpacked(f"documents {shard}", Documents) or {}).get(path)
            if old is None:
                raise StateError(f"{state.path}: no document of {path}")
            new = (spool.unpacked(f"documents {shard}", Documents) or {})[path]
            shown = replace(_results(site, shards.doc_bucket(number, sizes.bits))[number], excerpt=new.excerpt)
            found.append(PostingChange(number, old.with_topics(terms), new.with_topics(terms), shown))
            indexed[number] = indexed[number]._replace(source=new.source)
    manifest = _manifest(site)
    made, first, values = _changed_files(found, sizes, state, site, manifest)
    made["search/manifest.bin"] = shards.packed(shards.encode_manifest(replace(manifest, first=tuple(sorted(first)))))
    old_rows = state.made(list(made))
    staged = Stage(stage, old_rows)
    rows = {path: staged.put_bytes(SEARCH_KIND, path, data) if data else None for path, data in made.items()}
    pairs = {path: (old_rows.get(path), row) for path, row in rows.items() if old_rows.get(path) != row}
    return pairs, {**values, "indexed": (sizes, indexed)}


def _changed_files(
    changes: Sequence[PostingChange], sizes: Sizes, state: State, site: Path, manifest: Manifest
) -> tuple[dict[str, bytes], list[str], dict[str, object]]:
    """New files by path (empty ones are removed), the first terms of all term files, the state's values."""
    terms: dict[str, dict[str, dict[int, int]]] = defaultdict(lambda: defaultdict(dict))
    for change in changes:
        for term in change.before.keys() | change.after.keys():
            if change.before.get(term) != change.after.get(term):
                terms[shards.bucket(term)][term][change.id] = change.after.get(term, 0)
    first = [term for term in manifest.first if shards.bucket(term) not in terms]
    counts = Counter(map(shards.bucket, manifest.first))
    made = {f"search/t/{name}-{number}.bin": b"" for name in sorted(terms) for number in range(counts[name])}
    values: dict[str, object] = {}
    for name, edits in terms.items():
        bucket = postings.unpacked(state.get(f"postings {name}", bytes))
        for term, impacts in edits.items():
            merged = {**bucket.get(term, {}), **impacts}
            bucket[term] = {number: impact for number, impact in merged.items() if impact}
            if not bucket[term]:
                del bucket[term]
        for term, (path, data) in bucket_files(name, bucket, sizes):
            first.append(term)
            made[path] = data
        values[f"postings {name}"] = postings.packed(bucket)
    made.update(_changed_results(changes, sizes, site))
    return made, first, values


def _changed_results(changes: Sequence[PostingChange], sizes: Sizes, site: Path) -> Iterator[tuple[str, bytes]]:
    groups: dict[int, list[PostingChange]] = defaultdict(list)
    for change in changes:
        groups[shards.doc_bucket(change.id, sizes.bits)].append(change)
    for number, group in groups.items():
        shown = _results(site, number)
        for change in group:
            shown.pop(change.id, None)
            if change.shown is not None:
                shown[change.id] = change.shown
        path = f"search/d/{number}.bin"
        yield path, dict(shown_files(shown.values(), sizes)).get(path, b"")


def _manifest(site: Path) -> Manifest:
    try:
        return decoder.decode_manifest(decoder.unpacked(files.read(site, "search/manifest.bin")))
    except ShardError as error:
        raise StateError(f"{site}: search/manifest.bin: {error}") from None


def _results(site: Path, number: int) -> dict[int, Shown]:
    """The results of one file of the site, with their urls."""
    try:
        there = decoder.decode_results(decoder.unpacked(files.read(site, f"search/d/{number}.bin")))
    except FileNotFoundError:
        return {}
    except ShardError as error:
        raise StateError(f"{site}: search/d/{number}.bin: {error}") from None
    return {
        key: Shown(key, title, subject, excerpt, url or shards.usual_url(subject, title))
        for key, (title, subject, excerpt, url) in there.items()
    }
