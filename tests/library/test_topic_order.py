"""The order in which topics are learned, and the topics that a question names."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.library.topics import Topics
from generator.model.record import Topic


def topics_of(*required: Sequence[int]) -> Topics:
    """Make topics by number, each with the numbers of those that it requires."""
    return Topics(
        Topic(f"{n}.md", f"T {n:05}", "D.", "M", f"/{n}", datetime.date(2026, 1, 1), requires=tuple(f"T {m:05}" for m in before))
        for n, before in enumerate(required)
    )  # fmt: skip


def test_thousands_of_topics_in_a_chain_are_ordered() -> None:
    topics = topics_of(*([number + 1] for number in range(2_999)), [])
    assert [topic.path for topic in topics.in_order()] == [f"{number}.md" for number in reversed(range(3_000))]
    assert list(topics.findings()) == []


@given(st.lists(st.lists(st.integers(0, 7), max_size=3), min_size=8, max_size=8))
def test_exactly_the_cycles_of_requirements_are_reported(required: list[list[int]]) -> None:
    topics = topics_of(*required)
    reached = {number: set(before) for number, before in enumerate(required)}
    for _ in required:
        reached = {number: found.union(*(reached[other] for other in found)) for number, found in reached.items()}
    circling = {f"{number}.md" for number, found in reached.items() if number in found}
    assert {finding.path for finding in topics.findings() if finding.code == "QT172"} == circling
    order = [topic.path for topic in topics.in_order()]
    assert len(order) == len(set(order)) == 8
    for number, before in enumerate(required):
        for other in before if not circling else ():
            assert order.index(f"{other}.md") < order.index(f"{number}.md")


@pytest.mark.parametrize(
    ("question", "spoken"),
    [
        ("Why is an ion charged?", []), ("Why is an anion charged?", ["Anion"]), ("What are anions?", ["Anion"]),
        ("Is it done in vitro?", ["In vitro"]), ("How does a trial fibre differ?", []), ("What are endplates?", ["End-plate"]),
        ("What is an end plate?", ["End-plate"]),
    ],
)  # fmt: skip
def test_topics_named_in_a_question(question: str, spoken: list[str]) -> None:
    day = datetime.date(2026, 1, 1)
    names = ("Anion", "In vitro", "Atrial fibre", "End-plate")
    topics = Topics(Topic(f"{title}.md", title, "D.", "Medicine", f"/{title}", day) for title in names)
    assert [topic.title for topic in topics.mentioned(question)] == spoken
