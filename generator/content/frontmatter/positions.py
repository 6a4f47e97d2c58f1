"""Line and column of each key and each character of a value; computed only for files with findings."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from functools import cached_property

import yaml

from generator.content.frontmatter import shortform
from generator.content.frontmatter.lines import Lines
from generator.content.frontmatter.parser import BOM, FrontMatterError, Parts, compose, split, starts_front_matter
from generator.model import urls

_BREAK = re.compile("\n")
_ESCAPE = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)")


class Positions:
    """Lines and columns of keys and values in the text of one file."""

    def __init__(self, text: str) -> None:
        self._parts: Parts | None = None
        self._root: yaml.Node | None = None
        self._reached: dict[int, tuple[int, int, int]] = {}
        self._spots: dict[tuple[str | int, ...], shortform.Spot | None] = {}
        self._children: dict[int, Mapping[object, tuple[yaml.Node, yaml.Node]]] = {}
        try:
            parts = split(text) if starts_front_matter(text) else Parts("", text.removeprefix(BOM), 1, 1)
            self._lines, self._ends = parts.yaml.split("\n"), Lines(parts.yaml)
            self._is_short = shortform.read(parts.yaml) is not None
            if not self._is_short:
                self._root = compose(parts.yaml)
            self._parts = parts
        except (FrontMatterError, yaml.YAMLError):
            return

    def find(self, key: tuple[str | int, ...], offset: int = -1, in_body: bool = False) -> tuple[int, int]:
        """Line and column (from 1) of a key, of the character ``offset`` of its value, or of the body.

        A missing key has the position of its nearest existing parent. A list item is found by its number or, in a list
        of urls, by its url.
        """
        if self._parts is None or (not key and not in_body):
            return 1, 1
        if in_body:
            offset = min(max(offset, 0), len(self._parts.body))
            line = bisect_left(self._breaks, offset)
            return self._parts.body_line + line, offset - (self._breaks[line - 1] if line else -1)
        if self._is_short:
            if key not in self._spots:
                self._spots[key] = shortform.spot(self._lines, key)
            spot = self._spots[key]
            short = spot and spot.at(offset)
            if short is not None:
                return self._parts.first_line + short[0], short[1] + 1
            self._is_short, self._root = False, compose(self._parts.yaml)
        key_node, value_node = self._walk(key)
        if key_node is None:
            return 1, 1
        if offset < 0 or not isinstance(value_node, yaml.ScalarNode):
            mark = key_node.start_mark
            line, column = self._ends.place(mark)
            return self._parts.first_line + line, column + 1
        line, column = self._align(value_node, offset)
        return self._parts.first_line + line, column + 1

    def _walk(self, key: tuple[str | int, ...]) -> tuple[yaml.Node | None, yaml.Node | None]:
        found: yaml.Node | None = None
        node: yaml.Node | None = self._root
        for step in key:
            if id(node) not in self._children:  # for each key only once: a list may have a finding for each item
                self._children[id(node)] = _children(node)
            children = self._children[id(node)]
            if step not in children:
                return found, None
            found, node = children[step]
        return found, node

    @cached_property
    def _breaks(self) -> list[int]:
        """The offsets of the line breaks of the body."""
        body = self._parts.body if self._parts is not None else ""
        return [found.start() for found in _BREAK.finditer(body)]

    def _align(self, node: yaml.ScalarNode, offset: int) -> tuple[int, int]:
        """Line and column (from 0) of a character of a value.

        Compares value and source character by character, and skips what only the source has: indentation, quotes. A
        later offset in the same value continues from the last one.
        """
        source = self._lines
        first, line, column = self._reached.get(id(node), (0, node.start_mark.line, node.start_mark.column))
        if first > offset or id(node) not in self._reached:
            first, line, column = 0, node.start_mark.line, node.start_mark.column
            if node.style in ("|", ">"):
                line, column = line + 1, 0
            elif node.style in ("'", '"'):
                column += 1
        for index in range(first, len(node.value)):
            char, width = node.value[index], 0
            while line < len(source):
                row = source[line]
                if char in " \n" and (column >= len(row) or (row[column] == "\r" and column + 1 == len(row))):
                    break
                if column >= len(row):
                    line, column = line + 1, 0
                elif row[column] == char and not (node.style == '"' and char == "\\"):
                    break
                elif node.style == '"' and (escape := _ESCAPE.match(row, column)):
                    width = len(escape[0]) - 1  # the loop adds one column itself
                    break
                else:
                    column += 1
            if index == offset or line >= len(source):
                self._reached[id(node)] = index, line, column
                break
            at_end = column >= len(source[line])
            line, column = (line + 1, 0) if at_end else (line, column + 1 + width)
        return min(line, len(source) - 1), column


def _children(node: yaml.Node | None) -> Mapping[object, tuple[yaml.Node, yaml.Node]]:
    """The nodes of keys and values of a mapping by key; of a list by number, and by url."""
    if isinstance(node, yaml.MappingNode):
        return {key.value: (key, value) for key, value in node.value}
    if not isinstance(node, yaml.SequenceNode):
        return {}
    texts = [item for item in node.value if isinstance(item, yaml.ScalarNode)]
    by_url: dict[object, tuple[yaml.Node, yaml.Node]] = {urls.normal(item.value): (item, item) for item in texts}
    return by_url | {number: (item, item) for number, item in enumerate(node.value)}
