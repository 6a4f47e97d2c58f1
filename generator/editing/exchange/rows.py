"""A row, whatever file it comes from, and what files of every kind share."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

LARGEST = 16 * 2**20
"""Characters a row, a line or a field may have: memory stays bounded, and a quotation mark left open is noticed."""
BODY, FILE, PATH, MORE = "_body", "_file", "_path", "_more"
"""Names of what a record has beside its keys: the text below them, its file in a folder that is read, its file in the
content folder, and the keys that no column of a table can be named after."""
JSON_COLUMN = ":json"
"""The ending of a column's name whose cells hold JSON."""
REST = "; nothing after it was read"
TOO_DEEP = "nested too deeply; simplify it"


class SourceError(Exception):
    """Nothing of the file can be taken; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: ``number`` counts from 1, ``place`` is what to call it (``rows.csv: row 7``).

    ``values`` are texts, ``None``, lists and mappings of these. A ``reason`` says why it cannot be taken. ``position``
    is the number of bytes (or files) read so far.
    """

    number: int
    place: str
    values: dict[str, Any] = field(default_factory=dict)
    reason: str = ""
    position: int = 0


def opened(file: BinaryIO, newline: str) -> io.TextIOWrapper:
    """The text of a file; bytes that are not UTF-8 become lone surrogates, which are refused where they stand."""
    return io.TextIOWrapper(file, encoding="utf-8-sig", errors="surrogateescape", newline=newline)


def refuse_utf16(source: Path) -> None:
    """Raise ``SourceError`` for a file that was saved as UTF-16."""
    with source.open("rb") as file:
        start = file.read(4)
    if b"\0" in start or start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise SourceError(f"{source}: not UTF-8 but UTF-16; save it as UTF-8")


def not_text(value: Any) -> bool:
    """Whether a value holds, at any depth, what UTF-8 cannot: bytes of another encoding, half of a surrogate pair."""
    if isinstance(value, str):
        return not value.isascii() and any("\ud800" <= char <= "\udfff" for char in value)
    if isinstance(value, dict):
        return any(not_text(key) or not_text(item) for key, item in value.items())
    return isinstance(value, list) and any(map(not_text, value))


def unix(value: Any) -> Any:
    """A value whose texts have no Windows line ends."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n")
    if isinstance(value, dict):
        return {key: unix(item) for key, item in value.items()}
    return [unix(item) for item in value] if isinstance(value, list) else value


def as_text(value: Any) -> Any:
    """A value as front matter has it: switches, numbers and days are the text that YAML writes for them."""
    if isinstance(value, dict):
        return {"null" if key is None else str(key): as_text(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_text(item) for item in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, str) else str(value)
