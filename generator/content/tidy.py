"""What is not right in one file's front matter and has only one right form: ``quicktakes fix`` may write that."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from generator.content.frontmatter import scalars
from generator.content.frontmatter.parser import Value
from generator.model import dates, quotes
from generator.model.finding import Edit, Finding, Fix, Place

Key = tuple[str | int, ...]
_WORDS: tuple[Key, ...] = (("title",), ("article_title",), ("question",), ("seo", "page_description"))
_KEYWORDS = ("seo", "page_keywords")
_COMMA = re.compile(r",(?!(?<=\d,)\d)")
"""A comma that separates; one between digits is part of a word (1,4-dioxane, 10,000 steps)."""
_NO_SPACE = re.compile(rf"{_COMMA.pattern}(?=\S)")
_SEMICOLON = re.compile(r"(?<=[^\s;,(])\s*;\s*(?=[^\s;,)])")
"""One between two words: a keyword may name the sign itself."""
_ENTITY = re.compile(r"&#?\w+;")


def keywords(text: str) -> tuple[str, ...]:
    """Comma-separated keywords, each once (case aside) in the text's order."""
    unique: dict[str, str] = {}
    for part in _parts(text):
        word = " ".join(part.split())
        if word:
            unique.setdefault(word.casefold(), word)
    return tuple(unique.values())


def _parts(text: str) -> list[str]:
    is_tidy = text.count(",") == text.count(", ")
    return text.split(",") if is_tidy else _COMMA.split(text)


def untidy(path: str, mapping: Mapping[str, Value]) -> Iterator[Finding]:
    """Keywords that are separated by something else than a comma and a space, or repeated; quotes that CSV doubled."""
    for key in _WORDS:
        words = _value(mapping, key)
        if isinstance(words, str) and '""' in words and "`" not in words:
            yield from _doubled(path, key, words)
    yield from _untidy_keywords(path, mapping)


def _untidy_keywords(path: str, mapping: Mapping[str, Value]) -> Iterator[Finding]:
    written = _value(mapping, _KEYWORDS)
    text = written.strip() if isinstance(written, str) else ""
    semicolon = _SEMICOLON.search(text) if ";" in text and not _ENTITY.search(text) else None
    if semicolon:
        tidy = ", ".join(keywords(_SEMICOLON.sub(",", text.rstrip("; "))))
        yield Finding(
            path, "QT133", "`page_keywords`: keywords are separated by semicolons", "use commas, such as nerve, muscle",
            Place(_KEYWORDS, semicolon.start()), fix=None if "," in text else Fix(_KEYWORDS, tidy),
        )  # fmt: skip
        return
    words = keywords(text)
    if text != ", ".join(words):
        message, remedy = _untidiness(text)
        fix = Fix(_KEYWORDS, ", ".join(words)) if words else None
        yield Finding(path, "QT132", f"`page_keywords`: {message}", remedy, Place(_KEYWORDS, 0), fix=fix)


def _untidiness(text: str) -> tuple[str, str]:
    """What is wrong with how keywords are written, and what to do."""
    words = [" ".join(part.split()) for part in _parts(text)]
    folded = [word.casefold() for word in words]
    twice = next((word for at, word in enumerate(words) if word and word.casefold() in folded[:at]), "")
    if twice:
        return f"{twice!r} appears twice", "write each keyword once"
    remedy = "separate keywords with a comma and a space, such as nerve, muscle"
    if not all(words):
        return "comma without a keyword", remedy
    return "missing space after a comma" if _NO_SPACE.search(text) else "extra space", remedy


def _doubled(path: str, key: Key, text: str) -> Iterator[Finding]:
    pieces = tuple(quotes.doubled(text))
    if pieces:
        yield Finding(
            path, "QT119", f"`{scalars.name(key)}`: {quotes.MESSAGE}", quotes.REMEDY, Place(key, pieces[0][0]),
            fix=Edit(key, pieces),
        )  # fmt: skip


def dated(findings: Iterable[Finding], mapping: Mapping[str, Value]) -> list[Finding]:
    """The findings, those of dates with the day that the date can only mean."""
    return [_dated(finding, mapping) if finding.code == "QT112" else finding for finding in findings]


def _dated(finding: Finding, mapping: Mapping[str, Value]) -> Finding:
    day = dates.unambiguous(str(_value(mapping, finding.place.key)))
    return replace(finding, fix=Fix(finding.place.key, day.isoformat())) if day else finding


def _value(mapping: Mapping[str, Value], key: Key) -> Any:
    value: Any = mapping
    for step in key:
        if isinstance(value, dict):
            value = value.get(step)
        else:
            value = value[step] if isinstance(value, list) and isinstance(step, int) else None
    return value
