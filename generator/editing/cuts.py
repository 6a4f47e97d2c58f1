"""Change single values of a file's front matter without touching any other byte.

The YAML parser's positions say where to cut. The result is parsed again and returned only if nothing but those values
changed. Dumping the mapping instead would lose comments, quotes, the order of keys and line ends.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Collection, Sequence
from typing import Any

import yaml

from generator.content.frontmatter import nodes, parser
from generator.content.frontmatter.nodes import Key, UneditableError
from generator.content.frontmatter.parser import FrontMatterError
from generator.editing.scalars import UNPRINTABLE, inline

_INDICATOR = re.compile(r"[|>][+-]?[1-9]")


class Surgery:
    """Edits of one file's text. A key is a path of mapping keys and list indices.

    Raises ``FrontMatterError`` if the front matter cannot be read. Discard the object after an ``UneditableError``;
    ``operate`` then tries the changes one by one.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self.mapping, parts = parser.parse(text)
        self._front = parts.yaml
        self._start = text.index("\n") + 1
        self._body_start = len(text) - len(parts.body)
        self._root = parser.compose(parts.yaml)
        self._line_end = "\r\n" if text[: self._start].endswith("\r\n") else "\n"
        self._cuts: list[tuple[int, int, str]] = []
        self.body = parts.body
        self._expected: Any = copy.deepcopy(self.mapping)
        self._touched: list[Key] = []

    def replace(self, key: Key, value: str, comment: str = "") -> None:
        """Replace a scalar with a text of one line, in the same form (plain, quoted, block).

        Also remove the ``comment`` after it.
        """
        (_, node), in_flow = nodes.find(self._root, key)
        if not isinstance(node, yaml.ScalarNode):
            raise UneditableError("it is not a single value")
        start, end = node.start_mark.index, node.end_mark.index
        if self._front[start:end].startswith("!"):
            raise UneditableError("it has a YAML tag")
        if node.style in ("|", ">"):
            self._replace_block(node, value)
        else:
            new = inline(value, node.style, in_flow)
            new = new if end > start else f" {new}"
            self._cut(start, self._front.index(comment, end) + len(comment), new)
        _value(self._expected, key[:-1])[key[-1]] = value
        self._touched.append(key)

    def rename(self, key: Key, name: str) -> None:
        """Rename a key; the name must need no quotes in YAML."""
        node = nodes.find(self._root, key)[0][0]
        self._cut(node.start_mark.index, node.end_mark.index, name)
        parent = _value(self._expected, key[:-1])
        parent[name] = parent.pop(key[-1])

    def remove(self, key: Key, known: Collection[str] | None = None) -> None:
        """Remove a key with its lines, or an item of a list; a list that becomes empty is removed too.

        A block with keys other than ``known`` is refused, and so is the removal of a comment.
        """
        (key_node, node), in_flow = nodes.find(self._root, key)
        parent = _value(self.mapping, key[:-1])
        if isinstance(parent, list) and len(parent) == 1:
            self.remove(key[:-1])
            return
        if known and isinstance(node, yaml.MappingNode):
            extra = sorted(set(map(str, _value(self.mapping, key))) - set(known))
            if extra:
                raise UneditableError(f"it has an additional key, {extra[0]}")
        first, last = nodes.lines(self._front, key_node, node, in_flow, is_item=isinstance(parent, list))
        self._cut(first, last, "")
        del _value(self._expected, key[:-1])[key[-1]]

    def extend(self, key: str, values: Sequence[str], after: str) -> None:
        """Add items to a top-level list; if the list does not exist, create it below the key ``after``."""
        node = nodes.find(self._root, (key,))[0][1] if key in self.mapping else None
        if node is None or self.mapping[key] is None:
            if node is not None:
                self.remove((key,))
            at = self._line_after((after,))
            items = [f"    - {inline(value)}" for value in values]
            self._cut(at, at, "".join(f"{line}{self._line_end}" for line in (f"{key}:", *items)))
        elif not isinstance(node, yaml.SequenceNode):
            raise UneditableError("it is not a list")
        elif node.flow_style:
            at = node.end_mark.index - 1
            inside = self._front[node.start_mark.index + 1 : at].strip()
            comma = ", " if inside and inside[-1] != "," else ""
            self._cut(at, at, comma + ", ".join(inline(value, None, in_flow=True) for value in values))
        else:
            last = node.value[-1].start_mark.index
            dash = nodes.LEADS_ITEM.fullmatch(self._front, self._front.rfind("\n", 0, last) + 1, last)
            if dash is None:
                raise UneditableError("its last item does not start on the line of its dash")
            at = self._line_after((key, len(node.value) - 1))
            self._cut(at, at, "".join(f"{dash[0]}{inline(value)}{self._line_end}" for value in values))
        self._expected[key] = [*(self._expected.get(key) or ()), *values]

    def adopt(self, key: str, other: Surgery, after: str) -> None:
        """Copy the lines of a top-level key from another file; remove the key if that file does not have it.

        A new key is placed below the key ``after``.
        """
        if key not in other.mapping:
            if key in self.mapping:
                self.remove((key,))
            return
        if key in self.mapping and self.mapping[key] == other.mapping[key]:
            return
        lines = other._front[slice(*other._lines(key))].replace("\r\n", "\n").replace("\n", self._line_end)
        at = self._line_after((after,)) if key not in self.mapping else 0
        self._cut(*(self._lines(key) if key in self.mapping else (at, at)), lines)
        self._expected[key] = copy.deepcopy(other.mapping[key])

    def _lines(self, key: str) -> tuple[int, int]:
        (key_node, node), in_flow = nodes.find(self._root, (key,))
        return nodes.lines(self._front, key_node, node, in_flow, is_item=False)

    def splice(self, key: Key, offset: int, old: str, new: str) -> None:
        """Replace ``old`` at an offset of a text with ``new``. Make several changes from the last to the first."""
        (_, node), _ = nodes.find(self._root, key)
        start, end = node.start_mark.index, node.end_mark.index
        known = _value(self.mapping, key)
        if not known.startswith(old, offset) or known.count(old) != self._front.count(old, start, end):
            raise UneditableError(f"{old} cannot be located in the file")
        at = start - 1  # folding and quoting keep the order of words: the n-th occurrence stays the n-th
        for _ in range(known.count(old, 0, offset) + 1):
            at = self._front.find(old, at + 1, end)
        self._cut(at, at + len(old), new)
        value = _value(self._expected, key[:-1])[key[-1]]
        _value(self._expected, key[:-1])[key[-1]] = value[:offset] + new + value[offset + len(old) :]

    def splice_body(self, offset: int, old: str, new: str) -> None:
        """Do the same as ``splice`` in the text below the front matter."""
        if not self.body.startswith(old, offset):
            raise UneditableError(f"{old} cannot be located in the file")
        self.body = self.body[:offset] + new + self.body[offset + len(old) :]

    def result(self) -> str:
        """The text with all changes; raises ``UneditableError`` if any other value would change."""
        pieces, at = [self._text[: self._start]], 0
        for start, end, new in sorted(self._cuts, key=lambda cut: cut[:2]):
            if start < at:
                raise UneditableError("two changes overlap")
            pieces += (self._front[at:start], new)
            at = end
        pieces += (self._front[at:], self._text[self._start + len(self._front) : self._body_start], self.body)
        text = "".join(pieces)
        try:
            mapping, parts = parser.parse(text)
        except FrontMatterError as error:
            raise UneditableError(f"the result cannot be read: {error.message}") from None
        for key in self._touched:
            self._settle(mapping, key)
        if mapping != self._expected or parts.body != self.body:
            raise UneditableError("the change would alter other values")
        return text

    def _settle(self, mapping: Any, key: Key) -> None:
        """Strip the line breaks that a block scalar may add around the new value."""
        found = _value(mapping, key)
        if isinstance(found, str) and found.strip() == _value(self._expected, key):
            _value(mapping, key[:-1])[key[-1]] = found.strip()

    def _cut(self, start: int, end: int, new: str) -> None:
        self._cuts.append((start, end, new))

    def _replace_block(self, node: yaml.ScalarNode, value: str) -> None:
        start, end = node.start_mark.index, nodes.end(self._front, node)
        first = self._front.find("\n", start) + 1
        content = self._front[first:end]
        if _INDICATOR.match(self._front, start) or not content.strip():
            raise UneditableError("its block is empty or sets its own indentation")
        begun = re.search(r"[^\s]", content)
        assert begun is not None
        text_start = first + begun.start()
        if UNPRINTABLE.search(value):
            raise UneditableError("the new text has characters that are not allowed in a block")
        self._cut(text_start, end, value)

    def _line_after(self, key: Key) -> int:
        """Offset of the line after a key's value."""
        (_, node), in_flow = nodes.find(self._root, key)
        if in_flow:
            raise UneditableError("it is inside brackets")
        return self._front.find("\n", nodes.end(self._front, node)) + 1


def _value(tree: Any, key: Key) -> Any:
    for step in key:
        tree = tree[step]
    return tree


def operate(text: str, works: Sequence[Callable[[Surgery], None]]) -> tuple[str, list[str]]:
    """The text after all possible ``works``, and for each the reason why it was not possible (empty: it is done)."""
    try:
        return _operated(text, works), [""] * len(works)
    except (UneditableError, FrontMatterError):
        reasons = []
        for work in works:
            try:
                text = _operated(text, [work])
                reasons.append("")
            except (UneditableError, FrontMatterError) as error:
                reasons.append(str(error))
        return text, reasons


def _operated(text: str, works: Sequence[Callable[[Surgery], None]]) -> str:
    if not works:
        return text
    surgery = Surgery(text)
    for work in works:
        work(surgery)
    return surgery.result()
