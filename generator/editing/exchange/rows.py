"""A row of an import, and what the readers of all kinds of files share."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

LARGEST = 16 * 2**20
"""Longest row, line or field, in characters: limits memory and reveals an unclosed quotation mark."""
BODY, FILE, PATH, MORE = "_body", "_file", "_path", "_more"
"""Columns for what is not a key of a record: the text below the front matter, the file in an imported folder, the file
in the content folder, and the keys that cannot be the name of a column."""
JSON_COLUMN = ":json"
"""Suffix of the name of a column whose cells are JSON."""
REST = "; the rest of the file was not read"
TOO_DEEP = "nested too deeply; simplify it"


class SourceError(Exception):
    """The file cannot be imported; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: ``number`` counts from 1, ``place`` is its name in messages (``rows.csv: row 7``).

    ``values`` are texts, ``None``, lists and mappings of these. ``reason`` says why the row is invalid. ``position`` is
    the number of bytes (or files) read so far.
    """

    number: int
    place: str
    values: dict[str, Any] = field(default_factory=dict)
    reason: str = ""
    position: int = 0


def opened(file: BinaryIO, newline: str) -> io.TextIOWrapper:
    """Open a file as text; bytes that are not UTF-8 become lone surrogates, which are refused row by row."""
    return io.TextIOWrapper(file, encoding="utf-8-sig", errors="surrogateescape", newline=newline)


def refuse_utf16(source: Path) -> None:
    """Raise ``SourceError`` for a file that was saved as UTF-16."""
    with source.open("rb") as file:
        start = file.read(4)
    if b"\0" in start or start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise SourceError(f"{source}: not UTF-8 but UTF-16; save it as UTF-8")


def not_text(value: Any) -> bool:
    """Whether a value has, at any depth, a surrogate: a byte of another encoding, or half of a surrogate pair."""
    if isinstance(value, str):
        return not value.isascii() and any("\ud800" <= char <= "\udfff" for char in value)
    if isinstance(value, dict):
        return any(not_text(key) or not_text(item) for key, item in value.items())
    return isinstance(value, list) and any(map(not_text, value))


def unix(value: Any) -> Any:
    """A value with Windows line ends converted to ``\\n``."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n")
    if isinstance(value, dict):
        return {key: unix(item) for key, item in value.items()}
    return [unix(item) for item in value] if isinstance(value, list) else value


def as_text(value: Any) -> Any:
    """A value as in front matter: booleans, numbers and dates become the text that YAML writes for them."""
    if isinstance(value, dict):
        return {"null" if key is None else str(key): as_text(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_text(item) for item in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, str) else str(value)
