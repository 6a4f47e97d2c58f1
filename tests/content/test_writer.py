"""Written record files: any mapping reads back unchanged, in the style of the existing records."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.content import writer
from generator.content.frontmatter import parser
from tests.helpers.folder import ROOT

CHARACTERS = st.one_of(
    st.characters(exclude_categories=["Cs"]),
    st.sampled_from(" \n\t\r:#-'\"\\{}[]|>&*!%@`~?,\u2028\u2029\x85\ufeff\x00\x7f\u200fא😀"),
)
ODD = [
    "---", "no", "null", "~", "1e3", "0x1f", "1_000", "12:30", "<<", "=", ".inf", "a: b", "a #b", "-", "- a", "? a", "x:",
    "''", '""', " x", "x ", "\nx", "x\n", "x\n\n", "\n\n", "  \nx", "x\n  ", "\tx", "x\n\ty", "x\n y", "a\n---\nb", r"a\n\nb",
    "2024-11-27", "-1.0", "true", "0123", "word " * 80,
]  # fmt: skip
TEXTS = st.text(CHARACTERS, max_size=30) | st.sampled_from(ODD)
KEYS = st.sampled_from([*writer.FIRST_KEYS, "related_article1", "related_article12", "page_keywords"])
VALUES = st.recursive(
    st.none() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS | KEYS, inner, max_size=3),
    max_leaves=6,
)
MAPPINGS = st.dictionaries(TEXTS | KEYS, VALUES, min_size=1, max_size=8)


@pytest.mark.parametrize("examples", [400, pytest.param(5_000, marks=pytest.mark.long)])
def test_written_records_read_back_unchanged(examples: int) -> None:
    @settings(max_examples=examples)
    @given(MAPPINGS, st.text(CHARACTERS, max_size=30))
    def unchanged(mapping: dict[str, Any], body: str) -> None:
        read, parts = parser.parse(writer.record_text(mapping, body))
        assert read == mapping
        assert parts.body == (body or writer.NO_BODY)

    unchanged()


def test_written_records_follow_the_style_of_the_catalogue() -> None:
    mapping = {
        "related_article10": {"url": "/x", "id": "3", "title": "Later: 10?"},
        "related_article2": {"id": "2", "title": "Sooner"},
        "unknown": {"list": ["a", {"b": "c", "d": "e: f"}, [], ["g"]]},
        "score": "-1.0",
        "answer": r"One line.\n\n- **a**: b # no comment",
        "title": "A: question?",
        "seo": {"page_keywords": "a, b", "title": "QuickTakes | Medicine"},
        "id": "7",
        "date": "2024-11-27",
        "draft": "true",
        "reviewed_by": "no",
        "sources": [{"title": "A book", "year": "1999"}, "Another"],
        "question": " led by a space",
        "note": "two\nlines\n",
        "aliases": ["/old"],
        "empty": None,
    }
    expected = r"""---
id: 7
date: 2024-11-27
title: >-
    A: question?
seo:
  title: QuickTakes | Medicine
  page_keywords: >-
    a, b
question: " led by a space"
answer: >-
    One line.\n\n- **a**: b # no comment
score: -1.0
aliases:
  - /old
draft: true
reviewed_by: "no"
sources:
  - title: A book
    year: 1999
  - Another
unknown:
  list:
    - a
    - b: c
      d: "e: f"
    - []
    - - g
note: |
    two
    lines
empty: null
related_article2:
    id: 2
    title: >-
        Sooner
related_article10:
    id: 3
    title: >-
        Later: 10?
    url: /x
---

&nbsp;
"""
    assert writer.record_text(mapping) == expected


def test_own_records_are_rewritten_unchanged() -> None:
    for path in sorted((ROOT / "content").rglob("*.md")):
        text = path.read_text("utf-8")
        if "\n_schema: default\n" in text:
            mapping, parts = parser.parse(text)
            assert writer.record_text(mapping, "" if parts.body.strip() == "&nbsp;" else parts.body) == text, path


@pytest.mark.parametrize("mapping", [{"a": "\ud800"}, {"\udcff": "a"}, {"k" * 1001: "a"}, {"a": {"k" * 1001: "b"}}])
def test_unwritable_values_are_refused(mapping: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"surrogates not allowed|is longer than 1,000 characters"):
        writer.record_text(mapping)


@pytest.mark.parametrize("value", ["y", "N", "no", "on", "2024-11-27x", "yes it is"])
def test_words_that_yaml_1_1_reads_as_true_or_false_are_quoted(value: str) -> None:
    text = writer.record_text({"k" * 1000: value})
    assert (f'"{value}"' in text) == (value in ("y", "N", "no", "on"))
