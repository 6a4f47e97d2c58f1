"""Decompression with a limit."""

from __future__ import annotations

import gzip

import pytest

from generator.system import gzipped


def packed(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


def test_members_and_zeros_after_them_are_read() -> None:
    assert gzipped.plain(packed(b"one ") + packed(b"two") + b"\0\0", 7) == b"one two"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"x" * 20, "damaged"),
        (packed(b"one")[:-1], "incomplete"),
        (packed(b"one") + b"x", "incomplete"),
        (packed(b"12345678"), "more than 7 bytes"),
        (packed(b"1234") * 2, "more than 7 bytes"),
        (packed(b"\0" * 50_000_000), "more than 7 bytes"),
    ],
)
def test_other_files_are_refused(data: bytes, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        gzipped.plain(data, 7)
