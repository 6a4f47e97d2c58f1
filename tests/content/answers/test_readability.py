"""The reading grade: spoken syllables and the published formula."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.content.answers import readability

SYLLABLES = {
    1: "the be heart whale cause cells times these rates used called through brain breathe great gene genes nerve noise edge "
    "ear scale whole role rules toe 7 1.5 mV",
    2: "muscle muscles table release released changes causes axes ion ions channel action junction synapse being patient science "
    "fibres people quiet fuel diet million region vision enzyme doses voices opened wanted needed produce reduced fluid client",
    3: "sodium calcium potential receptor video medicine idea area reaction serious previous nucleus gradient muscular "
    "initial artery molecule oxygen diseases enabled produces reuptake continued",
    4: "potassium bacteria anemia continuous myofibril material diagnosis post-synaptic biology experience arterial recovery voltage-gated",
    5: "neuromuscular acetylcholine physiology hypothalamus",
}


@pytest.mark.parametrize(
    ("count", "word"), [(count, word) for count, words in SYLLABLES.items() for word in words.split()]
)
def test_syllables_are_counted(count: int, word: str) -> None:
    assert readability.syllables(word) == count
    assert readability.syllables(f"({word.capitalize()},") == count


@pytest.mark.parametrize("sign", ["–", "=", "…", "→", "(*)"])
def test_signs_are_not_words(sign: str) -> None:
    assert readability.syllables(sign) == 0


def test_grade_follows_the_published_formula() -> None:
    simple = " ".join(["The cat sat on the mat."] * 10)  # 6 words a sentence, 1 syllable a word
    assert readability.grade(simple) == pytest.approx(0.39 * 6 + 11.8 * 1 - 15.59)
    mixed = " ".join(["Sodium flows in, and calcium too – then it stops."] * 10)  # 9 words, 13 syllables
    assert readability.grade(mixed) == pytest.approx(0.39 * 9 + 11.8 * 13 / 9 - 15.59)
    assert readability.grade(simple.replace(". ", "\n")) == pytest.approx(0.39 * 6 + 11.8 - 15.59)


def test_short_texts_have_no_grade() -> None:
    assert readability.grade("word " * (readability.LEAST_WORDS - 1)) is None
    assert readability.grade("word " * readability.LEAST_WORDS) is not None
    assert readability.grade("– " * 1000) is None
    assert readability.grade("") is None


@given(st.text(max_size=400))
def test_any_text_has_a_grade_or_none(text: str) -> None:
    found = readability.grade(text)
    assert found is None or found > -20
