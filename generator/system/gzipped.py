"""Files compressed with gzip, whose plain size nobody knows before."""

from __future__ import annotations

import zlib

_WITH_HEADER = zlib.MAX_WBITS | 16


def plain(data: bytes, most: int) -> bytes:
    """Decompress a file. Raises ``ValueError`` if it is damaged, incomplete or longer than ``most`` bytes."""
    parts: list[bytes] = []
    left = most
    while data:  # a file may have several members
        member = zlib.decompressobj(_WITH_HEADER)
        try:
            parts.append(member.decompress(data, left + 1))
        except zlib.error as error:
            raise ValueError(f"damaged: {error}") from None
        left -= len(parts[-1])
        if left < 0:
            raise ValueError(f"more than {most:,} bytes without compression")
        if not member.eof:
            raise ValueError("incomplete")
        data = member.unused_data.lstrip(b"\0")  # zeros may follow the last member
    if not parts:
        raise ValueError("empty")
    return b"".join(parts)
