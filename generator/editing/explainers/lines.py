"""Split an explainer into lines (items and paragraphs), and write them as Markdown."""

from __future__ import annotations

import re

_BULLET = re.compile(r"(?:[-*–—]\s+|[•·‣◦▪●]\s*)(?=\S)")
NUMBER = re.compile(r"([0-9]{1,3})[.)]\s+(?=\S)")
ITEM = re.compile(r"(?:-|([0-9]{1,3})\.) (.+)")
_RULE = re.compile(r"[-*–—_=•·\s]*")
_TERM = re.compile(r"([^:*]+):\s+(\S.*)")
_SENTENCE = re.compile(
    r"[.?!,;]\s|\b(?:is|are|was|were|has|have|had|can|will|does|do|it|they|this|if)\b", re.IGNORECASE
)
_MARKUP = re.compile(r"(?=#{1,6}(?:\s|$)|>|\||\+\s|```|~~~|([-_*])(?:\s*\1){2,}$)")
_BARE_NUMBER = re.compile(r"([0-9]+)(?=[.)](?:\s|$))")
STEPS = re.compile(r"\bsteps?\b|\A(?>.*?\bhow\b).*\bworks?\b|\bin order\b(?! to)|\bstages?\b", re.IGNORECASE)


def split(text: str) -> list[str]:
    """The lines that are not empty; items start with ``- `` or ``3. ``, and continuation lines are joined to them."""
    found: list[str] = []
    depth: int | None = None  # indentation of the item directly above; None if there is none
    for raw in text.lstrip("\ufeff").splitlines():
        line = " ".join(raw.split())
        indent = len(raw) - len(raw.lstrip())
        if _RULE.fullmatch(line):
            depth = None
        elif (item := _as_item(line)) is not None:
            found.append(item)
            depth = indent
        elif depth is not None and indent > depth:
            found[-1] += f" {line}"
        else:
            found.append(re.sub(r"^#{1,6} (?!.*\.$)", "", line))
            depth = None
    return found


def _as_item(line: str) -> str | None:
    inside = _BULLET.sub("", line, count=1) if _BULLET.match(line) else line
    if number := NUMBER.match(inside):
        return f"{number[1]}. {inside[number.end() :]}"
    return None if inside is line else f"- {inside}"


def bare(line: str) -> str:
    """A line without its bullet."""
    return line.removeprefix("- ")


def entry(item: str) -> str:
    """The text of an item; a short term before a colon becomes bold."""
    found = _TERM.fullmatch(item)
    if found and len(found[1].split()) <= 6 and not _SENTENCE.search(found[1]):
        return f"**{found[1].strip()}**: {found[2]}"
    return plain(item)


def plain(line: str) -> str:
    """A line, escaped so that it does not start a heading, quotation, table, code block or list."""
    if number := _BARE_NUMBER.match(line):
        return f"{number[1]}\\{line[number.end() :]}"
    return f"\\{line}" if _MARKUP.match(line) else line
