"""Front matter as strings, lists and mappings.

Every scalar except null stays the string in the file: ``No`` is a word, and ``2024-11-27`` is not a date yet. The
meaning of a key is decided in ``records.py`` and ``topics.py``. PyYAML's default types would turn the subject ``No``
into ``False``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, cast

import frontmatter
import yaml
from frontmatter.default_handlers import BaseHandler

from generator.content.frontmatter import depth, refusals, shortform
from generator.content.frontmatter.lines import Lines
from generator.model.finding import Finding

BOM = "\ufeff"
_FENCE = re.compile(r"^---[ \t]*\r?$", re.MULTILINE)
_OURS, _MIDDLE, _THEIRS = (re.compile(line, re.MULTILINE) for line in (r"^<{7} ", r"^={7}\r?$", r"^>{7} "))
_CODE_FENCE = re.compile(r"^(?:```|~~~)", re.MULTILINE)
_ANCHOR_OR_ALIAS = re.compile(r"(?<![^\s\[{,])[&*]\w")

Value = str | list[Any] | dict[str, Any] | None
_LONGEST_KEY = 1_000


class FrontMatterError(Exception):
    """Unreadable front matter. ``line`` and ``column`` count from 1 in the whole file."""

    def __init__(self, code: str, message: str, remedy: str, line: int, column: int) -> None:
        super().__init__(message)
        self.code, self.message, self.remedy, self.line, self.column = code, message, remedy, line, column

    def finding(self, path: str) -> Finding:
        """The error as a finding in a file."""
        return Finding(path, self.code, self.message, self.remedy).at(self.line, self.column)


@dataclass(frozen=True, slots=True)
class Parts:
    """A file, split into front matter and body, with the number of the first line of each.

    ``is_usual``: ``shortform`` has parsed the front matter, so every value is one line without a comment.
    """

    yaml: str
    body: str
    first_line: int
    body_line: int
    is_usual: bool = False


class RecordLoader(yaml.CSafeLoader):
    """libyaml's parser; every plain scalar except null is a string, and duplicate keys are errors."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        mapping = super().construct_mapping(node, deep=deep)
        if len(mapping) != len(node.value):
            seen = set()
            for key_node, _ in node.value:
                if key_node.value in seen:
                    raise _DuplicateKey(str(key_node.value), key_node.start_mark)
                seen.add(key_node.value)
        return mapping


RecordLoader.yaml_implicit_resolvers = {
    first: kept
    for first, pairs in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    if (kept := [pair for pair in pairs if pair[0] == "tag:yaml.org,2002:null"])
}


class _DuplicateKey(Exception):
    def __init__(self, key: str, mark: yaml.Mark) -> None:
        super().__init__(key)
        self.key, self.mark = key, mark


class RecordHandler(BaseHandler):
    """A handler for python-frontmatter: ``RecordLoader`` instead of guessed types, and an exact split."""

    FM_BOUNDARY = _FENCE
    START_DELIMITER = END_DELIMITER = "---"

    def split(self, text: str) -> tuple[str, str]:
        """Front matter and body. A text that ``parse`` has already split, which ends with ``---``, is not searched
        again."""
        if text.endswith("\n---") and text.startswith("---\n"):
            return text[4:-4], ""
        parts = split(text)
        return parts.yaml, parts.body

    def load(self, fm: str, **kwargs: object) -> dict[str, Any]:
        loaded: dict[str, Any] = yaml.load(fm, Loader=RecordLoader)
        return loaded


_HANDLER = RecordHandler()


