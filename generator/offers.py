"""What is not right in one file's front matter and has only one right form: ``quicktakes fix`` may write that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from generator import dates
from generator.diagnostics import Finding, Fix, Place
from generator.frontmatter import Value


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
    """Keywords that are not words with a comma and a space between, each once."""
    key = ("seo", "page_keywords")
    written = _value(mapping, key)
    words, wrong = keywords(written.strip()) if isinstance(written, str) else ((), "")
    if wrong:
        fix = Fix(key, ", ".join(words)) if words else None
        remedy = "write each once, such as nerve, muscle"
        yield Finding(path, "QT132", f"page_keywords: {wrong}", remedy, Place(key, 0), fix=fix)


def dated(findings: Iterable[Finding], mapping: Mapping[str, Value]) -> list[Finding]:
    """The findings, those of dates with the day that the date can only mean."""
    return [_dated(finding, mapping) if finding.code == "QT112" else finding for finding in findings]


def _dated(finding: Finding, mapping: Mapping[str, Value]) -> Finding:
    day = dates.surely(str(_value(mapping, finding.place.key)))
    return replace(finding, fix=Fix(finding.place.key, day.isoformat())) if day else finding


def _value(mapping: Mapping[str, Value], key: tuple[str | int, ...]) -> Any:
    value: Any = mapping
    for step in key:
        if isinstance(value, dict):
            value = value.get(step)
        else:
            value = value[step] if isinstance(value, list) and isinstance(step, int) else None
    return value
