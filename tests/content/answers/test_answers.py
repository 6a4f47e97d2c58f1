"""Properties of the dialect: any answer renders without exceptions, to safe and balanced HTML."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.content.answers.commonmark import MOST_MAIL
from generator.content.answers.render import fill, read, render
from generator.content.answers.source.dollars import is_inline_math
from generator.content.answers.source.escapes import COMMANDS_IN_N
from generator.content.answers.source.lists import settle
from generator.content.answers.source.marks import CLOSE, OPEN
from generator.content.answers.source.scan import scan
from generator.content.answers.source.tables import long_rows
from generator.model import slugs

TAGS = frozenset(
    """p h2 h3 h4 h5 h6 ul ol li blockquote pre code em strong del a img br hr table thead tbody tr th td div span math
    mrow mi mn mo mtext mspace ms msup msub msubsup mfrac msqrt mroot munder mover munderover mmultiscripts mprescripts
    mtable mtr mtd mstyle mpadded mphantom menclose none b i u s small""".split()
)
ATTRIBUTES = frozenset(
    """href src alt title id class start type loading tabindex role aria-label style alttext display displaystyle scriptlevel
    mathvariant stretchy symmetric largeop movablelimits form fence separator lspace rspace minsize maxsize accent
    accentunder linethickness width height depth voffset notation columnalign rowspacing columnspacing columnlines
    rowlines columnspan rowspan""".split()
)

pieces = st.sampled_from(
    [
        "\\n",
        "\\n\\n",
        "\n",
        "- ",
        "1. ",
        "  - ",
        "   - ",
        "### ",
        "| a | b |",
        "|---|---|",
        "$",
        "$$",
        "$x_1$",
        "$ x $",
        "\\(",
        "\\)",
        "\\[",
        "\\]",
        "`",
        "```",
        "~~~",
        "**",
        "*",
        "_",
        "<b>",
        "</b>",
        "<script>",
        "<!--",
        "-->",
        "<",
        ">",
        "&",
        '"',
        "'",
        "[a](b)",
        "[a](javascript:b)",
        "![a](b.png)",
        "](",
        "\\frac{a}{b}",
        "\\neq",
        "\\nu",
        "\\ce{H2O}",
        "\\ce{",
        "\\text{",
        "\\texttt{a}",
        "\\tag{1}",
        "\\SI{1}{\\m}",
        "\\begin{array}{c|c}",
        "\\hline",
        "\\end{array}",
        "\\\\",
        "\\left<",
        "\\color{red}",
        "->[",
        "^",
        "{",
        "}",
        "%",
        "\\",
        "word",
        "Na⁺",
        "5",
        " ",
        "    ",
        "\t",
        "http://a.b",
        "\ue000",
        "\ue0010",
        "\ue004",
        "\ue005",
        "\ue006a(",
        "a) ",
        "b) ",
        "~",
        "&lt;script&gt;",
        "onclick=",
    ]
)
answers = st.lists(pieces, max_size=40).map("".join)
plain = st.text(
    alphabet=st.characters(blacklist_characters="\\`$\n\r" + OPEN + CLOSE, max_codepoint=0x2FFF), max_size=80
)


class _Inspector(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.bad: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.bad.append(f"<{tag}>")
        for name, value in attrs:
            if name not in ATTRIBUTES or (name in ("href", "src") and (value or "").lower().startswith("javascript")):
                self.bad.append(f"{name}={value!r}")
        if tag not in ("br", "hr", "img", "mspace", "mprescripts", "none"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("mspace", "mprescripts", "none"):
            return
        if not self.open or self.open.pop() != tag:
            self.bad.append(f"</{tag}> out of order")

    def handle_comment(self, data: str) -> None:
        self.bad.append("comment")


def inspect(html: str) -> list[str]:
    inspector = _Inspector()
    inspector.feed(html)
    inspector.close()
    return inspector.bad + [f"<{tag}> is not closed" for tag in inspector.open]


@settings(max_examples=1500)
@given(answers)
def test_any_answer_gives_safe_and_balanced_html(answer: str) -> None:
    rendered = render(answer, answer)
    html = fill(rendered.html, ["https://example.org/"] * len(rendered.targets))
    assert inspect(html) == []
    for problem in rendered.problems:
        assert 0 <= problem.offset <= len(answer)


@settings(max_examples=800)
@given(answers)
def test_decoded_characters_keep_their_offsets(answer: str) -> None:
    scanned = scan(answer)
    inside_mark = False
    for at, char in enumerate(scanned.text):
        inside_mark = char == OPEN or (inside_mark and char != CLOSE)
        if char not in ("\n", OPEN, CLOSE, "\ufffd") and not inside_mark:
            assert answer[scanned.trace.source(at)] == char
    for formula in scanned.formulas:
        for at, char in enumerate(formula.tex):
            if char not in ("\n", " ", "\ufffd"):
                assert answer[formula.trace.source(at)] == char


@given(st.lists(plain, max_size=6))
def test_text_between_escapes_is_unchanged(lines: list[str]) -> None:
    lines = [line for line in lines if "~~~" not in line]
    assert scan("\\n".join(lines)).text == "\n".join(lines)


@given(st.sampled_from(sorted(COMMANDS_IN_N)), st.sampled_from(["$a {} b$", "$$a {} b$$", r"\(a {} b\)", "$ {} $"]))
def test_commands_in_math_are_kept(name: str, form: str) -> None:
    scanned = scan(form.replace("{}", "\\" + name))
    assert [formula.tex.count("\\" + name) for formula in scanned.formulas] == [1]


@settings(max_examples=300)
@given(answers)
def test_settling_lists_changes_only_the_space_before_lines(answer: str) -> None:
    text = scan(answer).text
    before = [line.split() for line in text.replace("•", "-").split("\n") if line.strip()]
    after = [line.split() for line in settle(text).split("\n") if line.strip()]
    assert after == before


@pytest.mark.parametrize(
    ("content", "following", "expected"),
    [
        ("x", "", True),
        ("x", "5", True),
        ("5 and ", "1", False),
        (" x ", " ", True),
        (" x_i ", "", True),
        ("Ca^{2+}", "", True),
        ("", "", False),
        (" ", "", False),
        ("5, ", "6", False),
        ("5 to the shop and back for ", "", False),
        ("\\alpha ", "", True),
        ("n = 12", ",", True),
        (r"\text{flow rate of water} = 3", "", True),
        ("ATP", "", True),
        (" ATP ", "", True),
        ("5 million people were ", "", False),
        ("x" * 5000, "", False),
        ("100", " ", True),
        ("20 per dose (", "6", False),
        ("xy", "5", True),
        ("x_", "5", True),
        ("<", "5", True),
        ("x = some such three four fives", "", True),
        ("x = some such three four fives sixes", "", False),
        ("x" + " " * 4094 + "y", "", True),
        ("x" + " " * 4095 + "y", "", False),
    ],
)
def test_dollar_signs_are_inline_math_or_prices(content: str, following: str, expected: bool) -> None:
    assert is_inline_math(content, following) is expected


def test_quotes_in_attributes_are_escaped() -> None:
    html = render('"a" [b](https://example.org "c \\" d") "e"').html
    assert html.startswith('<p>"a" <a')
    assert html.endswith('"e"</p>\n')
    assert "c &quot; d" in html


def test_deeply_nested_input_is_rendered() -> None:
    for text in ("> " * 5000, "- " * 2000 + "x", "[" * 20000, "$" + "{" * 3000 + "$", "*" * 20000, "`" * 9999):
        assert isinstance(render(text).html, str)


def test_body_is_ordinary_commonmark() -> None:
    rendered = render("Answer.\\n\\nTwo.", "A \\n stays.\n\n1. a\n  - b\n\n    code\n")
    assert "<p>Two.</p>" in rendered.html
    assert r"A \n stays." in rendered.html
    assert rendered.html.count("<ul>") == 1
    assert [problem.in_body for problem in rendered.problems] == [True]


def test_words_count_formulas_and_code_as_words() -> None:
    assert render("One two $x^2$ `three four` five.").words == 5


def test_anchors_are_unique_over_answer_and_body() -> None:
    rendered = render("## A\\n\\n## A\\n\\n## Related", "## A\n")
    assert [heading.anchor for heading in rendered.headings] == ["a", "a-2", "related-2", "a-3"]


@given(st.lists(st.sampled_from(["a", "a 2", "a 2 2", "a-3", "main", "b", "", "a 2-3"]), max_size=12))
def test_anchors_take_the_next_free_number(headings: list[str]) -> None:
    taken = {"main": 1}
    found: list[str] = []
    for heading in headings:
        base = re.sub(r"[^\w]+", "-", heading).strip("-") or "section"
        numbered = (f"{base}-{number}" for number in range(2, 100))
        expected = next(name for name in (base, *numbered) if name not in {"main", *found})
        found.append(slugs.anchor(heading, taken))
        assert found[-1] == expected


@pytest.mark.parametrize("before", ["", "  ", "> ", "- ", "* ", "+ ", "• ", "1. ", "12) ", "> - "])
def test_headings_have_the_place_of_their_first_sign(before: str) -> None:
    answer = f"Words.\n\n{before}## Words"
    assert read(answer)[1][0].place_of_heading(0) == answer.index("##")


@pytest.mark.parametrize("sign", ["-", "*", "+", "•"])
@pytest.mark.parametrize("indent", [2, 3, 5])
def test_items_of_every_sign_are_nested(sign: str, indent: int) -> None:
    html = render(f"1. a\n{' ' * indent}{sign} b\n2. c").html
    assert html.split() == "<ol> <li>a <ul> <li>b</li> </ul> </li> <li>c</li> </ol>".split()
    html = render(f"1. a\\n{' ' * indent}{sign} b\\n{' ' * 2 * indent}{sign} c").html
    assert html.split() == "<ol> <li>a <ul> <li>b <ul> <li>c</li> </ul> </li> </ul> </li> </ol>".split()


@pytest.mark.parametrize(
    ("answer", "formulas"),
    [
        (r"\(a\)\(b\)", ["a", "b"]),
        (r"\[a\]\[b\]", ["a", "b"]),
        (r"\(a", []),
        (r"\[a", []),
        (r"\(a\n\nb\)", []),
        (r"\(a\n- b\)", []),
        (r"\(a\n1. b\)", []),
        (r"\(a\n# b\)", []),
        (r"\(a\nb\)", ["a\nb"]),
        (r"\$a$", []),
        (r"\$a $b$", ["b"]),
        (r"a \* $b$", ["b"]),
        ("a \\\n$b$", ["b"]),
    ],
)
def test_formulas_between_brackets_and_after_backslashes(answer: str, formulas: list[str]) -> None:
    assert [formula.tex for formula in scan(answer).formulas] == formulas


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (r"a $$ b", "stray `$$`"),
        (r"a \alpha b", "LaTeX command outside a formula"),
        (r"a \\(b", "LaTeX command outside a formula"),
        (r"a \\[b", "LaTeX command outside a formula"),
        (r"a \x b", ""),
        ("a ``` b", "stray ```"),
        ("a **b", "stray `**`"),
        ("a __b", "stray `__`"),
        ("a__b", ""),
        ("a ____ b", ""),
        ("#Word", "stray # at the start of a line"),
        ("######Word", "stray # at the start of a line"),
        ("#**Word**", "stray # at the start of a line"),
        ("#1 is", ""),
        ("a #Word", ""),
        (r"a\n2. b", "list marker in a paragraph"),
        (r"a\n234) b", "list marker in a paragraph"),
        (r"a\n2345) b", ""),
        (r"a\n2.5 b", ""),
        (r"a\n-Word", "list marker without a space"),
        (r"a\n*Word", "list marker without a space"),
        (r"a\n12)Word", "list marker without a space"),
        (r"a\n-**Word**", "list marker without a space"),
        (r"a\n-word", ""),
        (r"a\n-WORD", ""),
        ("| a | b |", "table row shown as text"),
        ("|a|  ", "table row shown as text"),
        ("| a | b", ""),
        ("a | b |", ""),
        ("[a](b c)", "link markup shown as text"),
        ("[a]( b c)", ""),
    ],
)
def test_markup_that_readers_would_see_is_reported_once(answer: str, message: str) -> None:
    problems = [problem for problem in render(answer).problems if problem.code == "QT163"]
    assert [problem.message for problem in problems] == [message] * bool(message)


@pytest.mark.parametrize(
    ("body", "message"), [(r"a \n\n2 b", r"stray `\n`"), (r"a \nu b", "LaTeX command outside a formula")]
)
def test_escaped_line_breaks_in_a_body_are_reported(body: str, message: str) -> None:
    assert [(problem.message, problem.offset) for problem in render("", body).problems] == [(message, 2)]


@pytest.mark.parametrize(
    ("answer", "html"),
    [
        (r"-     a\n- b", "<ul> <li><pre tabindex=\"0\"><code>a </code></pre> </li> <li>b</li> </ul>"),
        (r"1. a\n> b", "<ol> <li>a</li> </ol> <blockquote> <p>b</p> </blockquote>"),
        (r"* * *", "<hr>"),
        (r"1. a\n   * * *\n2. b", "<ol> <li>a <hr></li> <li>b</li> </ol>"),
        (r"1. a\n\n  ```\n  x\n  ```y\n  ```\n2. b",
         '<ol> <li> <p>a</p> <pre tabindex="0"><code>x ```y </code></pre> </li> <li> <p>b</p> </li> </ol>'),
        (r"> ```\n> x\n> ```\n\ny", '<blockquote> <pre tabindex="0"><code>x </code></pre> </blockquote> <p>y</p>'),
        (r"1) one\n2) two\n\na) x\nb) y", '<ol> <li>one</li> <li>two</li> </ol> <ol type="a"> <li>x</li> <li>y</li> </ol>'),
        (r"![a](DATA:image/png;base64,x)", "<p><a>a</a></p>"),
    ],
)  # fmt: skip
def test_blocks_of_an_answer(answer: str, html: str) -> None:
    assert "".join(fill(render(answer).html, [""]).split()) == "".join(html.split())


@pytest.mark.parametrize(
    ("row", "in_code"),
    [("| `a|b` | c |", 1), ("| `a|b` | c | d |", 0), ("| a | b | c |", 0)],
)
def test_pipes_in_code_are_named_if_the_row_would_fit_without_them(row: str, in_code: int) -> None:
    (long,) = long_rows(scan(rf"| x | y |\n|---|---|\n{row}\n~~~\n| a | b | c |\n~~~"))
    assert (long.columns, len(long.in_code)) == (2, in_code)


@pytest.mark.parametrize(
    ("source", "tex"), [(r"$$\ne x\n$$", "\ne x\n"), (r"$$\neg x\n$$", "\\neg x\n"), (r"$$\not x\n$$", "\\not x\n")]
)
def test_only_short_commands_are_line_breaks_at_the_start_of_a_formula(source: str, tex: str) -> None:
    assert [formula.tex for formula in scan(source).formulas] == [tex]


def test_items_with_letters_are_as_wide_as_their_letter() -> None:
    answer = r"\n".join(f"{letter}) item\\n   - more" for letter in "abcdefghijk")
    assert render(answer).html.count("<ul>") == 11
    assert render(answer).html.count("<ol") == 1


def test_headings_have_at_most_six_levels() -> None:
    levels = [
        heading.level
        for heading in render(r"\n\n".join("#" * level + " A" for level in (1, 2, 3, 4, 5, 6, 6, 2))).headings
    ]
    assert levels == [2, 3, 4, 5, 6, 6, 6, 3]


def test_equal_leftovers_have_their_own_places() -> None:
    answer = r"a **b\n\na **b\n\na **b"
    assert [problem.offset for problem in render(answer).problems] == [2, 11, 20]


@pytest.mark.parametrize("prefix", ["", "r", "b", "f", "u", "U", "Rb", "fr"])
@pytest.mark.parametrize("quote", ["'", '"'])
def test_escapes_in_strings_of_code_are_kept(prefix: str, quote: str) -> None:
    answer = rf"```\nprint({prefix}{quote}a\nb{quote})\nx\n```"
    assert r"a\nb" in render(answer).html
    assert "\nx\n</code>" in render(answer).html


@pytest.mark.parametrize("before", ["[a]: ", "[a]:\t", "[a]: <", "[a]:  "])
def test_addresses_are_not_placed_in_definitions(before: str) -> None:
    answer = f"{before}https://e.org/x{'>' if '<' in before else ''}\n\nSee https://e.org/x now."
    assert [target.offset for target in render("", answer).targets] == [answer.rindex("https")]


def test_bare_addresses_are_told_from_written_ones() -> None:
    targets = render("www.e.org, http://www.e.org, [x](http://www.e.org), http://e.org").targets
    assert [target.bare for target in targets] == [True, False, False, False]


def test_equal_headings_have_their_own_places() -> None:
    answer = r"### Empty\n\n```\n# code\n```\n\n" * 300
    rendered, prose = read(answer)
    places = [prose[0].place_of_heading(number) for number in range(300)]
    assert [heading.anchor for heading in rendered.headings][-1] == "empty-300"
    assert all(answer.startswith("### Empty", place) for place in places)
    assert places == sorted(set(places))


def test_only_the_first_thousand_mail_addresses_are_links() -> None:
    """The Markdown engine calls itself for each: as many as this would end the process."""
    html = render("a@e.org " * 40_000 + "[b](mailto:c@e.org) `d@e.org`").html
    assert html.count("<a") == MOST_MAIL + 1
    assert html.count(" a@e.org") == 40_000 - MOST_MAIL
    assert html.endswith(">b</a> <code>d@e.org</code></p>\n")
