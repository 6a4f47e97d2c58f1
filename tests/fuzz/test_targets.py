"""A fixed number of seeded mutants for each reader. ``make fuzz`` looks for new ones for an hour."""

from __future__ import annotations

import pytest

from tests.fuzz.mutants import mutants
from tests.fuzz.targets import TARGETS, Target

SEED = 18
targets = pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)


@targets
def test_inputs_of_the_corpus_keep_all_promises(target: Target) -> None:
    corpus = target.corpus()
    assert corpus
    for data in corpus:
        assert target.run(data) == target.run(data)


@targets
def test_mutants_keep_all_promises(target: Target) -> None:
    for number, data in enumerate(mutants(target.corpus(), target.tokens, target.examples, target.longest, SEED)):
        try:
            first = target.run(data)
            if number % 10 == 0:
                assert target.run(data) == first
        except BaseException as error:
            error.add_note(f"input of {target.name}: {data!r}")
            raise
