"""A fixed number of seeded mutants for each reader. ``make fuzz`` looks for new ones for an hour."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.fuzz.mutants import mutants
from tests.fuzz.targets import TARGETS, Target

SEED = 18
AWAITED = {
    "configuration": "YAML that is nested deeper than Python's stack ends in a traceback",
    "frontmatter": "a lone carriage return, U+0085 and U+2028 count as line ends where YAML fails",
}
"""Faults that are known and not fixed yet. The mark of a fixed one fails, and must be removed."""


def awaited(name: str) -> Sequence[pytest.MarkDecorator]:
    """The mark of a target with a known fault."""
    return [pytest.mark.xfail(reason=AWAITED[name], strict=True)] if name in AWAITED else []


targets = pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)


@targets
def test_inputs_of_the_corpus_keep_all_promises(target: Target) -> None:
    corpus = target.corpus()
    assert corpus
    for data in corpus:
        assert target.run(data) == target.run(data)


@pytest.mark.parametrize(
    "target",
    [pytest.param(target, id=name, marks=awaited(name)) for name, target in TARGETS.items()],
)
def test_mutants_keep_all_promises(target: Target) -> None:
    for number, data in enumerate(mutants(target.corpus(), target.tokens, target.examples, target.longest, SEED)):
        try:
            first = target.run(data)
            if number % 10 == 0:
                assert target.run(data) == first
        except BaseException as error:
            error.add_note(f"input of {target.name}: {data!r}")
            raise
