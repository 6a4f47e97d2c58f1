"""The ways in which ``check`` prints: the caret under the right column, whole outputs of every format."""

from __future__ import annotations

import pytest

from generator import snippets

LONG = "".join(f"{number:04d} " for number in range(100))


@pytest.mark.parametrize(
    ("line", "column", "shown", "under"),
    [
        ("id: 2", 5, "id: 2", 4),
        ("    indented", 5, "indented", 0),
        ("end", 9, "end", 3),
        ("\ta\tb", 4, "a    b", 5),
        ("\tx", 1, "    x", 0),
        ("日本語 x", 5, "日本語 x", 7),
        ("日本語", 2, "日本語", 2),
        ("e\u0301x", 3, "e\u0301x", 1),
        ("👍 x", 3, "👍 x", 3),
        ("a\x1bb", 3, "a\\x1bb", 5),
        ("\u202ex y", 4, "\\u202ex y", 8),
        (LONG, 1, "0000 0001 0002 0003 0004 0005 0006 0007 0008 0009 0010 0011 …", 0),
        (LONG, 251, "…0042 0043 0044 0045 0046 0047 0048 0049 0050 0051 0052 0053 0054 0055 0056 0057 0058 0059 0060 0061 …", 41),
        ("字" * 100, 50, "…" + "字" * 20 + "字" * 30 + "…", 41),
        ("    " * 20 + "x", 81, "x", 0),
        ("\ufeffa: b", 4, "a: b", 3),
        ("a: b\r", 4, "a: b", 3),
    ],
)  # fmt: skip
def test_the_caret_stands_under_the_place(line: str, column: int, shown: str, under: int) -> None:
    snippet = snippets.cut(line, column)
    assert snippet is not None
    source, caret, end = snippets.draw(snippet, 7).split("\n")
    assert (source, end) == (f"     7 | {shown.rstrip()}", "")
    assert caret == f"       | {' ' * under}^"


@pytest.mark.parametrize("line", ["", "   ", "---", "--- \r"])
def test_a_line_that_shows_nothing_is_not_shown(line: str) -> None:
    assert snippets.cut(line, 1) is None
