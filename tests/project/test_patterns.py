"""The check of regular expressions in ``make lint`` finds the slow ones."""

from __future__ import annotations

import re

import pytest

from tests.patterns.__main__ import ACCEPTED, _checked
from tests.patterns.javascript import converted
from tests.patterns.sources import ROOT, Pattern, of_scripts


@pytest.mark.parametrize(
    ("pattern", "flags", "source"),
    [
        (r"\A(?P<a>x+?)(?:y|z){2,}\Z", 0, r"^(?<g1>x{1,}?)[yz]{2,}$"),
        (r"a*+(?>bc)d", 0, r"a{0,}(?!a)(?=(?<a1>bc))\k<a1>d"),
        (r"(?<!\\)[^\w.]$", re.MULTILINE | re.IGNORECASE, r"(?<!\u005c)[^\w\u002e](?![^\n])"),
        (r"(\d).\1", re.DOTALL, r"(?<g1>[\d])[^]\k<g1>"),
    ],
)
def test_patterns_are_written_for_javascript(pattern: str, flags: int, source: str) -> None:
    assert converted(pattern, flags) == (source, "i" if flags & re.IGNORECASE else "")


def test_slow_patterns_are_found() -> None:
    sources = {"exponential": "^(?:a+)+$", "cubic": "^a*a*a*$", "from each start": "<!--.*?-->", "fast": "^[a-z]+$"}
    found = _checked([Pattern(where, source, "s") for where, source in sources.items()])
    assert {where for where, status, _ in found if status == "vulnerable"} == sources.keys() - {"fast"}


def test_literals_of_scripts_are_found() -> None:
    found = [pattern.source for pattern in of_scripts()]
    assert len(found) > 40
    assert "^#deck=([a-z0-9-]+)$" in found


def test_accepted_patterns_exist() -> None:
    for place in ACCEPTED:
        path, name = place.split()
        assert re.search(rf"^{name}\b", (ROOT / path).read_text("utf-8"), re.MULTILINE), place
