"""Values as plain data on disk: MessagePack, read with a declared type.

Reading makes only values of that type, and never runs code: the state comes back from caches and copied folders, which
anybody may have written.
"""

from __future__ import annotations

import zlib
from collections.abc import Hashable
from functools import cache
from typing import Any, TypeVar, cast

import msgspec

T = TypeVar("T")
LARGEST = 256_000_000
"""The most bytes of a value, also after decompression: many times the values of the largest shard."""


class StateError(Exception):
    """Data on disk that is damaged, or that this program did not write. The build must start without it."""


encode = msgspec.msgpack.Encoder().encode


@cache
def _decoder(kind: Hashable) -> msgspec.msgpack.Decoder[Any]:
    return msgspec.msgpack.Decoder(kind)


def decode(data: bytes, kind: type[T]) -> T:
    """Return the value in ``data``. Raises ``StateError`` if it is not of type ``kind``."""
    try:
        value: T = _decoder(cast(Hashable, kind)).decode(data)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise StateError(str(error)) from None
    return value


def from_json(data: bytes, kind: type[T]) -> T:
    """Return the value in a JSON text. Raises ``StateError`` if it is not of type ``kind``."""
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise StateError(str(error)) from None


def convert(value: object, kind: type[T]) -> T:
    """Return a value of built-in types as ``kind``. Raises ``StateError`` if it is not of that type."""
    try:
        return msgspec.convert(value, kind, builtin_types=(bytes,))  # bytes are not written as Base64
    except (msgspec.MsgspecError, ValueError) as error:
        raise StateError(str(error)) from None


def pack(value: object) -> bytes:
    """Encode and compress a large value."""
    return zlib.compress(encode(value), 1)


def unpack(data: bytes, kind: type[T]) -> T:
    """Reverse ``pack``. Raises ``StateError``."""
    return decode(decompress(data), kind)


def decompress(data: bytes) -> bytes:
    """Decompress at most ``LARGEST`` bytes. Raises ``StateError``."""
    stream = zlib.decompressobj()
    try:
        found = stream.decompress(data, LARGEST)
    except zlib.error as error:
        raise StateError(str(error)) from None
    if not stream.eof:
        raise StateError("compressed data is cut off or too large")
    return found
