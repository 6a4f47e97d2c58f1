"""Changes to single values of a file's front matter, as cuts into its text: every other byte stays as it is.

A cut is found from the YAML parser's own positions, and the result is parsed again: unless it means what the old text
meant with just those values changed, it is not given out. Dumping the mapping anew would lose comments, quoting, the
order of keys and line ends.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Collection, Sequence
from typing import Any

import yaml

from generator.content.frontmatter import nodes, parser
from generator.content.frontmatter.nodes import Key, UneditableError
from generator.content.frontmatter.parser import FrontMatterError, RecordLoader
from generator.editing.scalars import UNPRINTABLE, inline

_INDICATOR = re.compile(r"[|>][+-]?[1-9]")


class Surgery:
    """Cuts into one file's text. Keys are paths of mapping keys and list indices.

    Raises ``FrontMatterError`` for a text whose front matter cannot be read. After an ``UneditableError`` the object is
    of no more use: ``operate`` tries changes one by one.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self.mapping, parts = parser.parse(text)
        self._front = parts.yaml
        self._start = text.index("\n") + 1
        self._body_start = len(text) - len(parts.body)
        self._root = yaml.compose(parts.yaml, Loader=RecordLoader)
        self._line_end = "\r\n" if text[: self._start].endswith("\r\n") else "\n"
        self._cuts: list[tuple[int, int, str]] = []
        self.body = parts.body
        self._expected: Any = copy.deepcopy(self.mapping)
        self._touched: list[Key] = []

    def replace(self, key: Key, value: str, comment: str = "") -> None:
        """Give a scalar another text of one line, in the form (plain, quoted, block) in which it stands.

        A ``comment`` behind it goes.
        """
        (_, node), in_flow = nodes.find(self._root, key)
        if not isinstance(node, yaml.ScalarNode):
            raise UneditableError("it is not one value")
        start, end = node.start_mark.index, node.end_mark.index
        if self._front[start:end].startswith("!"):
            raise UneditableError("a YAML tag stands before it")
        if node.style in ("|", ">"):
            self._replace_block(node, value)
        else:
            new = inline(value, node.style, in_flow)
            new = new if end > start else f" {new}"
            self._cut(start, self._front.index(comment, end) + len(comment), new)
        self._expect(key, value)

    def rename(self, key: Key, name: str) -> None:
        """Give a key another name, which must be one that YAML takes as it stands."""
        node = nodes.find(self._root, key)[0][0]
        self._cut(node.start_mark.index, node.end_mark.index, name)
        parent = self._expected_parent(key)
        parent[name] = parent.pop(key[-1])

    def remove(self, key: Key, known: Collection[str] | None = None) -> None:
        """Take a key out with its lines, or an item out of a list; the last item takes its list along.

        ``known`` are the only keys that may be lost with a block. Comments are never lost.
        """
        (key_node, node), in_flow = nodes.find(self._root, key)
        parent = self._value(key[:-1])
        if isinstance(parent, list) and len(parent) == 1:
            self.remove(key[:-1])
            return
        extra = (
            sorted(set(map(str, self._value(key))) - set(known)) if known and isinstance(node, yaml.MappingNode) else []
        )
        if extra:
            raise UneditableError(f"it has a key of its own, {extra[0]}")
        first, last = nodes.lines(self._front, key_node, node, in_flow, is_item=isinstance(parent, list))
        self._cut(first, last, "")
        del self._expected_parent(key)[key[-1]]

    def extend(self, key: str, values: Sequence[str], after: str) -> None:
        """Add items to a list at the top; where there is none, make it below the key ``after``."""
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
                raise UneditableError("its last item does not begin behind its dash")
            at = self._line_after((key, len(node.value) - 1))
            self._cut(at, at, "".join(f"{dash[0]}{inline(value)}{self._line_end}" for value in values))
        self._expected[key] = [*(self._expected.get(key) or ()), *values]

    def adopt(self, key: str, other: Surgery, after: str) -> None:
        """Give a key at the top the very lines that it has in another file; take it out where that file lacks it.

        A key that is new here goes below the key ``after``.
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
        """Put ``new`` in place of ``old``, which stands at an offset of a text. Several: from the last to the first."""
        (_, node), _ = nodes.find(self._root, key)
        start, end = node.start_mark.index, node.end_mark.index
        known = self._value(key)
        if not known.startswith(old, offset) or known.count(old) != self._front.count(old, start, end):
            raise UneditableError(f"{old} is not found where it stands")
        at = start - 1  # where a text is folded or quoted its words keep their order: the n-th is the n-th
        for _ in range(known.count(old, 0, offset) + 1):
            at = self._front.find(old, at + 1, end)
        self._cut(at, at + len(old), new)
        value = self._expected_parent(key)[key[-1]]
        self._expected_parent(key)[key[-1]] = value[:offset] + new + value[offset + len(old) :]

    def splice_body(self, offset: int, old: str, new: str) -> None:
        """As ``splice``, in the text below the front matter."""
        if not self.body.startswith(old, offset):
            raise UneditableError(f"{old} is not found where it stands")
        self.body = self.body[:offset] + new + self.body[offset + len(old) :]

    def result(self) -> str:
        """The text with every change made; raises ``UneditableError`` when they would mean something else too."""
        pieces, at = [self._text[: self._start]], 0
        for start, end, new in sorted(self._cuts, key=lambda cut: cut[:2]):
            if start < at:
                raise UneditableError("two changes meet in one place")
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
            raise UneditableError("the change would reach further than its value")
        return text

    def _settle(self, mapping: Any, key: Key) -> None:
        """A block scalar may bring line breaks around the new value: they mean nothing."""
        for step in key[:-1]:
            mapping = mapping[step]
        found = mapping[key[-1]]
        if isinstance(found, str) and found.strip() == self._expected_parent(key)[key[-1]]:
            mapping[key[-1]] = found.strip()

    def _value(self, key: Key) -> Any:
        value: Any = self.mapping
        for step in key:
            value = value[step]
        return value

    def _expected_parent(self, key: Key) -> Any:
        parent = self._expected
        for step in key[:-1]:
            parent = parent[step]
        return parent

    def _expect(self, key: Key, value: str) -> None:
        self._expected_parent(key)[key[-1]] = value
        self._touched.append(key)

    def _cut(self, start: int, end: int, new: str) -> None:
        self._cuts.append((start, end, new))

    def _replace_block(self, node: yaml.ScalarNode, value: str) -> None:
        start, end = node.start_mark.index, nodes.end(self._front, node)
        first = self._front.find("\n", start) + 1
        content = self._front[first:end]
        if _INDICATOR.match(self._front, start) or not content.strip():
            raise UneditableError("its block is empty or says its own indentation")
        begun = re.search(r"[^\s]", content)
        assert begun is not None
        text_start = first + begun.start()
        if UNPRINTABLE.search(value):
            raise UneditableError("the new text holds characters that a block cannot hold")
        self._cut(text_start, end, value)

    def _line_after(self, key: Key) -> int:
        """Where the line after a key's value begins."""
        (_, node), in_flow = nodes.find(self._root, key)
        if in_flow:
            raise UneditableError("it stands in brackets")
        return self._front.find("\n", nodes.end(self._front, node)) + 1


def operate(text: str, works: Sequence[Callable[[Surgery], None]]) -> tuple[str, list[str]]:
    """The text after all that can be done of ``works``, and for each the reason why it was not (empty: it was)."""
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
