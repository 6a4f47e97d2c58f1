"""Golden cases of the dialect: each file of ``golden`` holds an answer, its HTML and its findings.

``UPDATE_GOLDEN=1 make test`` rewrites HTML and findings; read the difference before you commit it.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from generator.content.answers.render import fill, render

CASES = sorted((Path(__file__).parent / "golden").glob("*.txt"))


def outcome(answer: str) -> tuple[str, str]:
    """Return the HTML with every link target, and one line per problem with the text at its place."""
    rendered = render(answer)
    html = fill(rendered.html, [target.href for target in rendered.targets])
    lines = [f"{p.code} at {answer[p.offset : p.offset + 12]!r}: {p.message}" for p in rendered.problems]
    return html.strip(), "\n".join(lines)


def parts_of(text: str) -> list[str]:
    title, answer, html, findings = re.split(r"^--- (?:answer|html|findings)\n", text, flags=re.MULTILINE)
    return [title.strip(), answer.rstrip("\n"), html.strip(), findings.strip()]


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_golden_dialect(case: Path) -> None:
    title, answer, html, findings = parts_of(case.read_text("utf-8"))
    actual_html, actual_findings = outcome(answer)
    if os.environ.get("UPDATE_GOLDEN") == "1":
        text = f"{title}\n--- answer\n{answer}\n--- html\n{actual_html}\n--- findings\n{actual_findings}"
        case.write_text(text.rstrip("\n") + "\n", "utf-8")
    else:
        assert actual_html == html
        assert actual_findings == findings


def test_golden_dialect_cases_exist() -> None:
    assert len(CASES) >= 40
