"""A finding, the registry of codes, and findings in one line each (``formats`` has the other ways to print them)."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import get_args

from generator.model.codes import CODES, Severity
from generator.model.snippets import Snippet, cut, visible


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a record's file a finding stands, before it is turned into a line and a column.

    ``key`` is the path of keys in the front matter (empty: the top of the file). ``offset`` is a number of
    characters into the value (-1: the key itself); with ``in_body`` it counts from the start of the body.
    """

    key: tuple[str | int, ...] = ()
    offset: int = -1
    in_body: bool = False


@dataclass(frozen=True, slots=True)
class Fix:
    """What puts a finding right without a decision of the editor's (``quicktakes fix`` does it).

    ``value`` is the text that the key should have; ``None`` takes the key out, or gives it another ``name``.
    ``comment`` is behind the old value, and a part of the new one. No ``key``: the file should begin with ``value`` as
    its first line.
    """

    key: tuple[str | int, ...]
    value: str | None
    name: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """A ``Fix`` within a text: pieces of the key's value (or of the body) to replace.

    Each piece is its offset, what is there, and what should be there.
    """

    key: tuple[str | int, ...]
    pieces: tuple[tuple[int, str, str], ...]
    in_body: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem: ``line`` and ``column`` count from 1; 0 means "not located yet" (see ``records.locate``).

    ``snippet`` is the source there (see ``with_source``); ``given`` the severity that the configuration gives it, where
    that is another than the code's own.
    """

    path: str
    code: str
    message: str
    remedy: str
    place: Place = field(default_factory=Place)
    line: int = 0
    column: int = 0
    snippet: Snippet | None = None
    given: Severity | None = None
    fix: Fix | Edit | None = None

    @property
    def severity(self) -> Severity:
        """``error`` keeps a record from being published; ``warning`` does not; ``info`` is told when asked for."""
        return self.given or CODES[self.code][0]

    def at(self, line: int, column: int) -> Finding:
        """The same finding at a line and column."""
        return replace(self, line=line, column=column)


def with_source(findings: Iterable[Finding], text: str) -> list[Finding]:
    """The located findings of one file, each with the source line from the file's text."""
    lines = text.split("\n")
    return [
        replace(finding, snippet=cut(lines[finding.line - 1], finding.column))
        if 0 < finding.line <= len(lines)
        else finding
        for finding in findings
    ]


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether any of the findings is an error."""
    return any(finding.severity == "error" for finding in findings)


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """By path, line, column and code: the order in which they are printed. Exact repeats are dropped."""
    return sorted(set(findings), key=lambda f: (f.path, f.line, f.column, f.code, f.message))


def as_text(findings: Iterable[Finding], prefix: str = "") -> str:
    """One line a finding: ``path:line:col: CODE message; what to do``. Control characters are made visible."""
    return "".join(f"{as_line(finding, prefix)}\n" for finding in findings)


def as_line(finding: Finding, prefix: str) -> str:
    """One finding in one line."""
    mark = "" if finding.severity == "error" else f"({finding.severity}) "
    where = f"{called(finding, prefix)}:{finding.line}:{finding.column}"
    return visible(f"{where}: {finding.code} {mark}{finding.message}; {finding.remedy}")


def called(finding: Finding, prefix: str) -> str:
    """A finding's file as it is called from here; ``prefix`` is how the content folder is. A configuration stands
    outside that."""
    return posixpath.normpath(prefix + finding.path) if finding.path.startswith("../") else prefix + finding.path


def counts(findings: Iterable[Finding]) -> dict[Severity, int]:
    """How many findings there are of each severity."""
    found = Counter(finding.severity for finding in findings)
    return {severity: found[severity] for severity in get_args(Severity)}


def summary(findings: Iterable[Finding], records: int) -> str:
    """One line for people: how many records were read, how many errors and warnings (and infos) were found."""
    found = counts(findings)
    parts = [counted(records, "record"), counted(found["error"], "error"), counted(found["warning"], "warning")]
    return ", ".join([*parts, counted(found["info"], "info")] if found["info"] else parts)


def counted(number: int, noun: str) -> str:
    """``1 record``, ``2,000 records``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
