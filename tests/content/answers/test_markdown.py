"""Conversion of HTML back to Markdown: the result renders the same, and any words keep their meaning."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from benchmarks.records import make
from generator.content import records
from generator.content.answers.literals import escaped, link
from generator.content.answers.markdown import markdown
from generator.content.answers.render import fill, read, render
from tests.content.answers.test_dialect import CASES, parts_of

SIGNS = r"""ab é*_`~[]()<>&!#-+=|:.\$1"'%^{}"""
WORDS = st.text(st.sampled_from(SIGNS), min_size=1, max_size=12)


def shown(html: str) -> str:
    """Remove from HTML what Markdown cannot express: links without a target, ``%`` and ``\\%`` in formulas, white space
    in headings and cells and at the end of code."""
    html = re.sub(r"<a>(.*?)</a>", r"\1", html, flags=re.DOTALL).replace("\n</code></pre>", "</code></pre>")
    one_line = re.compile(r"<(h\d|t[hd])\b.*?</\1>", re.DOTALL)
    html = one_line.sub(lambda found: " ".join(found[0].replace("<br>", "").split()), html)
    return re.sub(r'alttext="[^"]*"', lambda found: found[0].replace("\\%", "%").replace(" |", "|"), html).strip()


def html_of(answer: str, body: str = "") -> str:
    rendered = render(answer, body)
    return fill(rendered.html, [target.href for target in rendered.targets])


def words_of(html: str) -> list[str]:
    """Return the visible words, formulas as TeX."""
    html = re.sub(r'<math alttext="([^"]*)".*?</math>', r"\1", html, flags=re.DOTALL)
    return unescape(re.sub(r"<[^>]*>", "", html)).split()


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_markdown_of_golden_cases_renders_the_same_html(case: Path) -> None:
    html = html_of(parts_of(case.read_text("utf-8"))[1])
    assert shown(html_of("", markdown(html))) == shown(html)


def test_markdown_of_generated_records_renders_the_same_html() -> None:
    for made in make(60, seed=3):
        record, _ = records.read("a.md", made.text.encode())
        assert record is not None
        html = html_of(record.answer, record.body)
        assert shown(html_of("", markdown(html))) == shown(html), made.name


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["{}", "- {}", "> {}", "1. {}", "### {}", "| {} | b |\n|---|--:|\n| 1 | {} |"]), WORDS
        ),
        max_size=5,
    )
)
@example([("| {} | b |\n|---|--:|\n| 1 | {} |", "a  b")])
def test_any_words_keep_their_meaning_in_markdown(blocks: list[tuple[str, str]]) -> None:
    """A text with every sign escaped keeps its words and kinds of blocks."""
    source = "\n\n".join(
        form.format(*[escaped(words.strip() or "a").replace("|", "\\|")] * 2) for form, words in blocks
    )
    html = html_of("", source)
    assert shown(html_of("", markdown(html))) == shown(html)


@given(st.text(st.characters(codec="utf-8"), max_size=80))
def test_any_text_converts_to_markdown(text: str) -> None:
    rendered, _ = read(text, text)
    assert isinstance(markdown(fill(rendered.html, [""] * len(rendered.targets))), str)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Na+ at ~70 mV, 5 < 6 & 7", "Na+ at ~70 mV, 5 < 6 & 7"),
        ("costs $5", "costs \\$5"),
        ("a*b_c_ snake_case", "a\\*b_c\\_ snake_case"),
        ("<script>", "&lt;script>"),
        ("1. first", "1\\. first"),
        ("# no heading", "\\# no heading"),
        ("[a](b)", "[a\\](b)"),
        ("&amp;", "&amp;amp;"),
    ],
)
def test_markup_characters_are_escaped(words: str, expected: str) -> None:
    assert escaped(words) == expected
    assert (
        words_of(html_of("", f"x {escaped(words)}" if words[0] not in "#1" else escaped(words)))[-1]
        == words.split()[-1]
    )


@pytest.mark.parametrize(
    "start",
    ["=", "==", "===", "= ", "-", "--", "- a", "+", "+ a", "#", "###### a", ">", ">a", "|-", ":-", "|-|-", "1.", "1. a", "12) a", "123456789. a",
     "a) a", "(a) a", "A. a", "*", "***", "___", "```", "~~~", "1.\ta"],
)  # fmt: skip
def test_any_start_of_a_line_is_text(start: str) -> None:
    """A line directly below a paragraph, and one that is the first."""
    for above in ("", "x |\n"):
        html = html_of("", above + escaped(start))
        assert html.startswith("<p>")
        assert html.count("<") == 2
        assert words_of(html) == (above + start).split()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("https://a.org/b", "<https://a.org/b>"),
        ("http://a.org/b", "<http://a.org/b>"),
        ("<https://a.org/b*c>", "[https://a.org/b\\*c](https://a.org/b*c)"),
        ("[https://a.org](https://b.org)", "[https://a.org](https://b.org)"),
    ],
)
def test_links_that_show_their_address_are_written_short(source: str, expected: str) -> None:
    assert markdown(html_of("", source)) == expected


def test_lettered_lists_keep_their_letters_up_to_the_last() -> None:
    items = [f"{chr(ord('a') + number)}) item" for number in range(26)]
    assert markdown(html_of("\\n".join(items))).split("\n") == items
    assert markdown('<ol start="26" type="A"><li>y</li><li>z</li></ol>').split("\n") == ["Z) y", "27. z"]


def test_brackets_in_links_are_escaped() -> None:
    assert link("What is [x]?", "/a") == "[What is [x]?](/a)"
    assert link("What is [x?", "/a(b") == "[What is &#91;x?](</a(b>)"


@pytest.mark.parametrize(
    "text", ["> " * 2000 + "x", "- " * 2000 + "x", "*" * 3000 + "x" + "*" * 3000, "1. " * 700 + "a"]
)
def test_deep_nesting_converts_to_markdown(text: str) -> None:
    assert words_of(html_of("", markdown(html_of("", text))))[-1][-1] in "xa*"
