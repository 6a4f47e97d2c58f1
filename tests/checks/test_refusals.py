"""The rule that finds refusals instead of answers."""

from __future__ import annotations

import time

import pytest

from generator.checks.rules import texts
from generator.content import records
from tests.helpers.records import record_text


@pytest.mark.parametrize("answer", ["as an ai " * 2000, ("as an ai" + " " * 40) * 400, "sorry as an ai " * 1000])
def test_refusal_rule_is_fast_on_long_answers(answer: str) -> None:
    record, _ = records.read("a.md", record_text(answer=answer).encode())
    assert record is not None
    start = time.perf_counter()
    assert not list(texts.refusal(record))
    assert time.perf_counter() - start < 1
