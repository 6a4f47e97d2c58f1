"""Read the files of the index. They may be torn, of another build, or made to do harm: sizes and types are checked."""

from __future__ import annotations

import json
import re
from typing import Any

from generator.search.shards import MAGIC, VERSION, Manifest
from generator.system import gzipped

LONGEST = 2**24
"""Most bytes of a file without compression; the largest of a million records has a tenth of it."""
_LARGEST = 2**63
_NAME = re.compile(r"[\w-]+")
"""The slug of a subject, which is part of a file name."""


class ShardError(Exception):
    """A damaged index file, or one in another format."""


def unpacked(data: bytes) -> bytes:
    """Decompress a file. Raises ``ShardError``."""
    try:
        return gzipped.plain(data, LONGEST)
    except ValueError as error:
        raise ShardError(str(error)) from None


def decode_terms(data: bytes) -> dict[str, tuple[int, dict[int, int]]]:
    """Decode the terms of a file. Raises ``ShardError``."""
    if data[:3] != MAGIC:
        raise ShardError("in another format")
    found: dict[str, tuple[int, dict[int, int]]] = {}
    before = ""
    try:
        count, at = _varint(data, len(MAGIC))
        for _ in range(count):
            shared, length = data[at], data[at + 1]
            before = before[:shared] + data[at + 2 : at + 2 + length].decode("ascii")
            df, at = _varint(data, at + 2 + length)
            listed, at = _varint(data, at)
            ids, document = [], 0
            for _ in range(listed):
                difference, at = _varint(data, at)
                document += difference
                ids.append(document)
            found[before] = df, dict(zip(ids, data[at : at + listed], strict=True))
            at += listed
    except (IndexError, ValueError):
        raise ShardError("incomplete") from None
    return found


def decode_ids(data: bytes) -> set[int]:
    """Decode the ids of a subject's records. Raises ``ShardError``."""
    if data[:3] != MAGIC:
        raise ShardError("in another format")
    found, document = set(), 0
    try:
        count, at = _varint(data, len(MAGIC))
        for _ in range(count):
            difference, at = _varint(data, at)
            document += difference
            found.add(document)
    except (IndexError, ValueError):
        raise ShardError("incomplete") from None
    return found


def decode_manifest(data: bytes) -> Manifest:
    """Decode the manifest. Raises ``ShardError``."""
    found = _object(data)
    if found.get("version") != VERSION:
        raise ShardError(f"in another format than {VERSION}")
    try:
        first, stopwords, subjects = found["first"], tuple(found["stopwords"]), found["subjects"]
        manifest = Manifest(
            **{
                **found,
                "first": tuple(first.split("\n")) if first else (),
                "stopwords": stopwords,
                "subjects": tuple((name, slug) for name, slug in subjects),
            }
        )
    except (ValueError, TypeError, KeyError, AttributeError):
        raise ShardError("incomplete") from None
    names = [slug for _, slug in manifest.subjects if isinstance(slug, str) and _NAME.fullmatch(slug)]
    numbers = (manifest.count, manifest.bits, manifest.cut)
    if (
        len(names) < len(manifest.subjects)
        or not all(isinstance(number, int) and 0 <= number < _LARGEST for number in numbers)
        or manifest.bits > 32
        or not all(isinstance(text, str) for text in (manifest.suffix, *stopwords, *(n for n, _ in manifest.subjects)))
    ):
        raise ShardError("incomplete")
    return manifest


def decode_results(data: bytes) -> dict[int, tuple[str, str, str, str]]:
    """Decode a file of results: title, subject, excerpt and url by the number of the record. Raises ``ShardError``."""
    found = {}
    for key, row in _object(data).items():
        if not (isinstance(row, list) and len(row) == 4 and all(isinstance(text, str) for text in row)):
            raise ShardError("incomplete")
        if not (key.isascii() and key.isdigit() and len(key) < 20):
            raise ShardError("incomplete")
        title, subject, excerpt, url = row
        found[int(key)] = title, subject, excerpt, url
    return found


def _object(data: bytes) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        raise ShardError("incomplete") from None
    if not isinstance(found, dict):
        raise ShardError("in another format")
    return found


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """Return the number at an offset, and the offset after it. Raises ``IndexError`` if the data ends, ``ValueError``
    if the number has more than nine bytes."""
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7
        if shift > 56:
            raise ValueError
