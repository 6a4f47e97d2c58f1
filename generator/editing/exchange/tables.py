"""Read rows from a table (CSV). The first row names the columns; rows are numbered as in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from generator.editing.exchange.lists import parse
from generator.editing.exchange.rows import (
    JSON_COLUMN,
    LARGEST,
    MORE,
    REST,
    TOO_DEEP,
    Row,
    SourceError,
    not_text,
    opened,
    refuse_utf16,
)

_DOTTED = re.compile(r"[\w-]+(?:\.[\w-]+)+")
"""The name of a column for a key inside blocks."""
_DEEPEST = 100
"""Most blocks inside each other that the name of a column makes."""


def read(source: Path, delimiter: str, columns: Collection[str]) -> Iterator[Row]:
    """The rows of a table; ``columns`` are required. Raises ``SourceError`` if the header is invalid.

    A quoting mistake ends the reading, because the start of the next row is not known. If the table has Windows line
    ends, those inside cells become ``\\n``.
    """
    refuse_utf16(source)
    csv.field_size_limit(LARGEST)
    with source.open("rb") as file:
        text = opened(file, newline="")
        first = text.readline(LARGEST)
        reader = csv.reader(chain([first], _pieces(text)), delimiter=delimiter, strict=True)
        try:
            header = _header(source, next(reader, []), delimiter, columns)
        except csv.Error as error:
            raise SourceError(f"{source}: row 1: {error}; the first row must name the columns") from None
        number = 1
        while True:
            number += 1
            place = f"{source}: row {number}"
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                hint = "close each quotation mark, and double it inside a quoted cell"
                yield Row(number, place, reason=f"{error} (line {reader.line_num}): {hint}{REST}")
                return
            if any(cells):
                if first.endswith("\r\n"):
                    cells = [cell.replace("\r\n", "\n") for cell in cells]
                values, reason = _values(header, cells)
                yield Row(number, place, values, reason, file.tell())


def _pieces(text: io.TextIOWrapper) -> Iterator[str]:
    """Physical lines; raises ``csv.Error`` for one that is too long."""
    while piece := text.readline(LARGEST):
        if len(piece) == LARGEST:
            raise csv.Error(f"a line is longer than {LARGEST:,} characters")
        yield piece


def _header(source: Path, cells: list[str], delimiter: str, columns: Collection[str]) -> list[str]:
    names = [cell.strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise SourceError(f"{source}: row 1 is empty; name the columns in it")
    if not_text(names):
        raise SourceError(f"{source}: row 1 is not UTF-8; save the file as UTF-8")
    if "" in names:
        raise SourceError(f"{source}: row 1: column {names.index('') + 1} has no name; name it or remove it")
    twice = next((name for name in names if names.count(name) > 1), "")
    if twice:
        raise SourceError(f"{source}: row 1: two columns are named {twice!r}; rename one of them")
    deep = next((at for at, name in enumerate(names, start=1) if name.count(".") > _DEEPEST), 0)
    if deep:
        raise SourceError(f"{source}: row 1: column {deep} is {TOO_DEEP}")
    other = next((sign for sign in ";\t,|" if sign != delimiter and sign in names[0]), "")
    if len(names) == 1 and other:
        hint = f"if {other!r} separates the cells, set it as delimiter in the mapping"
        raise SourceError(f"{source}: row 1 has only one column, {names[0]!r}; {hint}")
    missing = sorted(set(columns) - {name.removesuffix(JSON_COLUMN) for name in names})
    if missing:
        raise SourceError(f"{source}: the mapping names a missing column {missing[0]!r}; columns: {_all(names)}")
    return names


def _all(names: list[str]) -> str:
    return ", ".join(map(repr, names))


def _values(header: list[str], cells: list[str]) -> tuple[dict[str, Any], str]:
    """A row's values, or the reason why it is invalid. Dotted columns make blocks; an empty cell omits its key."""
    while len(cells) > len(header) and not cells[-1]:
        cells.pop()
    if len(cells) != len(header):
        counts = f"{len(cells)} cell{'s' * (len(cells) != 1)}, but the header has {len(header)}"
        return {}, f"{counts}; add the missing cells, or quote cells that contain the delimiter"
    values: dict[str, Any] = {}
    for name, cell in zip(header, cells, strict=True):
        if not cell:
            continue
        value: Any = cell
        if name.endswith(JSON_COLUMN):
            value, reason = parse(cell)
            if reason:
                return (
                    {},
                    f"column {name!r}: {reason}; write JSON, or rename the column without {JSON_COLUMN!r}",
                )
        key = name.removesuffix(JSON_COLUMN)
        if key == MORE and isinstance(value, dict):
            values |= value
        elif not _put(values, key.split(".") if _DOTTED.fullmatch(key) else [key], value):
            return {}, f"another column sets the same key as {name!r}; leave one of the two cells empty"
    return values, ""


def _put(values: dict[str, Any], steps: list[str], value: Any) -> bool:
    """Set a value inside blocks, creating them; whether the key was free."""
    first, *rest = steps
    if rest:
        inner = values.setdefault(first, {})
        return isinstance(inner, dict) and _put(inner, rest, value)
    return values.setdefault(first, value) is value
