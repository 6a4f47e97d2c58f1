"""``quicktakes export``: write all records to one table (CSV) or list (JSON Lines).

``quicktakes import records`` restores each key with its value (also unknown keys), the text below and the path of the
file. Comments, quotes, the order of keys, line ends and a BOM are lost. A body of ``&nbsp;`` counts as empty.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from generator.content import fields, records, topics, writer
from generator.content.field import Kind
from generator.content.frontmatter.parser import FrontMatterError
from generator.editing.exchange import drafts
from generator.editing.exchange.drafts import RecordText
from generator.editing.exchange.rows import BODY, FILE, JSON_COLUMN, MORE, PATH
from generator.model.finding import Finding
from generator.system import atomic, files
from generator.system.progress import Progress

Watch = Callable[[str, int], AbstractContextManager[Progress]]
"""Shows a progress bar, given its label and length."""
_KINDS = {field.name: field.kind for field in fields.RECORD}
_STEP = re.compile(r"[\w-]+")
_WHOLE = re.compile(r"-?[1-9]\d{0,14}", re.ASCII)
"""Whole numbers that every JSON reader keeps exactly."""


@dataclass(slots=True)
class Exported:
    """The number of exported records, and the findings of files that could not be exported."""

    count: int = 0
    findings: list[Finding] = field(default_factory=list)


def export(folder: Path, paths: Collection[str], style: str, output: Path, watch: Watch) -> Exported:
    """Write the records among ``paths`` (below ``folder``) to a file, in this order; the file is replaced at the end.

    Topics and authored pages are skipped. A table takes two passes, because the first row names all columns. Memory
    does not grow with the number of records. Raises ``OSError``.
    """
    exported = Exported()
    columns: dict[str, None] = {}
    if style == "csv":
        with watch("Reading", len(paths)) as progress:
            for path, text in _texts(folder, paths, Exported(), progress):
                columns |= dict.fromkeys(cells(path, text))
    with atomic.replacement(output) as raw, watch("Writing", len(paths)) as progress:
        texts = _texts(folder, paths, exported, progress)
        if style == "jsonl":
            for path, text in texts:
                raw.write(f"{json.dumps(as_json(path, text), ensure_ascii=False)}\n".encode())
            return exported
        file = io.TextIOWrapper(raw, encoding="utf-8", newline="")
        table = csv.DictWriter(file, _in_order(columns), quoting=csv.QUOTE_ALL, lineterminator="\n")
        table.writeheader()
        for path, text in texts:
            row = cells(path, text)
            if row.keys() <= columns.keys():
                table.writerow(row)
            else:
                finding = Finding(path, "QT106", "the file changed during the export", "export again")
                exported.findings.append(finding.at(1, 1))
                exported.count -= 1
        file.detach()
    return exported


def _texts(
    folder: Path, paths: Iterable[str], result: Exported, progress: Progress
) -> Iterator[tuple[str, RecordText]]:
    """Every record with its path; unreadable ones become findings of ``result``."""
    for path in paths:
        progress(1)
        try:
            data = files.read(folder, path)
        except OSError as error:
            finding = Finding(path, "QT106", f"the file cannot be read: {error.strerror}", "check its permissions")
            result.findings.append(finding.at(1, 1))
            continue
        if topics.is_topic(data):
            continue
        try:
            text = drafts.parsed(data)
        except (FrontMatterError, UnicodeDecodeError):
            result.findings += records.read(path, data)[1]  # no findings for an authored page
            continue
        if not records.is_record(dict(text.mapping)):
            continue
        reserved = next((key for key in (PATH, BODY, FILE, MORE) if key in text.mapping), "")
        if reserved:
            message, remedy = f"the key {reserved!r} is reserved for exports", "rename it"
            result.findings.append(Finding(path, "QT115", message, remedy).at(1, 1))
        else:
            result.count += 1
            yield path, text


def as_json(path: str, text: RecordText) -> dict[str, Any]:
    """A record as a JSON object: its keys, its path below the content folder, and its body unless empty."""
    body = {BODY: text.body} if text.body else {}
    return {PATH: path, **{key: _typed(key, value) for key, value in text.mapping.items()}, **body}


def _typed(key: str, value: Any) -> Any:
    """Numbers and booleans as JSON values, if JSON would keep their exact text."""
    if isinstance(value, dict) and writer.RELATED_KEY.fullmatch(key):
        return {inner: _typed(inner, item) if inner == "id" else item for inner, item in value.items()}
    if not isinstance(value, str):
        return value
    kind = _KINDS.get(key)
    if kind is Kind.ID and _WHOLE.fullmatch(value):
        return int(value)
    if kind is Kind.FLAG and value in ("true", "false"):
        return value == "true"
    if kind is Kind.NUMBER:
        with suppress(ValueError):
            return float(value) if repr(float(value)) == value and value[-1].isdigit() else value
    return value


def cells(path: str, text: RecordText) -> dict[str, str]:
    """A record as cells by column; the keys of blocks have dotted names.

    Values other than text, and empty texts, are written as JSON to a separate column: an empty cell means "no value".
    """
    found = {PATH: path}
    more = {}
    for key, value in text.mapping.items():
        if _STEP.fullmatch(key):
            found |= _cells(key, value)
        else:
            more[key] = value
    if more:
        found[MORE + JSON_COLUMN] = json.dumps(more, ensure_ascii=False)
    return {**found, BODY: text.body} if text.body else found


def _cells(name: str, value: Any) -> dict[str, str]:
    if isinstance(value, str) and value:
        return {name: value}
    if isinstance(value, dict) and value and all(map(_STEP.fullmatch, value)):
        return {column: cell for key, item in value.items() for column, cell in _cells(f"{name}.{key}", item).items()}
    return {name + JSON_COLUMN: json.dumps(value, ensure_ascii=False)}


def _in_order(columns: Mapping[str, None]) -> list[str]:
    """Columns in the order of a record's keys, with the path first and the body last."""
    ours = [column for column in columns if column.startswith((MORE, BODY)) and column != PATH]
    keys = {re.split(r"[.:]", column)[0]: None for column in columns if column not in (PATH, *ours)}
    place = {key: number for number, key in enumerate(writer.in_order(keys))}
    middle = sorted((c for c in columns if c not in (PATH, *ours)), key=lambda c: place[re.split(r"[.:]", c)[0]])
    return [PATH, *middle, *ours]
