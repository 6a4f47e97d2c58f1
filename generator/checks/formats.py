"""Output formats for findings: text for people, JSON for programs, annotations for GitHub."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from generator.checks import abridgement
from generator.model import snippets
from generator.model.codes import Severity
from generator.model.finding import Finding, as_line, counts, printed_path, summary
from generator.system import display

_KINDS: dict[Severity, tuple[int, str]] = {"error": (0, "error"), "warning": (1, "warning"), "info": (2, "notice")}
"""The order of each severity, and GitHub's name for it."""


def as_text(
    findings: Sequence[Finding], prefix: str, records: int, failing: Collection[str] | None = None
) -> list[str]:
    """The lines of a list: one for each finding, followed by the source line with a caret, and the counts at the end.

    Unless ``failing`` is ``None``, a long list is shortened to the errors, the codes in ``failing``, and examples of
    the other codes.
    """

    def whole(finding: Finding) -> str:
        source = "" if finding.snippet is None else f"\n{snippets.draw(finding.snippet, finding.line)}"
        return as_line(finding, prefix) + source.rstrip("\n")

    lines: Iterable[str] = map(whole, findings)
    if failing is not None and len(findings) > abridgement.MANY:
        lines = abridgement.abridged(findings, prefix, "--select", whole, failing)
    return "\n".join([*lines, summary(findings, records)]).split("\n")


def as_github(findings: Sequence[Finding], prefix: str, records: int, changed: Collection[str] = ()) -> list[str]:
    """Workflow commands of GitHub Actions that annotate files, and the counts at the end.

    GitHub shows only ten annotations of each severity in a step, so findings in ``changed`` files come first, then the
    more severe ones.
    """
    shown = sorted(findings, key=lambda finding: (finding.path not in changed, _KINDS[finding.severity][0]))
    return [*(_annotation(finding, prefix) for finding in shown), summary(findings, records)]


def _annotation(finding: Finding, prefix: str) -> display.WorkflowCommand:
    kind, message = _KINDS[finding.severity][1], f"{finding.message}; {finding.remedy}"
    place = {"file": printed_path(finding, prefix), "line": finding.line, "col": finding.column}
    return display.command(kind, message, **place, title=finding.code)


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
    return display.as_json({"findings": rows, **totals})