def decoded(data: bytes) -> str:
    """The text of a file. Raises ``FrontMatterError`` for bytes that are not UTF-8."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", errors="replace")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        message = f"byte {error.start} is not UTF-8"
        raise FrontMatterError("QT101", message, "save the file as UTF-8", line, column) from None


def starts_front_matter(text: str) -> bool:
    """Whether the text begins with a ``---`` line, after an optional BOM."""
    return _FENCE.match(text.removeprefix(BOM)) is not None


def split(text: str) -> Parts:
    """Front matter and body of a text that ``starts_front_matter``. Raises ``FrontMatterError`` if it is not closed."""
    text = text.removeprefix(BOM)
    opening = _FENCE.match(text)
    closing = _closing(text, opening.end()) if opening else None
    if opening is None or closing is None:
        raise FrontMatterError(
            "QT102", "the front matter is not closed", "end it with a line that contains only ---", 1, 1
        )
    body_start = min(closing.end() + 1, len(text))
    front = text[opening.end() + 1 : closing.start()]
    return Parts(front, text[body_start:], 2, text.count("\n", 0, body_start) + 1)


def body(text: str) -> str:
    """The text below the front matter; the whole text if there is none."""
    return split(text).body if starts_front_matter(text) else text.removeprefix(BOM)


def _closing(text: str, start: int) -> re.Match[str] | None:
    """The ``---`` line that ends the front matter. (``Pattern.search`` would try every character, which is slower.)"""
    at = text.find("\n---", start)
    while at >= 0:
        found = _FENCE.match(text, at + 1)
        if found is not None:
            return found
        at = text.find("\n---", at + 1)
    return None


def parse(text: str) -> tuple[dict[str, Value], Parts]:
    """The mapping of the front matter, and the parts of the file. Raises ``FrontMatterError`` with a position."""
    if "<<<<<<< " in text:
        refuse_conflict(text)
    parts = split(text)
    short = shortform.read(parts.yaml)
    if short is not None:
        return cast(dict[str, Value], short), Parts(parts.yaml, parts.body, parts.first_line, parts.body_line, True)
    _refuse_aliases(parts)
    try:
        depth.refuse(parts.yaml, RecordLoader)
        loaded, _ = frontmatter.parse("---\n" + parts.yaml + "\n---\n", handler=_HANDLER)
        mapping = cast(dict[str, Value], loaded)
    except _DuplicateKey as error:
        line, column = Lines(parts.yaml).place(error.mark)
        line, column = parts.first_line + line, column + 1
        message = f"the key `{error.key}` appears twice"
        raise FrontMatterError("QT104", message, "remove one of the two", line, column) from None
    except yaml.YAMLError as error:
        raise _yaml_error(error, parts) from None
    except (ValueError, KeyError, IndexError, AttributeError) as error:  # a tag such as !!int before other text
        raise FrontMatterError(
            "QT103", f"a value does not match its YAML tag: {error}", "remove the !!tag", parts.first_line, 1
        ) from None
    if not mapping and isinstance(compose(parts.yaml), yaml.SequenceNode):
        message, remedy = "the front matter has no keys", "write `key: value` lines"
        raise FrontMatterError("QT103", message, remedy, parts.first_line, 1)
    for key in mapping:
        if isinstance(key, str) and len(key) > _LONGEST_KEY:
            line = parts.first_line + parts.yaml.count("\n", 0, max(parts.yaml.find(key), 0))
            raise FrontMatterError("QT103", f"a key has more than {_LONGEST_KEY:,} characters", "shorten it", line, 1)
    return mapping, parts


def compose(front: str) -> yaml.Node | None:
    """The nodes of a front matter. Raises ``yaml.YAMLError``."""
    depth.refuse(front, RecordLoader)
    root: yaml.Node | None = yaml.compose(front, Loader=RecordLoader)
    return root


def refuse_conflict(text: str) -> None:
    """Raise ``FrontMatterError`` for an unresolved merge conflict outside fenced code."""
    at = fences = 0
    while (
        (start := _OURS.search(text, at))
        and (middle := _MIDDLE.search(text, start.end()))
        and (end := _THEIRS.search(text, middle.end()))
    ):
        fences += len(_CODE_FENCE.findall(text, at, start.start()))
        if fences % 2 == 0:
            line = text.count("\n", 0, start.start()) + 1
            remedy = "keep one version, and delete the lines with <<<, === and >>>"
            raise FrontMatterError("QT107", "unresolved merge conflict", remedy, line, 1)
        at = end.end()


def may_hold_alias(text: str) -> bool:
    """Whether an ``&`` or ``*`` is where a YAML value may begin. (Most are inside the text of an answer.)"""
    for found in _ANCHOR_OR_ALIAS.finditer(text):
        before = text[text.rfind("\n", 0, found.start()) + 1 : found.start()].rstrip()
        if not before or before[-1] in ":-?,[{":
            return True
    return False


def _refuse_aliases(parts: Parts) -> None:
    if not may_hold_alias(parts.yaml):
        return
    try:
        for event in yaml.parse(parts.yaml, Loader=RecordLoader):
            if getattr(event, "anchor", None):
                mark: Any = event.start_mark
                line, column = Lines(parts.yaml).place(mark)
                line, column = parts.first_line + line, column + 1
                remedy = "write the whole value, or put it in quotes if the & or * is text"
                raise FrontMatterError("QT105", "YAML anchors and aliases are not allowed", remedy, line, column)
    except yaml.YAMLError as error:
        raise _yaml_error(error, parts) from None


def _yaml_error(error: yaml.YAMLError, parts: Parts) -> FrontMatterError:
    mark = getattr(error, "problem_mark", None)
    line, column = Lines(parts.yaml).place(mark) if mark else _reader_position(error, parts.yaml)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    written = parts.yaml.split("\n")
    message, remedy = refusals.explain(problem, written[line] if line < len(written) else "")
    return FrontMatterError("QT103", message, remedy, parts.first_line + line, column + 1)


def _reader_position(error: yaml.YAMLError, text: str) -> tuple[int, int]:
    """Line and column of an error of libyaml's reader, which counts bytes."""
    offset = getattr(error, "position", None)
    if not isinstance(offset, int):
        return 0, 0
    before = text.encode()[:offset].decode(errors="ignore")
    return before.count("\n"), len(before) - before.rfind("\n") - 1
