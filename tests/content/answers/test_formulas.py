"""LaTeX as authors write it: converted formulas, errors with their places, and inputs that are refused at once."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path
from xml.etree import ElementTree

import pytest

from generator.content.answers.math.formulas import convert
from generator.content.answers.math.preparation import prepare
from generator.content.answers.math.styles import stylesheet
from generator.content.answers.math.tex import FormulaError
from generator.content.answers.render import render
from tests.helpers.counting import counting
from tests.helpers.growth import is_linear

TABLES = Path(__file__).parent / "formulas"
"""``right``: KaTeX and this site show them; ``beyond``: only this site; ``broken``: neither; ``refused``: only KaTeX (definitions,
typos in ``\\ce``, rows within a line, a few rarities)."""


def table(name: str) -> list[tuple[str, bool]]:
    """Read a table: TeX and whether it is displayed; lines that begin with ``$$`` are."""
    lines = (TABLES / f"{name}.txt").read_text("utf-8").splitlines()
    return [(line.removeprefix("$$ "), line.startswith("$$ ")) for line in lines]


def outcome(tex: str, display: bool = False) -> str:
    """Return the MathML without its TeX source."""
    return re.sub(r' alttext="[^"]*"', "", convert(tex, display)[0])


def golden(name: str, lines: list[str]) -> None:
    """Compare with a table; ``UPDATE_GOLDEN=1`` rewrites it."""
    path = TABLES / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDEN") == "1":
        path.write_text("\n".join(lines) + "\n", "utf-8")
    assert lines == path.read_text("utf-8").splitlines()


def test_golden_tex_for_the_converter() -> None:
    """The TeX that the converter gets, for each formula that it does not get as written."""
    prepared = [(tex, prepare(tex, display).tex) for name in ("right", "beyond") for tex, display in table(name)]
    golden("prepared", [line for tex, got in prepared if got != tex for line in (tex, f"    {got}")])


def test_golden_errors() -> None:
    """The place, the message and the advice of every refusal."""
    lines = []
    for tex, display in table("broken") + table("refused"):
        with pytest.raises(FormulaError) as caught:
            convert(tex, display)
        error = caught.value
        lines += [tex, f"    at {error.offset}: {error.message}; {error.remedy}"]
    golden("errors", lines)


@pytest.mark.parametrize("name", ["right", "beyond"])
def test_right_formulas_are_converted(name: str) -> None:
    wanted = table(name)
    assert len(wanted) > (400 if name == "right" else 50)
    for tex, display in wanted:
        root = ElementTree.fromstring(convert(tex, display)[0])
        assert root.tag == "math"
        assert not any("style" in element.attrib or "href" in element.attrib for element in root.iter()), tex


@pytest.mark.parametrize("name", ["broken", "refused"])
def test_broken_formulas_are_reported_at_their_place(name: str) -> None:
    wanted = table(name)
    assert len(wanted) >= (150 if name == "broken" else 15)
    for tex, display in wanted:
        with pytest.raises(FormulaError) as caught:
            convert(tex, display)
        assert 0 <= caught.value.offset < len(tex), tex
        assert caught.value.message
        assert caught.value.remedy
        assert not re.search(r"token|argument but|math-core|\[\*\]|string literal|None", caught.value.message), tex


@pytest.mark.parametrize(
    ("tex", "at", "message"),
    [
        (r"a + \frac{x}{y", "{y", "{ is not closed"),
        (r"\left( \frac{a}{b", r"{b", "{ is not closed"),
        (r"\text{if $\foo$} + 1", r"\foo", r"unknown command \foo"),
        (r"\ce{H2O} + \ce{Na++}", "+}", r"charge written twice in \ce{…}"),
        (r"\ce{A ->[\foo] B}", r"->[", r"unknown command \foo"),
        (r"\textcolor{red}{x} + \SI{5}{\milli\foo}", r"\foo", r"unknown unit \foo"),
        (r"\ce{Ca^2+} x^2^3", "^3", "second subscript or superscript"),
        (r"\begin{aligned} a &= b \end{align}", r"\end", r"\end{align} closes \begin{aligned}"),
        (r"𝐱 é 50% \foo", r"\foo", r"unknown command \foo"),
        (r"a \\ b", r"\\", r"row break \\ in an inline formula"),
        (r"x \tag{1}", r"\tag", r"\tag in an inline formula"),
    ],
)
def test_errors_point_at_their_place(tex: str, at: str, message: str) -> None:
    with pytest.raises(FormulaError) as caught:
        convert(tex, False)
    assert (tex[caught.value.offset :][: len(at)], caught.value.message) == (at, message)


def test_errors_in_answers_point_into_the_answer() -> None:
    answer = r"Rows:\n$$\na = \text{if $x$}\\\nb = \foo\n$$\nend"
    (problem,) = render(answer).problems
    assert answer[problem.offset :].startswith(r"\foo")
    assert problem.message == r"formula not converted: unknown command \foo"


def test_unconverted_formulas_are_shown_as_source() -> None:
    rendered = render(r"Let $a < \foo$ be.\n\n$$\n\foo\n$$\n\n### On $\foo$")
    code = '<code class="tex">{}</code><small> (LaTeX source)</small>'
    assert code.format(r"$a &lt; \foo$") in rendered.html
    shown = code.format("$$\n\\foo\n$$")
    assert f'<span class="qt-math">{shown}</span>' in rendered.html
    assert rendered.headings[0].html == r'On <code class="tex">$\foo$</code>'
    assert [problem.code for problem in rendered.problems] == ["QT160"] * 3
    assert rendered.words == 3


@pytest.mark.parametrize(
    ("tex", "same"),
    [
        (r"a = b \\ c = d", r"\begin{gathered}a = b \\ c = d\end{gathered}"),
        (r"a = b \\[2pt] c = d \\", r"\begin{gathered}a = b \\ c = d\end{gathered}"),
        (r"\begin{matrix} 1 \\[4pt] 2 \\ \end{matrix}", r"\begin{matrix} 1 \\ 2 \end{matrix}"),
        (r"E = mc^2 \tag{1}", r"E = mc^2 \qquad\text{(1)}"),
        (r"\text{if $x > 0$ then}", r"{\text{if }{x > 0}\text{ then}}"),
        (r"\textcolor{red}{x} + {\color{#0000ff} y}", r"{x} + { y}"),
        (r"\SI{5}{\milli\molar}", r"{5\,\mathrm{mM}}"),
        (r"\qty{9.81}{\metre\per\second\squared}", r"{9.81\,\mathrm{m}\,\mathrm{s}^{-2}}"),
        (r"\num{12345.6}", r"{12\,345.6}"),
        (r"\ce{^{131}_{53}I}", r"{{}^{131}_{53}\mathrm{I}}"),
        (r"\ce{Fe^{III}}", r"{\mathrm{Fe}^{\mathrm{III}}}"),
        (r"\ce{A → B}", r"\ce{A -> B}"),
        (r"\ce{A ->[\text{heat}][\Delta] B}", r"{\mathrm{A} \xrightarrow[\Delta ]{\text{heat}} \mathrm{B}}"),
        (r"\ce{CuSO4.5H2O}", r"{\mathrm{Cu}\mathrm{S}\mathrm{O}_{4}\cdot 5\,\mathrm{H}_{2}\mathrm{O}}"),
        (r"\ce{CH2=CH-COO-}",
         r"{\mathrm{C}\mathrm{H}_{2}\mathord{=}\mathrm{C}\mathrm{H}\mathord{-}\mathrm{C}\mathrm{O}\mathrm{O}^{-}}"),
        (r"\mathop{\mathrm{arg\,max}}\limits_x f", r"\operatorname*{arg\,max}_x f"),
        (r"\left<x\right>", r"\left\langle x\right\rangle"),
        (r"\rule[1pt]{3em}{0.4pt}", r"\underline{\hspace{3em}}"),
        (r"a \rule{3em}{0.4pt}", r"a \underline{\hspace{3em}}"),
        (r"a \rule{0pt}{2em}", r"a "),
        (r"\ce{A ->[60 % yield][T] B}", r"{\mathrm{A} \xrightarrow[\mathrm{T}]{\text{60 % yield}} \mathrm{B}}"),
        (r"\ce{A ->T[n] B}", r"{\mathrm{A} \xrightarrow{\text{n}} \mathrm{B}}"),
        (r"\ce{A ->C[n] B}", r"{\mathrm{A} \xrightarrow{n} \mathrm{B}}"),
        (r"\ce{{two words} A}", r"{\text{two words}\ \mathrm{A}}"),
        (r"\ce{{x^2} A}", r"{{x^{2}}\ \mathrm{A}}"),
        *((rf"\ce{{{written}}}", f"{{{same}}}") for written, same in [
            ("n", "n"), ("x = n", "x = n"), ("k_1", "k_{1}"), ("x^2", "x^{2}"), ("nH2", r"n\,\mathrm{H}_{2}"),
            ("n(A)", r"n\,(\mathrm{A})"), ("pH", r"\mathrm{p}\mathrm{H}"), ("e", r"\mathrm{e}"), ("xy", r"\mathrm{xy}"),
        ]),
        (r"\substack{a \\ b}", r"\begin{subarray}{c}a \\ b\end{subarray}"),
    ],
)  # fmt: skip
def test_alternative_spellings_give_the_same_formula(tex: str, same: str) -> None:
    assert outcome(tex, display=True) == outcome(same, display=True)


@pytest.mark.parametrize(
    ("written", "same"),
    [
        *((rf"\unit{{\{name}\gram}}", rf"\mathrm{{{shown}g}}") for name, shown in zip(
            "quecto ronto yocto zepto atto femto pico nano micro milli centi deci deca hecto kilo mega giga tera peta exa zetta yotta".split(),
            "q r y z a f p n µ m c d da h k M G T P E Z Y".split(), strict=True)),
        *((rf"\unit{{\{short}m}}", rf"\mathrm{{{shown}m}}") for short, shown in zip("fpnumcdhkMG", "fpnµmcdhkMG", strict=True)),
        (r"\num{1234}", "1234"), (r"\num{12345}", r"12\,345"), (r"\num{1234567.5}", r"1\,234\,567.5"), (r"\num{1,5}", "1{,}5"),
        (r"\SI{5}{\degree}", r"5\mathrm{°}"), (r"\SI{5}{\arcminute}", r"5\mathrm{′}"), (r"\SI{5}{\arcsecond}", r"5\mathrm{″}"),
        (r"\SI{5}{\metre}", r"5\,\mathrm{m}"), (r"\ang{1;2;3}", "1^{\\circ}2'3''"), (r"\ang{1;;3}", "1^{\\circ}3''"),
        (r"\unit{\per\metre\tothe{3}}", r"\mathrm{m}^{-3}"), (r"\unit{\metre\tothe{3}}", r"\mathrm{m}^{3}"),
        (r"\unit{\square\metre\per\cubic\second}", r"\mathrm{m}^{2}\,\mathrm{s}^{-3}"),
    ],
)  # fmt: skip
def test_numbers_and_units_are_written_out(written: str, same: str) -> None:
    assert outcome(written) == outcome(f"{{{same}}}")


@pytest.mark.parametrize(
    "wrong", [r"\ang{1;2;3;4}", r"\ang{x}", r"\num{1.2.3}", r"\unit{\metre\foo}", r"\color{#12345} x"]
)
def test_wrong_numbers_units_and_colours_are_refused(wrong: str) -> None:
    with pytest.raises(FormulaError):
        convert(wrong, False)


@pytest.mark.parametrize("colour", ["red", "#abc", "#abcd", "#aabbcc", "#aabbccdd", "AABBCC"])
def test_colours_have_every_usual_form(colour: str) -> None:
    assert outcome(rf"\textcolor{{{colour}}}{{x}}") == outcome("{x}")


@pytest.mark.parametrize("sign", [r"\%", r"\&", r"\$", r"\#", r"\_", r"\{", r"\}"])
def test_spaces_after_signs_in_text_are_shown(sign: str) -> None:
    shown = "".join(ElementTree.fromstring(convert(rf"\text{{a{sign} b}}", False)[0]).itertext()).replace("\u00a0", " ")
    assert shown == f"a{sign[1]} b"


@pytest.mark.parametrize(
    ("tex", "drawn"),
    [(r"\boxed{x}", "qm-box"), (r"\cancel{x}", "qm-up"), (r"\bcancel{x}", "qm-down"), (r"\xcancel{x}", "qm-updown"),
     (r"\angl{x}", "qm-angle"), (r"\phase{x}", "qm-phase")],
)  # fmt: skip
def test_enclosures_are_drawn_with_a_class(tex: str, drawn: str) -> None:
    assert f'<mrow class="{drawn}">' in outcome(tex, display=True)
    assert f".{drawn}{{" in stylesheet()


def test_negative_spaces_have_a_limit() -> None:
    assert outcome(r"a\hspace{-20em}b").count('class="qm-b18"') == 20
    with pytest.raises(FormulaError):
        convert(r"a\hspace{-20.1em}b", False)


@pytest.mark.parametrize(
    ("opening", "size"),
    [
        (r"\left(", 90), ("{", 99), (r"\ce{", 30), (r"\text{", 90), (r"\sqrt[", 80), (r"\begin{array}{c}", 90), (r"\text{$", 40), ("x_", 500),
        (r"\frac", 400), ("$", 999), ("->[", 60), ("1", 3_000), ("1 ", 800), (" ", 800), (r"\mathop", 400),
    ],
)  # fmt: skip
def test_work_of_conversion_is_proportional_to_the_formula(opening: str, size: int) -> None:
    formulas = counting("generator.content.answers.math.formulas")
    around = {
        "->[": (r"\ce{A ", "}"),
        "1": (r"\SI{", r"}{\m}"),
        "1 ": (r"\SI{", r"}{\m}"),
        " ": (r"\SI{1", "+-x}{m}"),
    }.get(opening, ("", ""))

    def converted(tex: str) -> None:
        with suppress(counting("generator.content.answers.math.tex").FormulaError):
            formulas.convert(tex, True)

    assert is_linear(converted, lambda size: f"{around[0]}{opening * size}{around[1]}", size // 4)


@pytest.mark.parametrize(
    "tex",
    [r"\ce{" + "{" * 400 + "}" * 401, r"\ce{" + "A->[{" * 120 + "}]" * 120 + "}", r"\text{\ce{" * 240 + "}}" * 240],
)
def test_deep_chemistry_is_refused(tex: str) -> None:
    with pytest.raises(FormulaError, match="nested groups"):
        convert(tex, True)


@pytest.mark.parametrize(
    ("bracket", "closing"),
    [
        *zip("([⌈⌊⌜⌞⎰❲⟅⟦⟨⟪⟬⟮⦃⦅⦇⦉⦋⦍⦏⦑⦓⦕⦗⧘⧚⧼", ")]⌉⌋⌝⌟⎱❳⟆⟧⟩⟫⟭⟯⦄⦆⦈⦊⦌⦎⦐⦒⦔⦖⦘⧙⧛⧽", strict=True), (r"\bigl(", r"\bigr)"), (r"\{", r"\}"),
        (r"\ulcorner ", r"\urcorner "), (r"\llcorner ", r"\lrcorner "), (r"\llbracket ", r"\rrbracket "),
        (r"\llangle ", r"\rrangle "), (r"\llparenthesis ", r"\rrparenthesis "),
        *((rf"\l{name} ", rf"\r{name} ") for name in "ang angle Angle brack brace Brace paren ceil floor group moustache vert Vert".split()),
    ],
)  # fmt: skip
def test_seventeen_open_brackets_are_refused(bracket: str, closing: str) -> None:
    """Each open bracket doubles the time of the converter."""
    with pytest.raises(FormulaError, match="more than 16 unclosed brackets"):
        convert(bracket * 17 + "a", True)
    with pytest.raises(FormulaError, match="more than 16 unclosed brackets"):
        convert(closing * 3 + bracket * 17 + "a", True)
    assert outcome(f"{bracket}a{closing}" * 20 + bracket * 16 + "a")


@pytest.mark.parametrize(
    "symbol", ["|", r"\vert ", r"\|", "‖", "<", r"\lt ", "/", r"\uparrow ", "〈", r"\lambda ", r"\log "]
)
def test_other_symbols_may_be_repeated(symbol: str) -> None:
    """If one of them doubled the time of the converter, as brackets do, this test would never end."""
    assert outcome(symbol * 60 + "a", True).startswith("<math")


def test_sixteen_open_brackets_are_converted() -> None:
    assert outcome("[0, 1) + " * 40 + "1").count("<mn>0</mn>") == 40
    assert outcome("(" * 16 + "a").count("(") == 16


@pytest.mark.parametrize(
    ("opening", "closing"),
    [("{", "}"), (r"\left(", r"\right)"), (r"\begin{matrix}", r"\end{matrix}"), (r"\text{", "}"), (r"\substack{", "}")],
)
def test_groups_are_nested_up_to_a_limit(opening: str, closing: str) -> None:
    """The formula itself is the first of one hundred groups."""
    assert outcome(opening * 99 + "a" + closing * 99, display=True).startswith("<math")
    with pytest.raises(FormulaError, match="more than 100 nested groups") as caught:
        convert(opening * 100 + "a" + closing * 100, True)
    assert caught.value.offset == len(opening) * 99


def test_chemistry_is_nested_up_to_a_limit() -> None:
    assert outcome(r"\ce{{B}" + "{" * 30 + "A" + "}" * 30 + "}")
    with pytest.raises(FormulaError, match=r"more than 30 nested groups in \\ce"):
        convert(r"\ce{" + "{" * 31 + "A" + "}" * 31 + "}", True)


@pytest.mark.parametrize("inside", [r"a\\b", r"a \\ b", r"a\\[2pt]b", r"a\\b\\"])
def test_rows_of_a_substack_are_one_below_the_other(inside: str) -> None:
    below = outcome(r"\sum_{\begin{subarray}{c}a \\ b\end{subarray}} x")
    assert outcome(rf"\sum_{{\substack{{{inside}}}}} x") == below
    assert below.count("<mtr>") == 2


def test_a_row_break_in_an_inner_group_is_a_row_of_that_group() -> None:
    assert outcome(r"{a \\ b} + c") == outcome(r"{\begin{gathered}a \\ b\end{gathered}} + c")
