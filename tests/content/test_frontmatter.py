"""Front matter: it reads back as written, and the fast reader agrees with the YAML parser."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.content.frontmatter import parser, shortform, values
from generator.content.frontmatter.positions import Positions
from tests.helpers.folder import ROOT
from tests.helpers.records import record_text, related_entry

words = st.text(
    alphabet=st.characters(whitelist_categories=["L", "N", "P", "S", "Zs"], max_codepoint=0x1FAFF), max_size=40
)
keys = st.from_regex(r"[a-z][a-z_0-9]{0,12}", fullmatch=True)
mappings = st.dictionaries(
    keys,
    st.one_of(words, st.lists(words, max_size=3), st.dictionaries(keys, words, max_size=3)),
    min_size=1,
    max_size=6,
)


@given(mappings, st.sampled_from(["", "\ufeff"]), st.sampled_from(["\n", "\r\n"]), words)
def test_front_matter_reads_back_as_written(mapping: dict[str, Any], bom: str, line_end: str, body: str) -> None:
    dumped = yaml.safe_dump(mapping, allow_unicode=True, width=10**6)
    if parser.may_hold_alias(dumped) and any(getattr(e, "anchor", None) for e in yaml.parse(dumped)):
        return
    text = f"{bom}---\n{dumped}---\n{body}".replace("\n", line_end)
    loaded, parts = parser.parse(text)
    assert loaded == mapping
    assert parts.body == body


KEYS = st.sampled_from(["id", "title", "seo", "answer", "_schema", "related_article1", "y"])
VALUES = words | st.sampled_from([
    "plain words", "-1.0", "2024-11-27", "a: b", "a #b", "a#b", "it's", "'quoted'", '"q"', "[a]", "{a: b}", "*x", "&x", "!t", ">-",
    "|-", "a:", "?", "- a", "@x", "`x`", "%x", "/learn/x", "null", "x ", "\t", "a\u00a0b", "", "# c", "5:30", "http://a",
])  # fmt: skip
STRANGE_LINES = (
    st.sampled_from(["", "    ", "---", "...", "# comment", "    words: with a colon", "\tx", "  x", "seo:"]) | words
)
USUAL = st.sampled_from(
    ["plain words", "-1.0", "2024-11-27", "/learn/x", "5:30", "a#b", "'it is'", '"q"', "http://a", "α-wave"]
)


@st.composite
def usual_text(draw: st.DrawFn) -> str:
    """Front matter of the usual form, with up to two lines or values that the form may not allow."""
    lines = []

    def add(indent: str, key: str) -> None:
        value = draw(st.one_of(USUAL, USUAL, USUAL, USUAL, VALUES))
        folded = draw(st.integers(0, 3)) == 0
        lines.extend([f"{indent}{key}: >-", f"{indent}    {value}"] if folded else [f"{indent}{key}: {value}"])

    for key in draw(st.lists(KEYS, max_size=5, unique=draw(st.integers(0, 9)) > 0)):
        if key in ("seo", "related_article1"):
            lines.append(f"{key}:")
            for below in draw(st.lists(KEYS, min_size=1, max_size=3, unique=True)):
                add("  ", below)
        else:
            add("", key)
    if draw(st.integers(0, 3)) == 0:
        place = draw(st.integers(0, len(lines)))
        lines[place : place + draw(st.integers(0, 1))] = [draw(STRANGE_LINES)]
    return "\n".join(lines)


EXAMPLES = [600, pytest.param(10_000, marks=pytest.mark.long)]


@pytest.mark.parametrize("examples", EXAMPLES)
def test_fast_reader_agrees_with_yaml(examples: int) -> None:
    read = 0

    @settings(max_examples=examples)
    @given(usual_text())
    def agreed(text: str) -> None:
        nonlocal read
        short = shortform.read(text)
        if short is not None:
            read += 1
            assert yaml.load(text, Loader=parser.RecordLoader) == short

    agreed()
    assert examples / 4 < read < examples * 0.9


@pytest.mark.parametrize("examples", EXAMPLES)
def test_fast_reader_finds_the_same_places_as_yaml(examples: int) -> None:
    @settings(max_examples=examples // 2)
    @given(usual_text(), KEYS, KEYS)
    def agreed(text: str, key: str, below: str) -> None:
        if short := shortform.read(text):
            same_places(text, short, key, below)

    agreed()


def same_places(text: str, short: dict[str, Any], key: str, below: str) -> None:
    whole = f"---\n{text}\n---\n"
    slow = Positions(f"---\n{text}\nzz: [] # no usual shape\n---\n")
    assert shortform.read(parser.split(f"---\n{text}\nzz: [] # no usual shape\n---\n").yaml) is None
    for path in ((key,), (key, below)):
        value: object = short
        for step in path:
            value = value.get(step) if isinstance(value, dict) else None
        length = len(value) if isinstance(value, str) else 0
        for offset in range(-1, length):
            assert Positions(whole).find(path, offset) == slow.find(path, offset)


def test_fast_reader_accepts_usual_records() -> None:
    usual = record_text(related_article1=related_entry(2))
    assert shortform.read(parser.split(usual).yaml) is not None
    for path in sorted((ROOT / "content").rglob("*.md")):
        text = path.read_text("utf-8")
        if "_schema: default" in text and "\nsources:" not in text:
            assert shortform.read(parser.split(text).yaml) is not None, path


@pytest.mark.parametrize("style", [">-", "|-", "plain", "'", '"'])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_every_character_of_a_value_has_a_position(style: str, bom: str, line_end: str) -> None:
    value = "First words with “quotes” and it's fine.\\n\\nNäxt $x$ end"
    written = {
        ">-": "answer: >-\n    First words with “quotes”\n    and it's fine.\\n\\nNäxt $x$\n    end\n",
        "|-": f"answer: |-\n  {value}\n",
        "plain": "answer: First words with “quotes” and\n  it's fine.\\n\\nNäxt $x$ end\n",
        "'": "answer: 'First words with “quotes” and it''s fine.\\n\\nNäxt $x$ end'\n",
        '"': 'answer: "First words with “quotes” and it\'s fine.\\\\n\\\\nNäxt $x$ end"\n',
    }[style]
    text = f"{bom}---\nid: 1\n{written}---\n"
    loaded, _ = parser.parse(text)
    assert loaded["answer"] == value
    positions, unix = Positions(text.replace("\n", line_end)), Positions(text)
    lines = text.split("\n")
    forth = range(len(value))
    for offset in (*forth, *reversed(forth)):  # later positions continue from earlier ones
        line, column = positions.find(("answer",), offset)
        assert (line, column) == unix.find(("answer",), offset)
        if value[offset] not in " \\":
            assert lines[line - 1][column - 1] == value[offset]
    assert positions.find(("answer",)) == (3, 1)


@pytest.mark.parametrize("text", ["a: &b 1", "a: {&b c: 1}", "a: [&b c]", "- *b", "a:\n  &b c", "? &b", "a: {b, &c d}"])
def test_anchors_and_aliases_may_stand_where_a_value_begins(text: str) -> None:
    assert parser.may_hold_alias(text)
    assert not parser.may_hold_alias(text.replace("&", "x &").replace("*", "x *"))


def test_quoted_values_are_cut_to_60_characters() -> None:
    assert values.quoted("a" * 60) == f"'{'a' * 60}'"
    assert values.quoted("a" * 61) == f"'{'a' * 57}…'"


@pytest.mark.parametrize("text", ["---\nid: 1\n", "---\n\nid: [\n---\n", "id: 1\n", "---\n- id\n---\n"])
def test_keys_of_unreadable_front_matter_have_the_first_place(text: str) -> None:
    assert Positions(text).find(("id",)) == Positions(text).find(("id",), 0) == (1, 1)
    assert Positions("---\n\n\nid: [1]\n---\n").find(()) == (1, 1)


@pytest.mark.parametrize(
    ("key", "expected"),
    [(("seo", "nothing"), (3, 1)), (("nothing",), (1, 1)), (("aliases", 1), (7, 5)), (("aliases", "/b"), (7, 5)),
     (("aliases", 7), (5, 1)), (("seo", "title"), (4, 3)), (("sources", 0, "year"), (10, 5)), (("sources", 0, "isbn"), (9, 5))],
)  # fmt: skip
def test_keys_have_places(key: tuple[str | int, ...], expected: tuple[int, int]) -> None:
    text = (
        "---\nid: 1\nseo:\n  title: T\naliases:\n  - /a\n  - /b\nsources:\n  - title: T\n    year: 1999\n---\n\nbody\n"
    )
    assert Positions(text).find(key) == expected
    assert Positions(text).find((), 1, in_body=True) == (13, 1)


def test_scalars_are_read_as_text() -> None:
    loaded, _ = parser.parse("---\na: No\nb: 2024-11-27\nc: 1e3\nd: null\ne: 0x1F\nf:\ng: ~\n---\n")
    assert loaded == {"a": "No", "b": "2024-11-27", "c": "1e3", "d": None, "e": "0x1F", "f": None, "g": None}
