"""A finding, the registry of codes, and the ways to print a list of findings."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

Severity = Literal["error", "warning"]

CODES: dict[str, tuple[Severity, str]] = {
    "QT101": ("error", "the file is not UTF-8"),
    "QT102": ("error", "the front matter is not closed, or is empty"),
    "QT103": ("error", "the front matter is not valid YAML"),
    "QT104": ("error", "a key stands twice"),
    "QT105": ("error", "YAML anchors and aliases are refused"),
    "QT106": ("error", "a file cannot be read"),
    "QT110": ("error", "a required key is missing or empty"),
    "QT111": ("error", "an id is not a positive integer"),
    "QT112": ("error", "a date is not YYYY-MM-DD"),
    "QT113": ("error", "date_format has an unknown token"),
    "QT114": ("error", "a url is unsafe"),
    "QT115": ("error", "a value is of the wrong kind"),
    "QT116": ("error", "a subject cannot become an address"),
    "QT117": ("error", "a text is still to be filled in"),
    "QT120": ("error", "an id is used twice"),
    "QT121": ("error", "a url is used twice"),
    "QT122": ("error", "a url belongs to another page or file of the site"),
    "QT123": ("error", "same_as does not lead to another record"),
    "QT130": ("warning", "file_name disagrees with url"),
    "QT131": ("warning", "a subject is written in several ways"),
    "QT140": ("warning", "a related entry does not resolve"),
    "QT141": ("warning", "a related entry repeats another"),
    "QT142": ("warning", "a record is related to itself"),
    "QT150": ("error", "a link does not resolve"),
    "QT151": ("error", "a link's anchor is not on the page"),
    "QT152": ("error", "an image is not there"),
    "QT153": ("warning", "a link's scheme is not allowed"),
    "QT154": ("warning", "an image of another host is shown as a link"),
    "QT160": ("error", "a formula cannot be converted"),
    "QT161": ("warning", "a formula was read with a correction"),
    "QT162": ("warning", "raw HTML is shown as text"),
    "QT163": ("warning", "markup seems to be left over"),
    "QT170": ("error", "two topics share a name"),
    "QT171": ("warning", "a required topic is not there"),
    "QT172": ("error", "topics require each other in a circle"),
}
"""Every code: its severity and its rule in one clause. Codes are for ever: a rule that goes leaves a gap."""


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
class Finding:
    """One problem: ``line`` and ``column`` count from 1; 0 means "not located yet" (see ``records.locate``)."""

    path: str
    code: str
    message: str
    remedy: str
    place: Place = field(default_factory=Place)
    line: int = 0
    column: int = 0

    @property
    def severity(self) -> Severity:
        """``error`` keeps a record from being published; ``warning`` does not."""
        return CODES[self.code][0]

    def at(self, line: int, column: int) -> Finding:
        """The same finding at a line and column."""
        return replace(self, line=line, column=column)


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether any of the findings is an error."""
    return any(finding.severity == "error" for finding in findings)


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """By path, line, column and code: the order in which they are printed. Exact repeats are dropped."""
    return sorted(set(findings), key=lambda f: (f.path, f.line, f.column, f.code, f.message))


def as_text(findings: Sequence[Finding], prefix: str = "") -> str:
    """One line a finding: ``path:line:col: CODE message; what to do``. Control characters are made visible."""
    return "".join(f"{printable(_line(finding, prefix))}\n" for finding in findings)


def _line(finding: Finding, prefix: str) -> str:
    mark = "(warning) " if finding.severity == "warning" else ""
    where = f"{prefix}{finding.path}:{finding.line}:{finding.column}"
    return f"{where}: {finding.code} {mark}{finding.message}; {finding.remedy}"


def printable(text: str) -> str:
    """A text that a terminal shows as it is: control characters and marks of direction are written as escapes."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def as_json(findings: Sequence[Finding], prefix: str, records: int) -> str:
    """A JSON object: ``findings`` (path, line, column, code, severity, message, remedy) and the counts."""
    rows = [
        {
            "path": f"{prefix}{finding.path}",
            "line": finding.line,
            "column": finding.column,
            "code": finding.code,
            "severity": finding.severity,
            "message": finding.message,
            "remedy": finding.remedy,
        }
        for finding in findings
    ]
    errors = sum(finding.severity == "error" for finding in findings)
    counts = {"records": records, "errors": errors, "warnings": len(rows) - errors}
    return json.dumps({"findings": rows, **counts}, ensure_ascii=False, indent=2) + "\n"


def summary(findings: Sequence[Finding], records: int) -> str:
    """One line for people: how many records were read, how many errors and warnings were found."""
    errors = sum(finding.severity == "error" for finding in findings)
    parts = [_count(records, "record"), _count(errors, "error"), _count(len(findings) - errors, "warning")]
    return ", ".join(parts)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
