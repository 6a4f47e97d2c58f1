"""Map the columns of a file to the keys of a record, as a small TOML file says.

delimiter = ";"                  # of a table; default: a comma, in .tsv a tab
dates = "%d.%m.%Y"               # format of dates, with strptime's directives; default: 2024-11-27
ignore = ["Notes"]               # columns to leave out; other unmapped columns keep their names
[columns]                        # key of the record = column of the file
question = "Frage"
seo.page_keywords = "Stichworte"
[defaults]                       # for rows in which the key is missing or empty
subject = "Medicine"
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from generator.content import fields
from generator.content.field import Kind, names
from generator.editing.exchange.rows import BODY, FILE, PATH, as_text
from generator.system.errors import ConfigError

OPTIONS = ("delimiter", "dates", "ignore", "columns", "defaults")
_DAYS = names(fields.RECORD, Kind.DAY)
_BLOCKS = names(fields.RECORD, Kind.BLOCK)
_INNER = (f"{field.name}.{inner.name}" for field in fields.RECORD if field.name in _BLOCKS for inner in field.inside)
KEYS = (*(field.name for field in fields.RECORD if field.name not in _BLOCKS), *_INNER, BODY, PATH)
"""Keys that a column can be mapped to, apart from ``related_article1.id`` and its siblings."""
_RELATED = re.compile(rf"{fields.RELATED_KEY}\.(?:{'|'.join(field.name for field in fields.RELATED.inside)})")


@dataclass(frozen=True, slots=True)
class Columns:
    """A mapping of columns to keys; by default each column is named like its key. Keys of blocks are dotted."""

    delimiter: str = ""
    dates: str = ""
    ignore: frozenset[str] = frozenset()
    columns: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, Any] = field(default_factory=dict)

    def given(self, values: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
        """A row's values by the keys of a record, or the reason why the row is ambiguous."""
        found: dict[str, Any] = {}
        taken = {*self.ignore, *self.columns.values(), FILE}
        for name, value in values.items():
            if name not in taken:
                kept = _without(value, name, taken)
                if kept != {} or value == {}:
                    found[name] = kept
        for key, column in self.columns.items():
            value = _get(values, column)
            if value is None:
                continue
            if _get(found, key) is not None:
                return {}, f"{column!r} and another column are both mapped to {key}; add one of them to ignore"
            _set(found, key, value.strip("\n").rstrip() if key == "answer" and column == BODY else value)
        for key, value in self.defaults.items():
            if is_blank(_get(found, key)):
                _set(found, key, value)
        return self._read(found), ""

    def _read(self, found: dict[str, Any]) -> dict[str, Any]:
        """Convert dates to ISO format and a list of keywords to a text with commas."""
        for key in _DAYS if self.dates else ():
            if isinstance(found.get(key), str):
                with suppress(ValueError):
                    found[key] = datetime.strptime(found[key].strip(), self.dates).date().isoformat()
        keywords = _get(found, "seo.page_keywords")
        if isinstance(keywords, list) and all(isinstance(word, str) for word in keywords):
            found["seo"] = {**found["seo"], "page_keywords": ", ".join(keywords)}
        return found

    def column(self, key: str) -> str:
        """The column that a key of the record comes from."""
        return self.columns.get(key, key)


def is_blank(value: Any) -> bool:
    """Whether a value is missing or only white space."""
    return value is None or (isinstance(value, str) and not value.strip())


def _get(values: Mapping[str, Any], name: str) -> Any:
    """A value by its name, or by its dotted name inside blocks."""
    if name in values:
        return values[name]
    first, _, rest = name.partition(".")
    inner = values.get(first)
    return _get(inner, rest) if rest and isinstance(inner, dict) else None


def _set(values: dict[str, Any], key: str, value: Any) -> None:
    first, _, rest = key.partition(".")
    if rest:
        inner = values.get(first)
        values[first] = inner = dict(inner) if isinstance(inner, dict) else {}
        _set(inner, rest, value)
    else:
        values[first] = value


def _without(value: Any, name: str, taken: set[str]) -> Any:
    """A block without its keys that are mapped or ignored by dotted name."""
    if not isinstance(value, dict) or not any(other.startswith(f"{name}.") for other in taken):
        return value
    rest = {key: _without(item, f"{name}.{key}", taken) for key, item in value.items() if f"{name}.{key}" not in taken}
    return {key: item for key, item in rest.items() if item != {}}


def load(file: Path | None) -> Columns:
    """Read a mapping file; without one, columns are named like their keys. Raises ``ConfigError``."""
    if file is None:
        return Columns()
    try:
        raw = tomllib.loads(file.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ConfigError(f"{file}: not UTF-8 (byte {error.start + 1}); save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file}: not valid TOML: {error}; correct the mapping") from None
    except RecursionError:
        raise ConfigError(f"{file}: nested too deeply; use only [columns] and [defaults]") from None
    _refuse_unknown(file, "key", raw, OPTIONS)
    delimiter, day = _text(file, raw, "delimiter"), _text(file, raw, "dates")
    if len(delimiter) > 1 or delimiter in ('"', "\n", "\r"):
        raise ConfigError(f'{file}: delimiter: {delimiter!r}; write one character such as ";"')
    if day:
        _check_days(file, day)
    ignore = raw.get("ignore", [])
    if not isinstance(ignore, list) or not all(isinstance(name, str) for name in ignore):
        raise ConfigError(f'{file}: ignore: {ignore!r} is not a list of names; write a list such as ["Notes"]')
    columns = dict(_flat(file, raw, "columns"))
    wrong = next((key for key, column in columns.items() if not isinstance(column, str) or not column), "")
    if wrong:
        raise ConfigError(f'{file}: columns: {wrong}: {columns[wrong]!r} is not a column name; write {wrong} = "…"')
    defaults = {key: as_text(value) for key, value in _flat(file, raw, "defaults")}
    return Columns(delimiter, day, frozenset(ignore), columns, defaults)


def _check_days(file: Path, day: str) -> None:
    try:
        sample = datetime.strptime(datetime(2024, 11, 27).strftime(day), day)
    except (ValueError, re.error):  # re.error: a directive that occurs twice
        sample = datetime.min
    if sample.date() != datetime(2024, 11, 27).date():
        raise ConfigError(f'{file}: dates: {day!r} is not a date format; write a format such as "%d.%m.%Y"')


def _text(file: Path, raw: Mapping[str, Any], name: str) -> str:
    value = raw.get(name, "")
    if not isinstance(value, str):
        raise ConfigError(f"{file}: {name}: {value!r} is not a text; put it in quotation marks")
    return value


def _flat(file: Path, raw: Mapping[str, Any], name: str) -> Iterator[tuple[str, Any]]:
    """The entries of a table by dotted key; raises ``ConfigError`` for keys that records do not have."""
    table = raw.get(name, {})
    if not isinstance(table, dict):
        raise ConfigError(f"{file}: {name}: {table!r} is not a table; write [{name}] and below it a line for each key")
    flat: dict[str, Any] = {}
    for key, value in table.items():
        flat |= {f"{key}.{inner}": item for inner, item in value.items()} if isinstance(value, dict) else {key: value}
    _refuse_unknown(file, f"{name}: key", (key for key in flat if not _RELATED.fullmatch(key)), KEYS)
    yield from flat.items()


def _refuse_unknown(file: Path, what: str, keys: Iterable[str], known: tuple[str, ...]) -> None:
    for key in keys:
        if key not in known:
            raise ConfigError(f"{file}: unknown {what} {key!r}; known keys: {', '.join(known)}")
