"""Texts that YAML changes against the writer's intention: cut off at `` #``, lines joined, invisible characters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import yaml

from generator.content.frontmatter import nodes
from generator.content.frontmatter.nodes import Key, UneditableError
from generator.content.frontmatter.parser import Parts, compose
from generator.content.frontmatter.values import key_name
from generator.model.finding import Edit, Finding, Fix, Place

_TOP = ("title", "article_title", "question", "answer", "withdrawn")
_TEXTS: tuple[Key, ...] = (*((name,) for name in _TOP), ("seo", "title"), ("seo", "page_description"))
_COMMENT = re.compile(r"([ \t]+)(#[^\r\n]*)")
_FINISHED = re.compile(r"[.?!…][\"'”’)\]*_]*\Z")
_MARKER = re.compile(r"[ \t]*(?:([-*+•])|(\d{1,3})[.)])[ \t]+\S")
_BLOCK = re.compile(r"[ \t]*(?:#{1,6}[ \t]+\S|```|~~~|\|[ \t]*:?-+:?[ \t]*\|[ \t:|-]*\r?$)", re.MULTILINE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_MAY_JOIN = re.compile(rf"\n(?:{_MARKER.pattern}|{_BLOCK.pattern})", re.MULTILINE)


def find(path: str, parts: Parts, mapping: Mapping[str, Any]) -> Iterator[Finding]:
    """Findings for the texts of one record.

    Front matter in the usual form has one line per value and no ``#``, so it is not parsed again.
    """
    yield from _control(path, parts.body, Place((), 0, in_body=True))
    front = parts.yaml
    if parts.is_usual:
        return
    cut = " #" in front or "\t#" in front
    folded = "answer: |" not in front and _MAY_JOIN.search(front) is not None
    root = compose(front) if cut or folded else None
    for key in _TEXTS:
        if cut:
            yield from _comment(path, parts, root, key)
        outer = mapping.get(str(key[0]))
        yield from _control(path, outer.get(key[-1]) if isinstance(outer, dict) else outer, Place(key))
    if folded:
        yield from _joined(path, parts, root)


def _control(path: str, text: object, place: Place) -> Iterator[Finding]:
    """A finding for control characters, which nobody sees and HTML forbids."""
    found = _CONTROL.findall(text) if isinstance(text, str) else ()
    if isinstance(text, str) and found:
        at = text.index(found[0])
        pieces = tuple((one.start(), one[0], "") for one in _CONTROL.finditer(text))
        whole = Fix(place.key, _CONTROL.sub("", text)) if place.key and "\n" not in text else None
        fix = whole or Edit(place.key, pieces, place.in_body)
        message = f"control character U+{ord(found[0]):04X} in {key_name(place.key) or 'the body'}"
        yield Finding(path, "QT168", message, "delete it", replace(place, offset=at), fix=fix)


def _comment(path: str, parts: Parts, root: yaml.Node | None, key: Key) -> Iterator[Finding]:
    """A finding for a ``#`` that cuts off a text without quotes.

    Only probable mistakes are reported. An intended comment follows a finished sentence, is not a sentence itself, or
    has two spaces before it; two of these three make it a comment.
    """
    node = _scalar(root, key)
    found = _COMMENT.match(parts.yaml, node.end_mark.index) if node is not None and not node.style else None
    if node is None or found is None:
        return
    value, comment = str(node.value), found[2].rstrip()
    unfinished, goes_on = not _FINISHED.search(value), bool(_FINISHED.search(comment))
    if value and unfinished + goes_on + (found[1] == " ") < 2:
        return
    whole = f"{value}{found[1]}{comment}" if value else comment
    sure = unfinished and goes_on and "\n" not in parts.yaml[node.start_mark.index : node.end_mark.index]
    fix = Fix(key, whole, comment=comment) if sure else None
    message = f"`{key_name(key)}` is cut off at #, which starts a YAML comment"
    finding = Finding(path, "QT118", message, "put the whole value in quotes", fix=fix)
    yield finding.at(parts.first_line + node.end_mark.line, node.end_mark.column + len(found[1]) + 1)


def _joined(path: str, parts: Parts, root: yaml.Node | None) -> Iterator[Finding]:
    """A finding for a line of an answer that starts an item, heading, fence or table but is joined with the line above.

    It has a fix if the answer has no escaped line break: then each line ends where its writer ended it.
    """
    node = _scalar(root, ("answer",))
    if node is None or node.style == "|":
        return
    start = node.start_mark.index
    lines = parts.yaml[start : nodes.end(parts.yaml, node)].replace("\r", "").split("\n")
    first = node.start_mark.line
    if node.style == ">":
        del lines[0]
        first += 1
    indent = min((_indent(line) for line in lines[node.style != ">" :] if line.strip()), default=0)
    number = _first_joined(lines, indent if node.style == ">" else 10_000)
    if number:
        whole = r"\n".join([lines[0].strip(), *(line[indent:].rstrip() for line in lines[1:])])
        fix = Fix(("answer",), whole.strip()) if node.style in ("", ">") and "\\n" not in node.value else None
        message = "the answer is folded: YAML joins this line with the one above"
        remedy = r"write \n for each line break, or start with `answer: |-`"
        finding = Finding(path, "QT169", message, remedy, fix=fix)
        yield finding.at(parts.first_line + first + number, _indent(lines[number]) + 1)


def _first_joined(lines: Sequence[str], indent: int) -> int:
    """The number of the first line that should not be joined with the line above; 0 if there is none.

    Lines that are indented by more than ``indent`` are not joined.
    """
    items = sorted((_indent(line), number) for number, line in enumerate(lines) if _MARKER.match(line))
    is_list = any(a[0] == b[0] and _follows(lines[a[1]], lines[b[1]]) for a, b in pairwise(items))
    for number, (above, line) in enumerate(pairwise(lines), 1):
        if not above.strip() or max(_indent(line), _indent(above)) > indent:
            continue
        if _BLOCK.match(line) or (is_list and _MARKER.match(line)):
            return number
    return 0


def _follows(item: str, line: str) -> bool:
    """Whether two lines that begin with a marker can be successive items of one list."""
    (sign, number), (other, next_number) = (found.groups() for one in (item, line) if (found := _MARKER.match(one)))
    return sign == other if sign else int(next_number or 0) == int(number) + 1


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _scalar(root: yaml.Node | None, key: Key) -> yaml.ScalarNode | None:
    try:
        (_, node), _ = nodes.find(root, key)
    except UneditableError:
        return None
    return node if isinstance(node, yaml.ScalarNode) else None
