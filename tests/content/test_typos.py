"""Words that differ by one typo, and known words near an unknown one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.model.typos import Neighbours, Vocabulary, is_typo


@pytest.mark.parametrize(
    ("written", "meant", "expected"),
    [
        ("qestion", "question", True),
        ("questionn", "question", True),
        ("quastion", "question", True),
        ("qeustion", "question", True),
        ("questino", "question", True),
        ("uestion", "question", True),
        ("question", "question", False),
        ("qestin", "question", False),
        ("quesoitn", "question", False),
        ("", "a", True),
        ("", "ab", False),
        ("a1", "a2", True),
    ],
)
def test_is_typo_accepts_one_difference(written: str, meant: str, expected: bool) -> None:
    assert is_typo(written, meant) is expected
    assert is_typo(meant, written) is expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("chanel", ["channel"]),
        ("nreve", ["nerve"]),
        ("nerves", ["nerve"]),
        ("fferent", []),
        ("bfferent", []),
        ("ran", []),
        ("step12", []),
        ("heart", []),
    ],
)
def test_known_words_near_a_typo(word: str, expected: list[str]) -> None:
    known = Vocabulary(["afferent", "efferent", "channel", "nerve", "run", "step11", "step"])
    assert known.near(word) == expected
    assert "channel" in known
    assert word not in known


@given(st.lists(st.text("abc", max_size=5), max_size=12), st.text("abc", max_size=5))
def test_neighbours_are_exactly_the_words_one_typo_away(texts: list[str], written: str) -> None:
    assert Neighbours(texts).of(written) == sorted(text for text in set(texts) if is_typo(written, text))
