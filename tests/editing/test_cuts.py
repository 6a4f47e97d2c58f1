"""Cuts into front matter change the value and no other byte."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.content.frontmatter import parser
from generator.content.frontmatter.nodes import UneditableError
from generator.editing import scalars
from generator.editing.cuts import Surgery, operate

FILE = """\
---
# the head
id: 1
question: q
title: >-   # folded
    A title in
    two lines

# before the url
url: /a/b  # the url
file_name:
subject: 'It''s'
author: "Quick\\tTakes"
tagged: !!str tagged
plain: words over
  two lines
related_article1:
    id: 5
    title: >-
        Foo


# between
related_article2:
    id: 5 # no
related_article3: {id: 5, title: "C# x", url: /y}
related_article4:
    id: 5
    note: mine
related_article5:
    id: 5
    url:
related_article6:
    id: 6
    title: >- # told
        Foo
seo: {page_keywords: "a,b", title: x}
kept: |+
    text

indented: >2-
  text
aliases:
  -   /x
  -   /y
flow: [/x, /y]
empty: []
nothing:
nested:
  - - /x
odd:
  -
    /x
last: 😀
---
body
---
no end"""


def changed(text: str, work: Callable[[Surgery], None]) -> str:
    surgery = Surgery(text)
    work(surgery)
    return surgery.result()


REPLACED = [
    (("id",), "2", "id: 1\n", "id: 2\n"),
    (("title",), "New: one # x", "    A title in\n    two lines\n", "    New: one # x\n"),
    (("url",), "/c", "url: /a/b  #", "url: /c  #"),
    (("url",), "/c #d", "url: /a/b  #", "url: '/c #d'  #"),
    (("url",), "*c", "url: /a/b  #", "url: '*c'  #"),
    (("url",), "No", "url: /a/b  #", "url: 'No'  #"),
    (("file_name",), "x.md", "file_name:\n", "file_name: x.md\n"),
    (("subject",), "He's", "'It''s'", "'He''s'"),
    (("subject",), "a\x85b", "'It''s'", '"a\\u0085b"'),
    (("author",), 'A "B" \\ C', '"Quick\\tTakes"', '"A \\"B\\" \\\\ C"'),
    (("plain",), "one line", "words over\n  two lines\n", "one line\n"),
    (("kept",), "other", "    text\n\n", "    other\n\n"),
    (("seo", "page_keywords"), "a, b", '"a,b"', '"a, b"'),
    (("seo", "title"), "a, b", "title: x}", "title: 'a, b'}"),
    (("related_article3", "id"), "7", "{id: 5, title: \"C#", "{id: 7, title: \"C#"),
    (("related_article1", "title"), "سؤال 😀?", "        Foo\n\n\n#", "        سؤال 😀?\n\n\n#"),
    (("aliases", 1), "/z", "  -   /y\n", "  -   /z\n"),
    (("last",), "‮x", "last: 😀", "last: ‮x"),
]  # fmt: skip


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize(("key", "value", "before", "after"), REPLACED)
def test_replace_changes_only_the_value(
    key: tuple[str | int, ...], value: str, before: str, after: str, line_end: str, bom: str
) -> None:
    assert FILE.count(before) == 1
    text = (bom + FILE).replace("\n", line_end)
    expected = (bom + FILE.replace(before, after)).replace("\n", line_end)
    assert changed(text, lambda surgery: surgery.replace(key, value)) == expected


@pytest.mark.parametrize(
    ("key", "value", "why"),
    [
        (("tagged",), "x", "it has a YAML tag"),
        (("indented",), "x", "its block is empty or sets its own indentation"),
        (("title",), "a\u2028b", "the new text has characters that are not allowed in a block"),
        (("seo",), "x", "it is not a single value"),
        (("nowhere",), "x", "it is missing"),
        (("seo", "nowhere"), "x", "it is missing"),
        (("aliases", 7), "x", "it is missing"),
    ],
)
def test_values_that_cannot_be_replaced_raise(key: tuple[str | int, ...], value: str, why: str) -> None:
    with pytest.raises(UneditableError, match=why):
        changed(FILE, lambda surgery: surgery.replace(key, value))


@pytest.mark.parametrize(
    ("key", "gone"),
    [
        (("related_article1",), "related_article1:\n    id: 5\n    title: >-\n        Foo\n"),
        (("related_article3",), 'related_article3: {id: 5, title: "C# x", url: /y}\n'),
        (("related_article5",), "related_article5:\n    id: 5\n    url:\n"),
        (("file_name",), "file_name:\n"),
        (("aliases", 0), "  -   /x\n"),
        (("nested", 0, 0), "nested:\n  - - /x\n"),
    ],
)
def test_remove_deletes_only_the_lines_of_a_key(key: tuple[str | int, ...], gone: str) -> None:
    for text, lines in ((FILE, gone), (FILE.replace("\n", "\r\n"), gone.replace("\n", "\r\n"))):
        assert text.count(lines) == 1
        assert changed(text, lambda surgery: surgery.remove(key, {"id", "title", "url"})) == text.replace(lines, "")


@pytest.mark.parametrize(
    ("key", "why"),
    [
        (("related_article2",), "it contains a comment"),
        (("related_article4",), "it has an additional key, note"),
        (("related_article6",), "it contains a comment"),
        (("seo", "title"), "other keys are on its line"),
        (("flow", 0), "other keys are on its line"),
        (("url",), "it contains a comment"),
    ],
)
def test_blocks_whose_removal_loses_text_are_kept(key: tuple[str | int, ...], why: str) -> None:
    with pytest.raises(UneditableError, match=why):
        changed(FILE, lambda surgery: surgery.remove(key, {"id", "title", "url"}))


def test_no_extra_blank_lines_follow_a_removed_block() -> None:
    text = "---\nquestion: |+\n  q\ngone: >-\n  x\n\n\nid: 1\n---\n"
    with pytest.raises(UneditableError, match="the change would alter other values"):
        changed(text, lambda surgery: surgery.remove(("gone",)))


@pytest.mark.parametrize(
    ("key", "before", "after"),
    [
        ("aliases", "  -   /y\n", "  -   /y\n  -   /z\n  -   '/z: q'\n"),
        ("flow", "[/x, /y]", "[/x, /y, /z, '/z: q']"),
        ("empty", "[]", "[/z, '/z: q']"),
        ("nothing", "nothing:\n", ""),
        ("new", "url: /a/b  # the url\n", "url: /a/b  # the url\nnew:\n    - /z\n    - '/z: q'\n"),
    ],
)
def test_extend_adds_items_to_a_list(key: str, before: str, after: str) -> None:
    expected = FILE.replace(before, after)
    if key == "nothing":
        expected = expected.replace("# the url\n", "# the url\nnothing:\n    - /z\n    - '/z: q'\n")
    for end in ("\n", "\r\n"):
        text = FILE.replace("\n", end)
        assert changed(text, lambda surgery: surgery.extend(key, ["/z", "/z: q"], after="url")) == expected.replace(
            "\n", end
        )


@pytest.mark.parametrize(("items", "longer"), [("[a, b,]", "[a, b,c]"), ("[a, b, ]", "[a, b, c]"), ("[ ]", "[ c]")])
def test_extend_keeps_a_comma_after_the_last_item(items: str, longer: str) -> None:
    text = f"---\nid: 1\nlist: {items}\n---\n"
    assert changed(text, lambda surgery: surgery.extend("list", ["c"], after="id")) == text.replace(items, longer)


@pytest.mark.parametrize(("key", "why"), [("author", "not a list"), ("odd", "does not start on the line of its dash")])
def test_lists_that_cannot_be_extended_raise(key: str, why: str) -> None:
    with pytest.raises(UneditableError, match=why):
        changed(FILE, lambda surgery: surgery.extend(key, ["/z"], after="url"))


def test_several_changes_are_applied_together() -> None:
    def work(surgery: Surgery) -> None:
        surgery.replace(("url",), "/new")
        surgery.extend("new", ["/a/b"], after="url")
        surgery.remove(("aliases", 0))
        surgery.splice(("title",), 11, "two", "2")
        surgery.splice(("title",), 2, "title", "TITLE")
        surgery.splice_body(0, "body", "corpus")

    expected = FILE.replace("url: /a/b  # the url\n", "url: /new  # the url\nnew:\n    - /a/b\n").replace(
        "  -   /x\n", ""
    )
    expected = expected.replace("A title in\n    two", "A TITLE in\n    2").replace("---\nbody", "---\ncorpus")
    assert changed(FILE, work) == expected


def test_overlapping_changes_are_refused() -> None:
    def work(surgery: Surgery) -> None:
        surgery.replace(("related_article1", "id"), "7")
        surgery.remove(("related_article1",))

    with pytest.raises(UneditableError, match="two changes overlap"):
        changed(FILE, work)


@pytest.mark.parametrize(
    "style", ["answer: >-\n    {}\n", "answer: |-\n    {}\n", "answer: {}\n", "answer: '{}'\n", 'answer: "{}"\n']
)
def test_splice_replaces_words_in_an_answer(style: str) -> None:
    answer = "See [ö 😀](/old/one) and [b](/old/one#x)."
    places = [(answer.index("/old/one)"), "/new"), (answer.index("/old/one#"), "/n")]
    text = f"---\nid: 1\n{style.format(answer)}---\n"
    works = [partial(Surgery.splice, key=("answer",), offset=at, old="/old/one", new=new) for at, new in places[::-1]]
    new, reasons = operate(text, works)
    assert reasons == ["", ""]
    assert new == text.replace("(/old/one)", "(/new)").replace("(/old/one#", "(/n#")


def test_splice_refuses_words_that_are_escaped_in_the_file() -> None:
    text = '---\nid: 1\nanswer: "[a](/\\x61) [b](/a)"\n---\n'
    with pytest.raises(UneditableError, match="cannot be located"):
        changed(text, lambda surgery: surgery.splice(("answer",), 13, "/a", "/b"))


def test_splice_refuses_words_that_are_missing() -> None:
    with pytest.raises(UneditableError, match="cannot be located"):
        changed(FILE, lambda surgery: surgery.splice(("title",), 3, "title", "x"))
    with pytest.raises(UneditableError, match="cannot be located"):
        changed(FILE, lambda surgery: surgery.splice_body(1, "body", "x"))


@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=30).filter(lambda text: "\n" not in text), st.booleans()
)
def test_any_text_reads_back_from_any_quoting_style(value: str, in_flow: bool) -> None:
    for style in (None, "", "'", '"'):
        written = scalars.inline(value, style, in_flow)
        text = f"---\nk: {{a: b, k: {written}}}\n---\n" if in_flow else f"---\na: b\nk: {written}\n---\n"
        loaded = parser.parse(text)[0]
        assert (loaded["k"]["k"] if in_flow else loaded["k"]) == value  # type: ignore[call-overload,index]
