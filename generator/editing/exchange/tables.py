"""Tables (CSV) → rows. The first row names the columns; rows are numbered as a spreadsheet does it, the header is 1."""

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
    Row,
    SourceError,
    not_text,
    opened,
    refuse_utf16,
)

_DOTTED = re.compile(r"[\w-]+(?:\.[\w-]+)+")
"""A column's name that is read as a key within blocks."""


def read(source: Path, delimiter: str, columns: Collection[str]) -> Iterator[Row]:
    """The rows of a table; ``columns`` must be there. Raises ``SourceError`` where the header cannot be used.

    A quoting mistake ends the reading: where the next row begins is not known then. Line ends within cells are ``\\n``
    where the table has Windows line ends.
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
                hint = "is a quotation mark not closed, or not doubled inside a quoted cell?"
                yield Row(number, place, reason=f"{error} (line {reader.line_num}): {hint}{REST}")
                return
            if any(cells):
                if first.endswith("\r\n"):
                    cells = [cell.replace("\r\n", "\n") for cell in cells]
                values, reason = _values(header, cells)
                yield Row(number, place, values, reason, file.tell())


def _pieces(text: io.TextIOWrapper) -> Iterator[str]:
    """Physical lines; raises ``csv.Error`` for one without end."""
    while piece := text.readline(LARGEST):
        if len(piece) == LARGEST:
            raise csv.Error(f"a line of over {LARGEST:,} characters")
        yield piece


def _header(source: Path, cells: list[str], delimiter: str, columns: Collection[str]) -> list[str]:
    names = [cell.strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise SourceError(f"{source}: row 1 names no columns; write their names there")
    if not_text(names):
        raise SourceError(f"{source}: row 1 is not UTF-8; save the file as UTF-8")
    if "" in names:
        raise SourceError(f"{source}: row 1: column {names.index('') + 1} has no name; name it, or take it out")
    twice = next((name for name in names if names.count(name) > 1), "")
    if twice:
        raise SourceError(f"{source}: row 1: two columns are called {twice!r}; rename one of them")
    other = next((sign for sign in ";\t,|" if sign != delimiter and sign in names[0]), "")
    if len(names) == 1 and other:
        hint = f"if {other!r} parts the cells, write it in the mapping as delimiter"
        raise SourceError(f"{source}: row 1 is one column, {names[0]!r}; {hint}")
    missing = sorted(set(columns) - {name.removesuffix(JSON_COLUMN) for name in names})
    if missing:
        raise SourceError(f"{source}: there is no column {missing[0]!r}, which the mapping names, but {_all(names)}")
    return names


def _all(names: list[str]) -> str:
    return ", ".join(map(repr, names))


def _values(header: list[str], cells: list[str]) -> tuple[dict[str, Any], str]:
    """A row's values, or why it has none: dots in a column's name make blocks, an empty cell leaves its key out."""
    while len(cells) > len(header) and not cells[-1]:
        cells.pop()
    if len(cells) != len(header):
        counts = f"{len(cells)} cell{'s' * (len(cells) != 1)}, but the header has {len(header)}"
        return {}, f"{counts}; fill the row up, or quote the cells that hold the delimiter"
    values: dict[str, Any] = {}
    for name, cell in zip(header, cells, strict=True):
        if not cell:
            continue
        value: Any = cell
        if name.endswith(JSON_COLUMN):
            value, reason = parse(cell)
            if reason:
                return {}, f"column {name!r}: {reason}; write JSON, or take {JSON_COLUMN!r} from the column's name"
        key = name.removesuffix(JSON_COLUMN)
        if key == MORE and isinstance(value, dict):
            values |= value
        elif not _put(values, key.split(".") if _DOTTED.fullmatch(key) else [key], value):
            return {}, f"column {name!r} gives a key that another column gives too; leave one of the two empty"
    return values, ""


def _put(values: dict[str, Any], steps: list[str], value: Any) -> bool:
    """Set a value within blocks, which are made; whether there was room for it."""
    first, *rest = steps
    if rest:
        inner = values.setdefault(first, {})
        return isinstance(inner, dict) and _put(inner, rest, value)
    return values.setdefault(first, value) is value
