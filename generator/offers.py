"""What is not right in one file's front matter and has only one right form: ``quicktakes fix`` may write that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from generator import dates, quotes, scalars
from generator.diagnostics import Edit, Finding, Fix, Place
from generator.frontmatter import Value

Key = tuple[str | int, ...]
_WORDS: tuple[Key, ...] = (("title",), ("article_title",), ("question",), ("seo", "page_description"))


def keywords(text: str) -> tuple[tuple[str, ...], str]:
    """Comma-separated keywords, each once (case aside) in the text's order; and what is wrong with how they stand."""
    unique: dict[str, str] = {}
    twice = ""
    for part in text.split(","):
        word = " ".join(part.split())
        if word and unique.setdefault(word.casefold(), word) is not word:
            twice = twice or word
    words = tuple(unique.values())
    if twice:
        return words, f"{twice!r} stands twice"
    return words, "" if text == ", ".join(words) else "they are not words with a comma and a space between"


def untidy(path: str, mapping: Mapping[str, Value]) -> Iterator[Finding]:
    """Keywords that are not words with a comma and a space between, each once; quotes that CSV doubled."""
    for key in _WORDS:
        text = _value(mapping, key)
        if isinstance(text, str) and '""' in text and "`" not in text:
            yield from _doubled(path, key, text)
    key = ("seo", "page_keywords")
    written = _value(mapping, key)
    words, wrong = keywords(written.strip()) if isinstance(written, str) else ((), "")
    if wrong:
        fix = Fix(key, ", ".join(words)) if words else None
        remedy = "write each once, such as nerve, muscle"
        yield Finding(path, "QT132", f"page_keywords: {wrong}", remedy, Place(key, 0), fix=fix)


def _doubled(path: str, key: Key, text: str) -> Iterator[Finding]:
    pieces = tuple(quotes.doubled(text))
    if pieces:
        yield Finding(
            path, "QT119", f"{scalars.name(key)}: {quotes.MESSAGE}", quotes.REMEDY, Place(key, pieces[0][0]),
            fix=Edit(key, pieces),
        )  # fmt: skip


def dated(findings: Iterable[Finding], mapping: Mapping[str, Value]) -> list[Finding]:
    """The findings, those of dates with the day that the date can only mean."""
    return [_dated(finding, mapping) if finding.code == "QT112" else finding for finding in findings]


def _dated(finding: Finding, mapping: Mapping[str, Value]) -> Finding:
    day = dates.surely(str(_value(mapping, finding.place.key)))
    return replace(finding, fix=Fix(finding.place.key, day.isoformat())) if day else finding


def _value(mapping: Mapping[str, Value], key: Key) -> Any:
    value: Any = mapping
    for step in key:
        if isinstance(value, dict):
            value = value.get(step)
        else:
            value = value[step] if isinstance(value, list) and isinstance(step, int) else None
    return value
