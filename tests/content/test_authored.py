"""Links of authored pages, and the anchors on them that can be linked to."""

from __future__ import annotations

import re
from pathlib import Path

import markdown  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.content import authored
from tests.helpers.counting import counting
from tests.helpers.folder import ROOT
from tests.helpers.growth import is_linear


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[a](b.md) ![c](d.png 'T') [e](<f g.md>) [h]( i.md )", ["b.md", "d.png", "f g.md", "i.md"]),
        ("[a](b_(c).md) [![d](e.png)](f.md)", ["b_(c).md", "e.png", "f.md"]),
        ('[a]: b.md "T"\n   [c]: <d.md>\n[e]: f.md\n', ["b.md", "d.md", "f.md"]),
        ("[^1]: see this\n[Note]: this is no address\n\\[a\\](b.md) [ ] (c.md) [d]()", []),
        ("<!-- [a](b.md)\n\n# [c](d.md)", []),
        ("~~~ x\n[a](b.md)\n ~~~~\n[c](d.md)\n````\n[e](f.md)\n```\n[g](h.md)", ["d.md"]),
        ("`` [a](b.md) ` [c](d.md) `` [e](f.md) ``` [g](h.md)", ["f.md", "h.md"]),
        ("`[a](b.md)` ``[`a](b.md)``\n```\n[a](b.md)\n```\n<!-- [a](b.md)\n[c](d.md) --> [e](f.md)", ["f.md"]),
    ],
)
def test_links_of_authored_pages_are_found(text: str, found: list[str]) -> None:
    links = authored.links(text)
    assert [target.href for target in links] == found
    assert all(text.startswith(target.href, target.offset) for target in links)


WORDS = st.sampled_from(
    ["Über", "the", "*first*", "`x_y`", "[link](a.md)", "&amp;", "β-blocker", "5", "50 %", "<b>bold</b>", "snake_case", "C++", "![i](j.png)", "—"]
)  # fmt: skip
HEADINGS = st.lists(st.tuples(st.sampled_from(["# {}", "## {} ##", "{}\n---", "###{}", "# {} {{ #own .class }}"]), st.lists(WORDS, min_size=1, max_size=4)), max_size=5)  # fmt: skip


@given(HEADINGS)
def test_every_anchor_of_the_host_is_found(headings: list[tuple[str, list[str]]]) -> None:
    text = "\n\n".join(form.format(" ".join(words)) for form, words in headings)
    ids = re.findall(r'<h\d id="([^"]*)"', markdown.markdown(text, extensions=["toc", "attr_list"]))
    known = authored.anchors(text)
    assert [anchor for anchor in ids if not authored.has(known, anchor)] == []
    assert not authored.has(known, "quite-another")


def test_anchors_of_own_pages_are_found() -> None:
    pages = [path for path in Path(ROOT, "content").glob("*.md") if "\n## " in path.read_text("utf-8")]
    assert len(pages) > 2
    for path in pages:
        text = path.read_text("utf-8")
        ids = re.findall(r'<h\d id="([^"]*)"', markdown.markdown(text, extensions=["toc"]))
        assert all(authored.has(authored.anchors(text), anchor) for anchor in ids), path


@pytest.mark.parametrize(
    "anchor", ["fn:1", "fnref:note", "__tabbed_1_2", ":~:text=words", "own", "html", "old", "A-Heading_2"]
)
def test_anchors_in_html_and_attribute_lists_are_found(anchor: str) -> None:
    text = "# A heading\n\nText {#own} <p id=html><a name='old'></a>\n"
    assert authored.has(authored.anchors(text), anchor)


@pytest.mark.parametrize(
    "sign",
    [
        "{",
        "[",
        "[](",
        "![](",
        "](a()",
        "<!--",
        "``` ` ",
        "![",
        "`",
        "<",
        "`a` [b](c.md) ",
        "```\n",
        "<!-- a --> [b](c.md) ",
        "a\n===\n",
    ],
)
def test_work_of_reading_an_authored_page_is_proportional_to_its_length(sign: str) -> None:
    copy = counting("generator.content.authored")
    assert is_linear(lambda text: (copy.links(text), copy.anchors(f"# {text}")), lambda size: sign * size, 1_000)


def test_headings_with_parentheses_in_addresses_are_anchors() -> None:
    known = authored.anchors("# A [link](b_(c).md) and ![i](j_(k).png)\n# A [label][x]\n")
    assert authored.has(known, "a-link-and")
    assert authored.has(known, "a-label")
