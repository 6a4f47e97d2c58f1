"""Moves the lines of nested lists to the indentation that CommonMark requires.

Writers nest lists by two, three or five spaces and mean the same, and some write ``•``. CommonMark requires the column
of the parent's text: two spaces under ``1. `` would end the list. Lines are moved as a whole, and nothing within them
changes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

_MARKER = re.compile(r"([-*+•]|\d{1,9}[.)])([ \t]+)(?=\S)")
_RULE = re.compile(r"(?:[-*_][ \t]*){3,}$")
_FENCE = re.compile(r"(`{3,}|~{3,})")
_NUMBER = re.compile(r"(\d{1,4})([.)])[ \t]+\S")
_NEEDS_WORK = re.compile(r"(?m)^(?:[ \t]+\S|•|\d{1,3}[.)][ \t])")
_NEST = 2
"""The least indentation, relative to its parent's marker, of a nested item."""


@dataclass(slots=True)
class _ListItem:
    indent: int
    """The column of the marker in the source."""
    content: int
    """The column of the text in the source."""
    new_content: int
    """The column of the text after the move."""


def settle(text: str) -> str:
    """The same Markdown with every nested item, paragraph, fence and formula of a list under the text of its item."""
    return "\n".join(_Settler(text.split("\n")).run()) if _NEEDS_WORK.search(text) else text


class _Settler:
    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.out: list[str] = []
        self.stack: list[_ListItem] = []
        self.fence = ""
        self.column = self.shift = 0
        self.after_blank = True

    def run(self) -> list[str]:
        for number, line in enumerate(self.lines):
            expanded = line.replace("\t", "    ") if line[:1].isspace() else line
            text = expanded.lstrip(" ")
            indent = len(expanded) - len(text)
            if self.fence:
                self.inside_fence(line, text, indent)
            elif not text:
                self.out.append("")
            elif (marker := _MARKER.match(text)) and not _RULE.match(text):
                self.item(number, text, indent, marker)
            else:
                self.other(text, indent)
            self.after_blank = not text
        return self.out

    def put(self, indent: int, text: str) -> None:
        self.out.append(" " * indent + text)

    def inside_fence(self, line: str, text: str, indent: int) -> None:
        if text.startswith(self.fence) and not text.strip(self.fence[0] + " "):
            self.put(self.column, text)  # at any indentation it closes the fence of its item
            self.fence = ""
        elif text:
            self.put(max(indent + self.shift, self.column), text)
        else:
            self.out.append(line)

    def item(self, number: int, text: str, indent: int, marker: re.Match[str]) -> None:
        self.close(indent)
        new_indent = self.stack[-1].new_content if self.stack else 0
        padding = len(marker[2]) if len(marker[2]) <= 4 else 1
        width = len(marker[1]) + padding
        if not self.stack and not self.after_blank and self.starts_late(number, text):
            self.out.append("")
        self.stack.append(_ListItem(indent, indent + len(marker[0]), new_indent + width))
        rest = text[marker.end() :]
        self.put(new_indent, marker[1].replace("•", "-") + " " * padding + rest)
        self.open_fence(rest, new_indent + width, new_indent - indent)

    def starts_late(self, number: int, text: str) -> bool:
        """Whether the item begins a list at 2 or later directly under a paragraph. CommonMark requires a blank line
        there."""
        first = _NUMBER.match(text)
        if not first or first[1] == "1" or len(first[1]) > 3 or not self.out or self.in_list_above():
            return False
        return self.last_lines.get((str(int(first[1]) + 1), first[2]), 0) > number

    @cached_property
    def last_lines(self) -> dict[tuple[str, str], int]:
        """The last line that begins with each number and its sign."""
        found = ((_NUMBER.match(line.lstrip(" \t")), number) for number, line in enumerate(self.lines))
        return {(match[1], match[2]): number for match, number in found if match}

    def in_list_above(self) -> bool:
        return bool(_MARKER.match(self.out[-1].lstrip(" ")))

    def other(self, text: str, indent: int) -> None:
        fence = _FENCE.match(text)
        interrupts = self.after_blank or fence or text.startswith(("#", ">"))
        if interrupts or (self.stack and indent >= self.stack[0].indent + _NEST):
            self.close(indent)
        is_inside = self.stack and indent >= self.stack[-1].indent + _NEST
        column = self.stack[-1].new_content if is_inside else indent
        self.put(column, text)
        self.open_fence(text, column, column - indent)

    def open_fence(self, text: str, column: int, shift: int) -> None:
        fence = _FENCE.match(text)
        if fence and not (fence[0][0] == "`" and "`" in text[len(fence[0]) :]):
            self.fence, self.column, self.shift = fence[0], column, shift

    def close(self, indent: int) -> None:
        """Close the items that are not parents of a line with this indentation."""
        while self.stack and indent < self.stack[-1].indent + _NEST:
            self.stack.pop()
