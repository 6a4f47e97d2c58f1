"""Findings, where they are, and how they are fixed, sorted, counted and printed in one line each."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import get_args

from msgspec import Struct

from generator.model.codes import CODES, Severity
from generator.model.snippets import Snippet, cut, visible


@dataclass(frozen=True, slots=True)
class Place:
    """The position of a finding in a record's file, before its line and column are known.

    ``key`` is the path of keys in the front matter (empty: the top of the file). ``offset`` counts characters from the
    start of the value (-1: the key itself), or from the start of the body if ``in_body`` is set.
    """

    key: tuple[str | int, ...] = ()
    offset: int = -1
    in_body: bool = False


class Fix(Struct, frozen=True, tag=True):
    """A change that fixes a finding without a decision by the editor (``quicktakes fix`` applies it).

    ``value`` is the new text of the key; ``None`` removes the key, or renames it to ``name``. ``comment`` is the
    comment after the old value that becomes part of the new one. Without a ``key``, ``value`` is inserted as the first
    line of the file.
    """

    key: tuple[str | int, ...]
    value: str | None
    name: str = ""
    comment: str = ""


class Edit(Struct, frozen=True, tag=True):
    """A fix within a text: pieces of the key's value (or of the body) to replace.

    Each piece is an offset, the old text and the new text.
    """

    key: tuple[str | int, ...]
    pieces: tuple[tuple[int, str, str], ...]
    in_body: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem in a file. ``line`` and ``column`` count from 1; 0 means "not located yet" (see ``records.locate``).

    ``snippet`` is the source at that position (see ``with_source``). ``given`` is the configured severity, if it
    differs from the default of the code.
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
        """``error`` prevents the publication of a record, ``warning`` does not, ``info`` is reported on request."""
        return self.given or CODES[self.code][0]

    def at(self, line: int, column: int) -> Finding:
        """Return the finding with a line and column."""
        return replace(self, line=line, column=column)


def with_source(findings: Iterable[Finding], text: str) -> list[Finding]:
    """Add the source line to each located finding of a file."""
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
    """Sort findings by path, line, column and code, as they are printed, and remove duplicates."""
    return sorted(set(findings), key=lambda f: (f.path, f.line, f.column, f.code, f.message))


def as_text(findings: Iterable[Finding], prefix: str = "") -> str:
    """Format findings as lines: ``path:line:col: CODE message; what to do``. Control characters are made visible."""
    return "".join(f"{as_line(finding, prefix)}\n" for finding in findings)


def as_line(finding: Finding, prefix: str) -> str:
    """Format a finding as one line; ``prefix`` is the printed path of the content folder."""
    mark = "" if finding.severity == "error" else f"({finding.severity}) "
    where = f"{printed_path(finding, prefix)}:{finding.line}:{finding.column}"
    return visible(f"{where}: {finding.code} {mark}{finding.message}; {finding.remedy}")


def printed_path(finding: Finding, prefix: str) -> str:
    """Return the printed path of a finding's file; ``prefix`` is that of the content folder.

    The path of a configuration begins with ``../``, because it is outside the content folder.
    """
    return posixpath.normpath(prefix + finding.path) if finding.path.startswith("../") else prefix + finding.path


def counts(findings: Iterable[Finding]) -> dict[Severity, int]:
    """Count findings by severity."""
    found = Counter(finding.severity for finding in findings)
    return {severity: found[severity] for severity in get_args(Severity)}


def summary(findings: Iterable[Finding], records: int) -> str:
    """Summarise a run in one line: the numbers of records, errors, warnings and (if any) infos."""
    found = counts(findings)
    parts = [counted(records, "record"), counted(found["error"], "error"), counted(found["warning"], "warning")]
    return ", ".join([*parts, counted(found["info"], "info")] if found["info"] else parts)


def counted(number: int, noun: str) -> str:
    """Format a number with its noun: ``1 record``, ``2,000 records``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
