"""Write documents into the files of the index. The files do not depend on the order of the documents."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from generator.search import shards, tokens
from generator.search.shards import Manifest, Posting

File = tuple[str, bytes]
"""A path below the site, and the content."""
Postings = Mapping[str, Mapping[int, int]]
"""Impacts by term and record."""
_CUT, _CUT_OF_MANY, _MANY = 8_000, 14_000, 40_000
_DOCUMENTS_A_FILE, _MOST_BITS = 20, 11


@dataclass(frozen=True, slots=True)
class Shown:
    """What a result shows of a record. ``url`` lacks the ``suffix`` of the manifest."""

    id: int
    title: str
    subject: str
    excerpt: str
    url: str


@dataclass(frozen=True, slots=True)
class Sizes:
    """Parameters that depend on the approximate number of records, so that they change rarely."""

    count: int
    bits: int
    cut: int

    @classmethod
    def of(cls, records: int) -> Sizes:
        """Return the parameters for a number of records, rounded down to two digits."""
        digits = 10 ** max(0, len(str(records)) - 2)
        count = records // digits * digits
        bits = min(_MOST_BITS, max(0, math.ceil(math.log2(max(1, count) / _DOCUMENTS_A_FILE))))
        return cls(count, bits, _CUT if count <= _MANY else _CUT_OF_MANY)


def bucket_files(name: str, postings: Postings, sizes: Sizes) -> Iterator[tuple[str, File]]:
    """Yield the files of a bucket, each with its first term."""
    terms = ((term, _listed(postings[term])) for term in sorted(postings) if postings[term])
    for number, (first, data) in enumerate(shards.encode_terms(terms, sizes.cut)):
        yield first, (f"search/t/{name}-{number}.bin", shards.packed(data))


def _listed(impacts: Mapping[int, int]) -> Posting:
    if len(impacts) <= shards.LISTED:
        return len(impacts), impacts
    strongest = sorted(impacts, key=lambda number: (-impacts[number], number))[: shards.LISTED]
    return len(impacts), {number: impacts[number] for number in strongest}


def shown_files(shown: Iterable[Shown], sizes: Sizes) -> Iterator[File]:
    """Yield the files with the texts of results."""
    groups: dict[int, dict[str, list[str]]] = defaultdict(dict)
    for item in sorted(shown, key=lambda item: item.id):
        url = "" if item.url == shards.usual_url(item.subject, item.title) else item.url
        groups[shards.doc_bucket(item.id, sizes.bits)][str(item.id)] = [item.title, item.subject, item.excerpt, url]
    for number, group in sorted(groups.items()):
        yield f"search/d/{number}.bin", shards.packed(shards.encode_json(group))


def subject_files(members: Mapping[str, Iterable[int]]) -> Iterator[File]:
    """Yield the files with the records of each subject (by slug)."""
    for slug, ids in sorted(members.items()):
        yield f"search/s/{slug}.bin", shards.packed(shards.encode_ids(ids))


def manifest_file(
    sizes: Sizes, first: Iterable[str], subjects: Iterable[tuple[str, str]], directory_urls: bool
) -> File:
    """Return the manifest; ``first`` has the first terms of all term files."""
    suffix = "/" if directory_urls else ".html"
    stopwords = tuple(sorted(tokens.STOPWORDS))
    manifest = Manifest(
        shards.VERSION, sizes.count, sizes.bits, sizes.cut, suffix, stopwords, tuple(subjects), tuple(sorted(first))
    )
    return "search/manifest.bin", shards.packed(shards.encode_manifest(manifest))
