"""Read rows from a table, a list, or a folder of Markdown files with front matter."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from generator.content.frontmatter import parser
from generator.content.frontmatter.parser import FrontMatterError
from generator.editing.exchange import lists, tables
from generator.editing.exchange.rows import BODY, FILE, LARGEST, TOO_DEEP, Row, SourceError, as_text
from generator.system import files

KINDS = (".csv", ".tsv", ".json", ".jsonl", ".ndjson")
_TOML = re.compile(r"\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*$\n?", re.DOTALL | re.MULTILINE)


def size(source: Path) -> int:
    """The final ``Row.position``: the bytes of a file, or the number of Markdown files in a folder."""
    return len(_markdown(source)) if source.is_dir() else source.stat().st_size


def read(source: Path, delimiter: str, columns: Collection[str]) -> Iterator[Row]:
    """The rows of a file or folder. ``delimiter`` and the required ``columns`` are for tables.

    An invalid row has a reason, and reading continues if the start of the next row is known. Raises ``SourceError`` if
    nothing can be read, and ``OSError``.
    """
    kind = source.suffix.lower()
    if source.is_dir():
        return _folder(source)
    if kind not in KINDS:
        raise SourceError(f"{source}: unknown kind of file; use a name that ends in {', '.join(KINDS)}, or a folder")
    if kind in (".csv", ".tsv"):
        return tables.read(source, delimiter or ("\t" if kind == ".tsv" else ","), columns)
    return lists.read_list(source) if kind == ".json" else lists.read_lines(source)


def _markdown(folder: Path) -> list[str]:
    return sorted(path for path in files.walk(folder) if path.endswith(files.MARKDOWN))


def _folder(folder: Path) -> Iterator[Row]:
    for number, path in enumerate(_markdown(folder), start=1):
        place = f"{folder / path}"
        try:
            values, reason = {**_page((folder / path).read_bytes()), FILE: path}, ""
        except (_UnreadableError, tomllib.TOMLDecodeError) as error:
            values, reason = {}, str(error)
        except RecursionError:
            values, reason = {}, TOO_DEEP
        except OSError as error:
            values, reason = {}, f"cannot be read: {error.strerror}"
        yield Row(number, place, values, reason, number)


class _UnreadableError(Exception):
    pass


def _page(data: bytes) -> dict[str, Any]:
    """A Markdown file's front matter (YAML, or TOML between ``+++`` lines) and the text below it."""
    if len(data) > LARGEST:
        raise _UnreadableError(f"larger than {LARGEST:,} bytes; shorten it")
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise _UnreadableError(f"not UTF-8 (byte {error.start + 1}); save it as UTF-8") from None
    toml = _TOML.match(text)
    if toml:
        return {**as_text(tomllib.loads(toml[1])), BODY: text[toml.end() :]}
    if not parser.starts_front_matter(text):
        raise _UnreadableError("no front matter; start the file with a line --- (YAML) or +++ (TOML)")
    try:
        mapping, parts = parser.parse(text)
    except FrontMatterError as error:
        where = f"line {error.line}, column {error.column}"
        raise _UnreadableError(f"{error.code} {error.message} ({where}); {error.remedy}") from None
    return {**as_text(mapping), BODY: parts.body}
