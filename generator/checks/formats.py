"""Output formats for findings: text for people, JSON for programs, annotations for GitHub."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence

from generator.checks import abridgement
from generator.model import snippets
from generator.model.codes import Severity
from generator.model.finding import Finding, as_line, counts, printed_path, summary

_KINDS: dict[Severity, tuple[int, str]] = {"error": (0, "error"), "warning": (1, "warning"), "info": (2, "notice")}
"""The order of each severity, and GitHub's name for it."""


def as_text(findings: Sequence[Finding], prefix: str, records: int, failing: Collection[str] | None = None) -> str:
    """One line for each finding, followed by the source line with a caret, and the counts at the end.

    Unless ``failing`` is ``None``, a long list is shortened to the errors, the codes in ``failing``, and examples of
    the other codes.
    """

    def whole(finding: Finding) -> str:
        source = "" if finding.snippet is None else f"\n{snippets.draw(finding.snippet, finding.line)}"
        return as_line(finding, prefix) + source.rstrip("\n")

    lines: Iterable[str] = map(whole, findings)
    if failing is not None and len(findings) > abridgement.MANY:
        lines = abridgement.abridged(findings, prefix, "--select", whole, failing)
    return "".join(f"{line}\n" for line in [*lines, summary(findings, records)])


def as_github(findings: Sequence[Finding], prefix: str, records: int, changed: Collection[str] = ()) -> str:
    """Workflow commands of GitHub Actions that annotate files, and the counts at the end.

    GitHub shows only ten annotations of each severity in a step, so findings in ``changed`` files come first, then the
    more severe ones.
    """
    shown = sorted(findings, key=lambda finding: (finding.path not in changed, _KINDS[finding.severity][0]))
    lines = [_annotation(finding, prefix) for finding in shown]
    return "".join(f"{line}\n" for line in [*lines, summary(findings, records)])


def _annotation(finding: Finding, prefix: str) -> str:
    kind, message = _KINDS[finding.severity][1], f"{finding.message}; {finding.remedy}"
    place = {"file": printed_path(finding, prefix), "line": finding.line, "col": finding.column}
    return command(kind, message, **place, title=finding.code)


def command(name: str, message: str, **properties: object) -> str:
    """A workflow command of GitHub Actions, without empty properties."""
    given = ",".join(f"{key}={_property(snippets.visible(str(value)))}" for key, value in properties.items() if value)
    return f"::{name}{' ' if given else ''}{given}::{_data(snippets.visible(message))}"


def _data(text: str) -> str:
    """Escape the text of a workflow command for GitHub's runner."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def as_json(findings: Sequence[Finding], prefix: str, records: int) -> str:
    """A JSON object with the findings and the counts; ``findings.schema.json`` describes it."""
    rows = [
        {
            "path": printed_path(finding, prefix),
            "line": finding.line,
            "column": finding.column,
            "code": finding.code,
            "severity": finding.severity,
            "message": finding.message,
            "remedy": finding.remedy,
        }
        for finding in findings
    ]
    found = counts(findings)
    totals = {"records": records, "errors": found["error"], "warnings": found["warning"], "infos": found["info"]}
    return json.dumps({"findings": rows, **totals}, ensure_ascii=False, indent=2) + "\n"
