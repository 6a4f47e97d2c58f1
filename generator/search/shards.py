"""The format of the index's files. All are compressed with gzip; numbers are LEB128 varints.

``search/manifest.bin``: JSON, see ``Manifest``.

``search/t/<bucket>-<n>.bin``: the sorted terms that begin with the bucket's one or two letters, split into files of
about ``Manifest.cut`` bytes. After ``QS1`` follows the number of terms, then for each term: the length shared with the
previous term (one byte), the length of the rest (one byte), the rest (ASCII), the number of records that contain the
term, the number of listed ones (the strongest, if there are too many), their ids in ascending order as differences, and
one byte of impact for each.

``search/d/<n>.bin``: JSON, ``{"id": [title, subject, excerpt, url]}`` of the records that ``doc_bucket`` assigns to the
file. An empty URL means the ``usual_url`` of subject and title.

``search/s/<slug>.bin``: after ``QS1``, the number of a subject's records, and their ids in ascending order as
differences.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

VERSION = 1
MAGIC = b"QS1"
LISTED = 1500
"""Most records listed for a term, the strongest ones. Nobody would scroll to the others."""
_NEGATIVE = 2**42
"""First number for records with negative ids. The index has no negative numbers."""
Posting = tuple[int, Mapping[int, int]]
"""The number of records that contain a term, and the impacts of the listed ones by id."""
_NOT_SLUG = re.compile(r"[^a-z0-9 ]")


@dataclass(frozen=True, slots=True)
class Manifest:
    """The manifest of an index.

    ``count`` is the approximate number of records; ``first`` has the first terms of all term files, in order.
    """

    version: int
    count: int
    bits: int
    cut: int
    suffix: str
    stopwords: tuple[str, ...]
    subjects: tuple[tuple[str, str], ...]
    first: tuple[str, ...]


def bucket(term: str) -> str:
    """Return the bucket of a term."""
    return term[:2].rstrip()


def doc_bucket(number: int, bits: int) -> int:
    """Return the number of the file with a record's result, distributed evenly (Knuth's multiplicative hash)."""
    return ((number * 2654435761) & 0xFFFFFFFF) >> (32 - bits) if bits else 0


def number_of(record_id: int) -> int:
    """Return the number of a record in the index, which is never negative."""
    return record_id if record_id > 0 else _NEGATIVE - record_id


def id_of(number: int) -> int:
    """Return the record id of a number in the index; the inverse of ``number_of``."""
    return number if number < _NEGATIVE else _NEGATIVE - number


def usual_url(subject: str, title: str) -> str:
    """Return the URL that most records have."""
    return f"/learn/{_slug(subject)}/questions/{_slug(title)}"


def _slug(text: str) -> str:
    return _NOT_SLUG.sub("", text.lower()).strip().replace(" ", "-")


def packed(data: bytes) -> bytes:
    """Compress with gzip without a timestamp, so that equal data gives equal bytes."""
    return gzip.compress(data, 6, mtime=0)


def varint(number: int) -> bytes:
    """Encode a number in as few bytes as possible, with seven bits in each, the lowest first."""
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)
    return bytes(out)


def _differences(ids: Sequence[int]) -> bytes:
    return b"".join(varint(a - b) for a, b in zip(ids, [0, *ids], strict=False))


def encode_terms(terms: Iterable[tuple[str, Posting]], cut: int) -> list[tuple[str, bytes]]:
    """Encode the sorted terms of a bucket as files: the first term of each, and its uncompressed bytes."""
    files: list[tuple[str, bytes]] = []
    first, before, count, body = "", "", 0, bytearray()
    for term, (df, listed) in terms:
        ids = sorted(listed)
        tail = varint(df) + varint(len(ids)) + _differences(ids) + bytes(listed[number] for number in ids)
        if body and len(body) + len(tail) + len(term) > cut:
            files.append((first, MAGIC + varint(count) + bytes(body)))
            first, before, count, body = "", "", 0, bytearray()
        shared = _shared(before, term)
        rest = term[shared:].encode("ascii")
        body += bytes((shared, len(rest))) + rest + tail
        first, before, count = first or term, term, count + 1
    return [*files, (first, MAGIC + varint(count) + bytes(body))] if body else files


def _shared(before: str, term: str) -> int:
    """Count the leading characters that two terms have in common."""
    pairs = enumerate(zip(before, term, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(before), len(term)))


def encode_ids(ids: Iterable[int]) -> bytes:
    """Encode the ids of a subject's records."""
    ordered = sorted(ids)
    return MAGIC + varint(len(ordered)) + _differences(ordered)


def encode_json(value: object) -> bytes:
    """Encode a value as JSON without spaces, with keys in their given order."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def encode_manifest(manifest: Manifest) -> bytes:
    """Encode the manifest as JSON, with the first terms in one string, one on each line."""
    return encode_json({**asdict(manifest), "first": "\n".join(manifest.first)})
