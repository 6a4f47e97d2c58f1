"""Values of front matter: text, numbers, dates and lists, with a finding for each value that does not fit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, TypeVar

from generator.content.frontmatter.nodes import Key
from generator.content.frontmatter.parser import Value
from generator.model import dates, urls
from generator.model.finding import Finding, Place

T = TypeVar("T")
_IDENTIFIER = re.compile(r"-?[0-9]{1,18}")


def key_name(key: Key) -> str:
    """A key as findings show it, such as ``seo.title``."""
    return ".".join(str(step) for step in key)


def quoted(text: str) -> str:
    """A value as findings quote it, cut to 60 characters."""
    return repr(text if len(text) <= 60 else text[:57] + "…")


def identifier(text: str) -> int:
    """The id of a record: a whole number other than 0, of up to 18 digits. Raises ``ValueError`` for other text."""
    if not _IDENTIFIER.fullmatch(text) or not int(text):
        raise ValueError(text)
    return int(text)


def identifier_or_none(text: str) -> int | None:
    """The id of a record, or ``None`` for text that is not an id."""
    try:
        return identifier(text)
    except ValueError:
        return None


def value_at(mapping: Mapping[str, Value], key: Key) -> Any:
    """The value of a key at any depth; ``None`` if the key is missing."""
    value: Any = mapping
    for step in key:
        if isinstance(value, dict):
            value = value.get(str(step))
        elif isinstance(value, list) and isinstance(step, int):
            value = value[step]
        else:
            return None
    return value


class Values:
    """Reads the values of one file. Problems are collected in ``findings``, still without line and column."""

    def __init__(self, path: str, mapping: Mapping[str, Value]) -> None:
        self.path = path
        self.mapping = mapping
        self.findings: list[Finding] = []

    def report(self, code: str, message: str, remedy: str, key: Key, offset: int = -1) -> None:
        """Add a finding at a key, or at a character of its value."""
        self.findings.append(Finding(self.path, code, message, remedy, Place(key, offset)))

    def is_empty(self, key: str) -> bool:
        """Whether a key is missing or has no value."""
        value = self.mapping.get(key)
        return value is None or (isinstance(value, str) and not value.strip())

    def text(self, key: Key) -> str:
        """The text of a key, stripped; empty if the key is missing or, with a finding, if the value is not text."""
        value = self.mapping.get(str(key[0])) if len(key) == 1 else value_at(self.mapping, key)
        if value is None or isinstance(value, str):
            return (value or "").strip()
        hint = ", in quotes if it contains `: `" if isinstance(key[-1], int) else ""
        self.report("QT115", f"`{key_name(key)}` is not text", f"write a single value{hint}", key)
        return ""

    def converted(self, key: Key, convert: Callable[[str], T], code: str, remedy: str) -> T | None:
        """The converted value; ``None`` if it is missing or empty or, with a finding, if it is invalid."""
        if key[0] not in self.mapping:
            return None
        text = self.text(key)
        if not text:
            return None
        try:
            return convert(text)
        except ValueError:
            self.report(code, f"invalid {key_name(key)} {quoted(text)}", remedy, key, 0)
            return None

    def day(self, *key: str | int) -> date | None:
        """The date of a key; ``None`` if it is missing or empty or, with a finding, if it is invalid."""
        text = self.text(key) if key[0] in self.mapping else ""
        try:
            return dates.parse_day(text) if text else None
        except ValueError:
            reason = dates.invalid_reason(text)
            remedy = "correct the date" if reason else "write it as YYYY-MM-DD, such as 2024-11-27"
            self.report("QT112", f"invalid date {quoted(text)}{reason and f': {reason}'}", remedy, key, 0)
            return None

    def url(self, key: Key, example: str) -> str:
        """The url of a page in its usual form; empty if it is missing or, with a finding, if it is unsafe."""
        url = self.text(key)
        reason = urls.unsafe_reason(url) if url else ""
        if reason:
            self.report("QT114", f"unsafe url {quoted(url)}: {reason}", f"write a path such as {example}", key, 0)
        return urls.normal(url) if url and not reason else ""

    def web_address(self, key: Key, owner: str) -> str:
        """An http or https address; empty if it is missing or, with a finding, if it is something else."""
        address = self.text(key)
        if not address or urls.is_web_address(address):
            return address
        message, remedy = f"the url of {owner} is not a web address", "write an address that begins with https://"
        self.report("QT153", message, remedy, key, 0)
        return ""

    def words(self, key: str) -> list[str]:
        """The texts of a list, or of one text that is separated by commas; stripped, without empty ones."""
        value = self.mapping.get(key)
        if isinstance(value, str):
            texts = [part.strip() for part in value.split(",")]
        else:
            texts = [self.text((key, number)) for number, _ in self.items(key)]
        if value == {}:
            self._report_no_list(key)
        return list(filter(None, texts))

    def items(self, key: str) -> Iterator[tuple[int, Any]]:
        """The items of a list, numbered from 0."""
        value = self.mapping.get(key)
        if isinstance(value, list):
            yield from enumerate(value)
        elif value:
            self._report_no_list(key)

    def _report_no_list(self, key: str) -> None:
        self.report("QT115", f"`{key}` is not a list", "write each entry on a line `- …`", (key,))
