"""The work of rendering an answer grows no faster than the answer, whatever is repeated in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.helpers.counting import counting
from tests.helpers.growth import is_linear

RENDER = counting("generator.content.answers.render")
MARKDOWN = counting("generator.content.answers.markdown")

SIZE = 100

REPEATED = [
    "[", "]", "[a](", "![", "](x.png)", "*", "*a ", "*a _b ", "**a*", "_", "~", "a ~~b ", "<", "<a ", "<!A", "<!--", "<!-- a --", "<?", "</a",
    "<![CDATA[", "<b>", "<b", "\\", "\\n", "\\n\\nx", "\\(", "\\[", "\\( word ", "\\[ word ", "\\(a\\)", "$", "$a ", "$ a $ ", "$$a ", "costs $5 and ",
    "$x_i$ ", "$a\\|b$ ", "$$a > b$$ ", "\\$", "$\\\\", "$\\text{", "\\text{$", "$\\text{a$}$ ", "$\\begin{matrix}", "`", "`a ", "`a` ", "`a``", "`\\n`",
    "```\\n", "```\\na\\n```\\n", "~~~ x\\n", "'", "\"", "|", "|a|\\n", "||\\n", "a|b\\n", "|-|\\n", ">", "> a\\n", "- a\\n", "- ", "1. ", "2. x\\n", "para\\n2. x\\n\\n",
    "a\\n7. x\\n8) y\\n", "- [ ] a\\n", "a) b\\n", "(A) b\\n\\n", "---\\n", "# a\\n", "#a\\n", "a\\n===\\n", "=\\n", "a\\n", "word ", "\" a ", "&", "&amp;", "&quot;", "&#x41;",
    "[a](/x) ", "[a](&#47;x) ", "[a]( &#47;x) ", "[a][r] ", "[a](javascript:x) ", "[a]() ", "https://e.org/a ", "https://e.org/?a&amp;b ", "www.e.org ",
    "a@e.org ", "a@", "a_", "https://e.org/(", "https://", "<https://e.org> ", "![a](x.png) ", "![a](https://e.org/x.png) ", "![a](data:x) ",
    "[![a](https://e.org/x.png)](/b) ", "a ** b\\n", "a ** b ", "`** y` ** y\\n", "`** y` ", "\\alpha ", "\\alpha \\n", "a $$ word b\\n", "a\\n-Word\\n", "[a](b c)\\n",
    "[a] (/learn/a) ", "[aaaa ", "a\\n\\n|b|\\n\\n", "\ue000", "\u0301", "~~a~~ ", "*a **b ", "• a\\n", ": a\\n", "\"\"a\"\" ", "a [1] ", "a [9] ", "&#91;9] ", "[1, ", "[1   x ",
    "   ", "\t", "a.b.", "A. ", "# $x$\\n", "```\\n'a\\", "<h1>", "<code>", "\\n\\n    a", "$ ` [ ** \\( $$ <b ",
]  # fmt: skip
MADE: dict[str, Callable[[int], str]] = {
    "different links": lambda size: " ".join(f"[a](/x{number})" for number in range(size)),
    "different links with entities": lambda size: " ".join(f"[a](&#47;x{number})" for number in range(size)),
    "different references": lambda size: (
        " ".join(f"[a][r{number}]" for number in range(size))
        + "\\n\\n"
        + "\\n".join(f"[r{number}]: /x{number}" for number in range(size))
    ),
    "one reference": lambda size: "[a][r] " * size + "\\n\\n[r]: /x\\n",
    "different formulas": lambda size: " ".join(f"$x_{{{number}}}$" for number in range(size)),
    "different headings": lambda size: "\\n".join(f"# a{number}" for number in range(size)),
    "different numbers": lambda size: "\\n\\n".join(f"para\\n{number % 900 + 2}. x" for number in range(size)),
    "runs of backticks": lambda size: " ".join("`" * number for number in range(1, int((20 * size) ** 0.5))),
    "code before bold": lambda size: "`** y` " * size + "\\n\\n" + "** y\\n" * size,
    "formulas in a row": lambda size: "| a |\\n|---|\\n|" + "$a\\|b$ " * size,
    "brackets that close": lambda size: "[" * size + "]" * size,
    "bracketed words that close": lambda size: "\\( word " * size + "\\)",
    "bracketed displays that close": lambda size: "\\[ word " * size + "\\]",
    "quotes in code": lambda size: "```\\n" + "'a\\" * size,
    "other quotes in code": lambda size: "```\\n" + "'\"\\" * size,
    "triple quotes in code": lambda size: "```\\n" + '"""' * size,
    "assignments in code": lambda size: "```\\n" + "x=' " * size,
    "quotes on lines of code": lambda size: "```\\n" + "'a\n" * size,
    "missing citations at the end": lambda size: "word " * size + "[9] " * size,
    "spaces before a citation": lambda size: "a" + " " * size + "b [1]",
    "images at the end": lambda size: "word " * size + "![a](x.png) " * size,
    "equal headings": lambda size: "# a\\n\\n" * size,
    "headings with numbers": lambda size: "# a\\n\\n" * size + "# a 1\\n\\n" * size,
    "definitions": lambda size: "\\n".join(f"[r{number}]: /x{number}" for number in range(size)),
    "a long address": lambda size: "https://e.org/" + "a" * size,
    "tabs in a table": lambda size: "| a |\\n|---|\\n" + "\t" * size,
    "a tail of tags": lambda size: "<a " * size + ">",
}  # fmt: skip


def whole(answer: str, body: str = "") -> None:
    """All that a build does with one text."""
    rendered, prose = RENDER.read(answer, body, sources=3)
    MARKDOWN.markdown(RENDER.fill(rendered.html, [target.href for target in rendered.targets]))
    for part in prose:
        _ = part.words, part.start, part.end
        places = [part.place_of_heading(number) for number in range(len(part.headings))]
        places += map(part.place_of_passage, part.passages)
        assert all(place >= 0 for place in places)


@pytest.mark.parametrize("piece", REPEATED)
def test_rendering_is_linear_in_repeated_pieces(piece: str) -> None:
    assert is_linear(whole, lambda size: piece * size, SIZE)


@pytest.mark.parametrize("name", MADE)
def test_rendering_is_linear_in_long_texts(name: str) -> None:
    assert is_linear(whole, MADE[name], SIZE)


def body(text: str) -> Any:
    return whole("", text)


@pytest.mark.parametrize(
    "piece", ["\\( word ", "<!--", "a ** b\n", "para\n2. x\n\n", "[a](&#47;x) ", "```\n'a\\", "$a\\|b$ ", "a\n===\n"]
)
def test_rendering_of_a_body_is_linear(piece: str) -> None:
    assert is_linear(body, lambda size: piece * size, SIZE)
