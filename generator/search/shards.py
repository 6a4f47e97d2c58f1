"""The index's files, byte by byte. All are gzip inside, whatever the host does; numbers are LEB128 varints.

``search/manifest.bin``: JSON, see ``Manifest``.

``search/t/<bucket>-<n>.bin``: terms that begin with the bucket's one or two letters, sorted, cut into files of about
``Manifest.cut`` bytes. After ``QS1``: the number of terms; then for each the length shared with the term before (one
byte), the length of the rest (one byte), the rest (ASCII), in how many records it stands, how many of those are listed
(the strongest, where they are too many), their ids in rising order as differences, and one byte of impact for each.

``search/d/<n>.bin``: JSON, ``{"id": [title, subject, excerpt, url]}`` of the records that ``doc_bucket`` puts there;
an empty url means the one that ``usual_url`` makes of subject and title.

``search/s/<slug>.bin``: the ids of a subject's records, their number first.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

VERSION = 1
MAGIC = b"QS1"
LISTED = 1500
"""A term lists so many records at most, the strongest: those behind them would not be seen."""
_NEGATIVE = 2**42
"""Where the numbers of records with negative ids begin: the index holds no negative number."""
Posting = tuple[int, Mapping[int, int]]
"""In how many records a term stands, and the impact by id of those that are listed."""
_NOT_SLUG = re.compile(r"[^a-z0-9 ]")


class ShardError(Exception):
    """A file of the index that is torn, or of another format."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """``count`` is the number of records, roughly; ``first`` are the first terms of all term files, in order."""

    version: int
    count: int
    bits: int
    cut: int
    suffix: str
    stopwords: tuple[str, ...]
    subjects: tuple[tuple[str, str], ...]
    first: tuple[str, ...]


def bucket(term: str) -> str:
    """The part of the index where a term stands."""
    return term[:2].rstrip()


def doc_bucket(number: int, bits: int) -> int:
    """The file of results in which a record stands, spread evenly (Knuth's multiplicative hash)."""
    return ((number * 2654435761) & 0xFFFFFFFF) >> (32 - bits) if bits else 0


def number_of(record_id: int) -> int:
    """The number by which the index knows a record."""
    return record_id if record_id > 0 else _NEGATIVE - record_id


def id_of(number: int) -> int:
    """The way back from ``number_of``."""
    return number if number < _NEGATIVE else _NEGATIVE - number


def usual_url(subject: str, title: str) -> str:
    """The url that most records have."""
    return f"/learn/{_slug(subject)}/questions/{_slug(title)}"


def _slug(text: str) -> str:
    return _NOT_SLUG.sub("", text.lower()).strip().replace(" ", "-")


def packed(data: bytes) -> bytes:
    """Gzip without a time in it: equal data, equal bytes."""
    return gzip.compress(data, 6, mtime=0)


def unpacked(data: bytes) -> bytes:
    """The way back; raises ``ShardError``."""
    try:
        return gzip.decompress(data)
    except (OSError, EOFError) as error:
        raise ShardError(f"torn: {error}") from None


def varint(number: int) -> bytes:
    """A number in as few bytes as it needs, seven bits each, the lowest first."""
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)
    return bytes(out)


def encode_terms(terms: Iterable[tuple[str, Posting]], cut: int) -> list[tuple[str, bytes]]:
    """Sorted terms of one bucket as files: the first term of each, and its bytes (not packed)."""
    files: list[tuple[str, bytes]] = []
    first, before, count, body = "", "", 0, bytearray()
    for term, (df, listed) in terms:
        ids = sorted(listed)
        numbers = b"".join(varint(a - b) for a, b in zip(ids, [0, *ids], strict=False))
        tail = varint(df) + varint(len(ids)) + numbers + bytes(listed[number] for number in ids)
        if body and len(body) + len(tail) + len(term) > cut:
            files.append((first, MAGIC + varint(count) + bytes(body)))
            first, before, count, body = "", "", 0, bytearray()
        shared = _shared(before, term)
        rest = term[shared:].encode("ascii")
        body += bytes((shared, len(rest))) + rest + tail
        first, before, count = first or term, term, count + 1
    return [*files, (first, MAGIC + varint(count) + bytes(body))] if body else files


def _shared(before: str, term: str) -> int:
    length = 0
    for a, b in zip(before, term, strict=False):
        if a != b:
            break
        length += 1
    return length


def decode_terms(data: bytes) -> dict[str, tuple[int, dict[int, int]]]:
    """The terms of a file; raises ``ShardError``."""
    if data[:3] != MAGIC:
        raise ShardError("of another format")
    at = 3

    def number() -> int:
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 127) << shift
            if byte < 128:
                return value
            shift += 7

    found: dict[str, tuple[int, dict[int, int]]] = {}
    before = ""
    try:
        for _ in range(number()):
            shared, length = data[at], data[at + 1]
            before = before[:shared] + data[at + 2 : at + 2 + length].decode("ascii")
            at += 2 + length
            df, listed, document = number(), number(), 0
            ids = []
            for _ in range(listed):
                document += number()
                ids.append(document)
            found[before] = df, dict(zip(ids, data[at : at + listed], strict=True))
            at += listed
    except (IndexError, ValueError):
        raise ShardError("cut off") from None
    return found


def encode_ids(ids: Iterable[int]) -> bytes:
    """A subject's records."""
    ordered = sorted(ids)
    differences = b"".join(varint(a - b) for a, b in zip(ordered, [0, *ordered], strict=False))
    return MAGIC + varint(len(ordered)) + differences


def decode_ids(data: bytes) -> set[int]:
    """The way back; raises ``ShardError``."""
    if data[:3] != MAGIC:
        raise ShardError("of another format")
    values, value, shift = [], 0, 0
    for byte in data[3:]:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            values.append(value)
            value = shift = 0
    found, document = set(), 0
    for difference in values[1:]:
        document += difference
        found.add(document)
    if not values or len(found) != values[0]:
        raise ShardError("cut off")
    return found


def encode_json(value: object) -> bytes:
    """JSON without spaces, keys as they come."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def encode_manifest(manifest: Manifest) -> bytes:
    """The manifest's JSON; first terms are one string with line breaks."""
    return encode_json({**asdict(manifest), "first": "\n".join(manifest.first)})


def decode_manifest(data: bytes) -> Manifest:
    """The way back; raises ``ShardError``."""
    try:
        found: dict[str, Any] = json.loads(data)
        if found.get("version") != VERSION:
            raise ShardError(f"of format {found.get('version')}, not {VERSION}")
        found["first"] = tuple(found["first"].split("\n")) if found["first"] else ()
        found["stopwords"] = tuple(found["stopwords"])
        found["subjects"] = tuple((name, slug) for name, slug in found["subjects"])
        return Manifest(**found)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ShardError(f"unreadable: {error}") from None
