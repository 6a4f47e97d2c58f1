"""Untidy values with exactly one right form, which ``quicktakes fix`` can write."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from generator.content.frontmatter.nodes import Key
from generator.content.frontmatter.parser import Value
from generator.content.frontmatter.values import key_name, value_at
from generator.model import dates, quotes
from generator.model.finding import Edit, Finding, Fix, Place

_WORDS: tuple[Key, ...] = (("title",), ("article_title",), ("question",), ("seo", "page_description"))
_KEYWORDS = ("seo", "page_keywords")
_COMMA = re.compile(r",(?!(?<=\d,)\d)")
"""A comma that separates keywords; one between digits does not (1,4-dioxane, 10,000 steps)."""
_NO_SPACE = re.compile(rf"{_COMMA.pattern}(?=\S)")
_SEMICOLON = re.compile(r"(?<=[^\s;,(])\s*;\s*(?=[^\s;,)])")
"""A semicolon between two words; elsewhere it may be part of a keyword."""
_ENTITY = re.compile(r"&#?\w+;")


def keywords(text: str) -> tuple[str, ...]:
    """Comma-separated keywords in order, each once (ignoring case)."""
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
    """Findings for badly separated or repeated keywords, and for quotes that were doubled by CSV."""
    for key in _WORDS:
        words = value_at(mapping, key)
        if isinstance(words, str) and '""' in words and "`" not in words:
            yield from _doubled(path, key, words)
    yield from _untidy_keywords(path, mapping)


def _untidy_keywords(path: str, mapping: Mapping[str, Value]) -> Iterator[Finding]:
    written = value_at(mapping, _KEYWORDS)
    text = written.strip() if isinstance(written, str) else ""
    semicolon = _SEMICOLON.search(text) if ";" in text and not _ENTITY.search(text) else None
    if semicolon:
        tidy = ", ".join(keywords(_SEMICOLON.sub(",", text.rstrip("; "))))
        message, remedy = "keywords are separated by semicolons", "use commas, such as nerve, muscle"
        place, fix = Place(_KEYWORDS, semicolon.start()), None if "," in text else Fix(_KEYWORDS, tidy)
        yield Finding(path, "QT133", f"`page_keywords`: {message}", remedy, place, fix=fix)
        return
    words = keywords(text)
    if text != ", ".join(words):
        message, remedy = _untidiness(text)
        fix = Fix(_KEYWORDS, ", ".join(words)) if words else None
        yield Finding(path, "QT132", f"`page_keywords`: {message}", remedy, Place(_KEYWORDS, 0), fix=fix)


def _untidiness(text: str) -> tuple[str, str]:
    """What is wrong with the form of keywords, and what to do."""
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
        place, fix = Place(key, pieces[0][0]), Edit(key, pieces)
        yield Finding(path, "QT119", f"`{key_name(key)}`: {quotes.MESSAGE}", quotes.REMEDY, place, fix=fix)


def dated(findings: Iterable[Finding], mapping: Mapping[str, Value]) -> list[Finding]:
    """The findings. An invalid date that can only mean one date has it as its fix."""
    return [_dated(finding, mapping) if finding.code == "QT112" else finding for finding in findings]


def _dated(finding: Finding, mapping: Mapping[str, Value]) -> Finding:
    day = dates.unambiguous(str(value_at(mapping, finding.place.key)))
    return replace(finding, fix=Fix(finding.place.key, day.isoformat())) if day else finding
