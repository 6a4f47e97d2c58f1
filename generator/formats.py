"""The ways in which ``check`` prints findings: for people, for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence

from generator import diagnostics, snippets
from generator.diagnostics import Finding


def as_text(findings: Sequence[Finding], prefix: str, records: int) -> str:
    """Each finding in a line, below it the source with a caret under the place; at the end the counts."""
    parts = []
    for finding in findings:
        parts.append(f"{diagnostics.as_line(finding, prefix)}\n")
        if finding.snippet is not None:
            parts.append(snippets.draw(finding.snippet, finding.line))
    return "".join(parts) + diagnostics.summary(findings, records) + "\n"


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
    found = diagnostics.counts(findings)
    totals = {"records": records, "errors": found["error"], "warnings": found["warning"], "infos": found["info"]}
    return json.dumps({"findings": rows, **totals}, ensure_ascii=False, indent=2) + "\n"
