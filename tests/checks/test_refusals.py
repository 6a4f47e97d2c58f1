"""The rule that finds refusals instead of answers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator.content import records
from tests.helpers.counting import counting
from tests.helpers.growth import is_linear
from tests.helpers.records import record_text


@pytest.mark.parametrize("phrase", ["as an ai ", "as an ai" + " " * 40, "sorry as an ai "])
def test_work_of_the_refusal_rule_is_proportional_to_the_answer(phrase: str) -> None:
    texts = counting("generator.checks.rules.texts")
    record, _ = records.read("a.md", record_text().encode())
    assert record is not None

    def check(answer: str) -> None:
        assert list(texts.refusal(replace(record, answer=answer))) == []

    assert is_linear(check, lambda size: phrase * size, 2_000)
