"""One mapping of front matter on its way to values: texts, numbers, days and lists, with a finding for each misfit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, TypeVar

from generator.content.frontmatter import scalars
from generator.content.frontmatter.parser import Value
from generator.model import dates
from generator.model.finding import Finding, Place

Key = tuple[str | int, ...]
T = TypeVar("T")


def wrong_day(text: str) -> tuple[str, str]:
    """What is wrong with a text that is no day, and what to do."""
    reason = dates.invalid_reason(text)
    remedy = "correct the date" if reason else "write it as YYYY-MM-DD, such as 2024-11-27"
    return f"invalid date {scalars.shown(text)}{reason and f': {reason}'}", remedy


class Values:
    """Reads one file's mapping; what is wrong gathers in ``findings``, not located yet."""

    def __init__(self, path: str, mapping: Mapping[str, Value]) -> None:
        self.path = path
        self.mapping = mapping
        self.findings: list[Finding] = []

    def report(self, code: str, message: str, remedy: str, key: Key, offset: int = -1) -> None:
        """Add a finding at a key, or at a character of its value."""
        self.findings.append(Finding(self.path, code, message, remedy, Place(key, offset)))

    def _value(self, key: Key) -> Value:
        value: Any = self.mapping
        for step in key:
            if isinstance(value, dict):
                value = value.get(str(step))
            elif isinstance(value, list) and isinstance(step, int):
                value = value[step]
            else:
                return None
        return value  # type: ignore[no-any-return]

    def text(self, key: Key) -> str:
        """The text of a key, stripped; empty when it is absent or (with a finding) no text."""
        value = self.mapping.get(str(key[0])) if len(key) == 1 else self._value(key)
        if value is None or isinstance(value, str):
            return (value or "").strip()
        self.report("QT115", f"`{scalars.name(key)}` is not text", "write a single value", key)
        return ""

    def converted(self, key: Key, convert: Callable[[str], T], code: str, remedy: str) -> T | None:
        """The value converted, or ``None`` when it is absent, empty, or (with a finding) wrong."""
        if key[0] not in self.mapping:
            return None
        text = self.text(key)
        if not text:
            return None
        try:
            return convert(text)
        except ValueError:
            self.report(code, f"invalid {scalars.name(key)} {scalars.shown(text)}", remedy, key, 0)
            return None

    def day(self, *key: str | int) -> date | None:
        """The day that a key holds."""
        text = self.text(key) if key[0] in self.mapping else ""
        try:
            return dates.parse_day(text) if text else None
        except ValueError:
            self.report("QT112", *wrong_day(text), key, 0)
            return None

    def items(self, key: str) -> Iterator[tuple[int, Any]]:
        """The entries of a list, with their numbers from 0."""
        value = self.mapping.get(key)
        if isinstance(value, list):
            yield from enumerate(value)
        elif value:
            self.report("QT115", f"`{key}` is not a list", "write each entry on a line `- …`", (key,))
