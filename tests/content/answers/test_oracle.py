"""Comparison with other converters: formulas that KaTeX accepts are converted, and Temml (strict) gives the same signs."""

from __future__ import annotations

import html
import json
import re
import subprocess
import unicodedata

from generator.content.answers.math.formulas import convert
from generator.content.answers.source.scan import scan
from generator.content.frontmatter import parser
from tests import tools
from tests.content.answers.test_formulas import table
from tests.helpers.folder import ROOT

SCRIPT = tools.HERE / "node" / "formulas.cjs"
NOT_SHOWN = re.compile(r"[\s\u00a0\u2000-\u200d\u2060-\u2064\ufe00-\ufe0f]")
SAME = str.maketrans({"¯": "‾", "…": "..."})
"""Signs for which the two programs use different characters that look the same."""


def formulas() -> list[tuple[str, bool]]:
    """Return every formula in records and topics: its TeX, and whether it is displayed."""
    found = set()
    for path in sorted((ROOT / "content").rglob("*.md")):
        text = path.read_text("utf-8")
        if not parser.starts_front_matter(text):
            continue
        mapping, parts = parser.parse(text)
        answer = mapping.get("answer")
        for source, escapes in ((answer if isinstance(answer, str) else "", True), (parts.body, False)):
            found |= {(formula.tex, formula.display) for formula in scan(source, escapes=escapes).formulas}
    return sorted(found)


def both(wanted: list[tuple[str, bool]]) -> list[tuple[str | None, str | None]]:
    """Convert each formula with Temml and KaTeX; ``None`` where one refuses it."""
    assert tools.ORACLE.is_file(), "run `make test`, which gets the packages"
    done = subprocess.run(
        [tools.node(), str(SCRIPT)], input=json.dumps(wanted), capture_output=True, text=True, check=True
    )
    return [(temml, katex) for temml, katex in json.loads(done.stdout)]


def oracle(wanted: list[tuple[str, bool]]) -> list[str | None]:
    """Convert each formula with Temml; ``None`` where it refuses."""
    return [temml for temml, _ in both(wanted)]


def signs(mathml: str) -> str:
    """Return the visible signs of a formula in order, without spaces."""
    return NOT_SHOWN.sub("", html.unescape(re.sub(r"<[^>]*>", "", mathml))).translate(SAME)


def shape(mathml: str) -> list[str]:
    """Count the fractions, roots, scripts and table rows of a formula."""
    return sorted(re.findall(r"<(mfrac|msqrt|mroot|mtr)\b", mathml))


def test_own_formulas_match_the_oracle() -> None:
    wanted = formulas()
    assert len(wanted) > 300
    for (tex, display), theirs in zip(wanted, oracle(wanted), strict=True):
        assert theirs is not None, f"refused: {tex}"
        ours, _ = convert(tex, display)
        assert (signs(ours), shape(ours)) == (signs(theirs), shape(theirs)), tex


def test_oracle_refuses_broken_formulas() -> None:
    broken = [r"\frac{a}{b", r"\foo", r"a^b^c", r"\text{abc"]
    assert oracle([(tex, False) for tex in broken]) == [None] * len(broken)


def test_comparison_with_the_oracle_can_fail() -> None:
    theirs = oracle([(r"\frac{a}{b} + c_1", False)])[0]
    assert theirs is not None
    assert signs(convert(r"\frac{a}{c} + c_1", False)[0]) != signs(theirs)
    assert shape(convert("a/b + c_1", False)[0]) != shape(theirs)


def test_formulas_that_katex_accepts_are_converted() -> None:
    """The tables of ``formulas/`` agree with KaTeX, except those named after a difference."""
    tables = {"right": True, "refused": True, "beyond": False, "broken": False}
    wanted = [(name, formula) for name in tables for formula in table(name)]
    converted = both([formula for _, formula in wanted])
    differing = [
        tex for (name, (tex, _)), (_, katex) in zip(wanted, converted, strict=True) if bool(katex) != tables[name]
    ]
    assert differing == []


def test_most_formulas_of_the_table_match_the_oracle() -> None:
    """Signs differ only where Temml adds hidden ones (isotopes), draws others (accents, long arrows) or lacks units."""
    wanted = table("right")
    same = compared = 0
    for (tex, display), theirs in zip(wanted, oracle(wanted), strict=True):
        if theirs is not None:
            compared += 1
            ours, others = (unicodedata.normalize("NFKC", signs(html)) for html in (convert(tex, display)[0], theirs))
            same += ours == others
    assert compared > 480
    assert same > 0.88 * compared
