"""The postings of a bucket of terms as the state keeps them: impacts by term and number."""

from __future__ import annotations

from array import array
from collections.abc import Mapping

from generator.system import codec
from generator.system.codec import StateError


def packed(postings: Mapping[str, Mapping[int, int]]) -> bytes:
    """A bucket's postings as the state keeps them."""
    kept = {}
    for term, impacts in postings.items():
        ids = sorted(impacts)
        kept[term] = array("Q", ids).tobytes(), bytes(impacts[number] for number in ids)
    return codec.pack(kept)


def unpacked(data: bytes | None) -> dict[str, dict[int, int]]:
    """Reverse ``packed``. Raises ``StateError``."""
    kept = codec.unpack(data, dict[str, tuple[bytes, bytes]]) if data else {}
    try:
        return {term: dict(zip(array("Q", ids), impacts, strict=True)) for term, (ids, impacts) in kept.items()}
    except ValueError as error:
        raise StateError(str(error)) from None
