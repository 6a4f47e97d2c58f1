"""Positions of the keys and values of front matter, from the nodes of the YAML parser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

Key = tuple[str | int, ...]
LEADS_ITEM = re.compile(r"[ ]*-[ ]+")
"""The start of a list item with one line per item."""


class UneditableError(Exception):
    """A value that cannot be changed without touching its surroundings. The message gives the reason."""


def find(root: yaml.Node | None, key: Key) -> tuple[tuple[yaml.Node, yaml.Node], bool]:
    """The nodes of a key and its value (of a list item: twice the item), and whether brackets surround them."""
    node: Any = root
    found, in_flow = (node, node), False
    for step in key:
        in_flow = in_flow or bool(getattr(node, "flow_style", False))
        if isinstance(node, yaml.MappingNode):
            pairs = [pair for pair in node.value if pair[0].value == step]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            pairs = [(item, item) for item in node.value[step : step + 1]]
        else:
            pairs = []
        if not pairs:
            raise UneditableError("it is missing")
        found, node = pairs[0], pairs[0][1]
    return found, in_flow


def end(front: str, node: yaml.Node) -> int:
    """The offset after the last character of a value. (PyYAML ends a block scalar where the next key begins.)"""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style:
        last = node.value[-1]
        return end(front, last[1] if isinstance(last, tuple) else last)
    start, stop = node.start_mark.index, node.end_mark.index
    if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
        return start + len(front[start:stop].rstrip())
    return stop


def lines(front: str, key: yaml.Node, node: yaml.Node, in_flow: bool, is_item: bool) -> tuple[int, int]:
    """The offsets of the whole lines of a key and its value. Raises ``UneditableError`` if they hold anything else."""
    first = front.rfind("\n", 0, key.start_mark.index) + 1
    before = front[first : key.start_mark.index]
    if in_flow or (not LEADS_ITEM.fullmatch(before) if is_item else before.strip(" ")):
        raise UneditableError("other keys are on its line")
    last = front.find("\n", end(front, node)) + 1
    between, at = [], key.start_mark.index
    for leaf in _leaves(key, node):
        between.append(front[at : leaf.start_mark.index])
        at = max(at, end(front, leaf))
        inside = front[leaf.start_mark.index : at]
        if getattr(leaf, "style", None) in ("|", ">"):
            between.append(inside.partition("\n")[0])
        elif isinstance(leaf, yaml.CollectionNode) and "\n" in inside:
            between.append(inside)
    if "#" in "".join([*between, front[at:last]]):
        raise UneditableError("it contains a comment")
    return first, last


def _leaves(*nodes: yaml.Node) -> Iterator[yaml.Node]:
    """The scalars and bracketed values below some nodes, in the order of the text."""
    for node in nodes:
        if isinstance(node, yaml.CollectionNode) and not node.flow_style:
            for item in node.value:
                yield from _leaves(*(item if isinstance(item, tuple) else (item,)))
        else:
            yield node
