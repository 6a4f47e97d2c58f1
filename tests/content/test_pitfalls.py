"""Lines that YAML joins, and the fix that keeps them apart."""

from __future__ import annotations

import pytest

from generator.content.frontmatter import parser, pitfalls
from generator.model.finding import Finding, Fix


def findings(text: str) -> list[Finding]:
    mapping, parts = parser.parse(f"---\nid: 1\n{text}\nzz: [] # read as YAML\n---\n")
    return list(pitfalls.find("a.md", parts, mapping))


@pytest.mark.parametrize(
    ("answer", "line", "column", "fixed"),
    [
        (">-\n    Two:\n    - a\n    - b", 5, 5, r"Two:\n- a\n- b"),
        (">-\n    Two:\n    1. a\n    2. b", 5, 5, r"Two:\n1. a\n2. b"),
        (">-\n    Two:\n    9) a\n    10) b", 5, 5, r"Two:\n9) a\n10) b"),
        ("Two\n  and\n  - a\n  - b", 5, 3, r"Two\nand\n- a\n- b"),
        ("Two\n  - a\n    - b\n    - c", 4, 3, r"Two\n- a\n  - b\n  - c"),
        (">\n  One.\n  ### Why\n  Two.", 5, 3, r"One.\n### Why\nTwo."),
        (">\n  One.\n  ```\n  code\n  ```", 5, 3, r"One.\n```\ncode\n```"),
        (">-\n    | a |\n    |---|\n    | 1 |", 5, 5, r"| a |\n|---|\n| 1 |"),
        ("'Two:\n  - a\n  - b'", 4, 3, None),
        (">-\n    One.\\n\\nTwo:\n    - a\n    - b", 5, 5, None),
    ],
)
def test_joined_lines_are_reported_and_kept_apart(answer: str, line: int, column: int, fixed: str | None) -> None:
    (finding,) = findings(f"answer: {answer}")
    assert (finding.code, finding.line, finding.column) == ("QT169", line, column)
    assert finding.fix == (None if fixed is None else Fix(("answer",), fixed))


@pytest.mark.parametrize(
    "answer",
    [
        ">-\n    Two:\n      - a\n      - b",
        ">-\n    Two:\n\n    - a",
        ">-\n    Ten\n    - five is five",
        ">-\n    Two:\n    1. a\n    3. b",
        ">-\n    Two:\n    - a\n    * b",
        "|-\n    Two:\n    - a\n    - b",
        ">-\n    It is\n    #1 of two",
    ],
)
def test_lines_that_belong_together_are_not_reported(answer: str) -> None:
    assert findings(f"answer: {answer}") == []


@pytest.mark.parametrize(
    ("value", "whole"),
    [
        ("Is it #1?", "Is it #1?"),
        ("Is it # 1 (or not)?", "Is it # 1 (or not)?"),
        ("Is it  # 1?", "Is it  # 1?"),
        ("Is it  # checked", None),
        ("Is it? # checked by Ann", None),
        ("Is it? # Checked by Ann.", None),
        ("Is it \t#1?", "Is it \t#1?"),
    ],
)
def test_texts_that_a_comment_cuts_off_are_reported(value: str, whole: str | None) -> None:
    found = findings(f"question: {value}")
    if whole is None:
        assert all(finding.fix is None for finding in found)
    else:
        (finding,) = found
        assert (finding.code, finding.line, finding.column) == ("QT118", 3, 11 + value.index("#"))
        assert isinstance(finding.fix, Fix)
        assert finding.fix.value == whole
