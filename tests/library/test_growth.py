"""The work of the library and of the topics is in proportion to their number, whatever they have in common."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from tests.helpers.counting import counting
from tests.helpers.growth import is_linear

LIBRARY = counting("generator.library.library")
TOPICS = counting("generator.library.topics")
RECORDS = counting("generator.model.record")
DAY = datetime.date(2026, 1, 1)
SIZE = 60


def record(number: int, **values: Any) -> Any:
    """A record of the copied package."""
    return RECORDS.Record(
        **{
            "path": f"{number:05}.md", "id": number, "title": f"What is {number}?", "question": f"What is {number}?", "answer": "",
            "subject": "Medicine", "url": f"/learn/medicine/questions/q{number}", "date": DAY, **values,
        }
    )  # fmt: skip


def entry(number: int | None, title: str = "", url: str = "") -> Any:
    return RECORDS.Related("related_article1", number, title, "Medicine", url)


MADE: dict[str, Callable[[int, int], Any]] = {
    "a chain": lambda n, size: record(n, same_as=n + 1),
    "a circle": lambda n, size: record(n, same_as=(n + 1) % size),
    "many lead into a circle": lambda n, size: record(n, same_as=(n + 1) % 2 if n < 2 else n - 1),
    "one title": lambda n, size: record(n, title="What is it?", related=(entry(None, "What is it?"),)),
    "one slug": lambda n, size: record(n, url=f"/a{n}/slug", related=(entry(None, "", "/other/slug"),)),
    "one url": lambda n, size: record(n, url="/a/slug", related=(entry(None, "", "/a/slug"),)),
    "one article": lambda n, size: record(n % 2 * n, path=f"{n}.md", question="?", related=(entry(0, "", f"/x/q{size - 2}"),)),
    "broken entries": lambda n, size: record(n, related=(entry(10**6 + n, f"No {n}", f"/no/{n}"),)),
    "one alias": lambda n, size: record(n, aliases=("/a",)),
}  # fmt: skip


@pytest.mark.parametrize("name", MADE)
def test_records_with_something_in_common(name: str) -> None:
    def index(records: list[Any]) -> None:
        library = LIBRARY.Library(records, DAY)
        for one in library.files:
            library.final(one)
            library.related(one)
            library.unresolved(one)
            for related in one.related:
                library.hidden(one, related, library.resolve(related))
                meant = library.meant(related)
                if meant is not None:
                    library.file_meant(related, meant)

    assert is_linear(index, lambda size: [MADE[name](number, size) for number in range(size)], SIZE)


REQUIRED: dict[str, Callable[[int, int], list[int]]] = {
    "a circle": lambda n, size: [(n + 1) % size],
    "a chain": lambda n, size: [n + 1],
    "many lead into a circle": lambda n, size: [(n + 1) % 2] if n < 2 else [n - 1],
    "circles of three": lambda n, size: [n - n % 3 + (n + 1) % 3],
    "one is required by all": lambda n, size: [0],
}


@pytest.mark.parametrize("name", REQUIRED)
def test_topics_that_require_each_other(name: str) -> None:
    def index(size: int) -> None:
        made = [
            RECORDS.Topic(
                f"{n:05}.md", f"T {n:05}", "D.", "M", f"/{n}", DAY,
                requires=tuple(f"T {m:05}" for m in REQUIRED[name](n, size)),
            )
            for n in range(size)
        ]  # fmt: skip
        topics = TOPICS.Topics(made)
        found = list(topics.findings())
        assert len(topics.in_order()) == size
        assert sum(len(finding.message) for finding in found) < 300 * size

    assert is_linear(index, lambda size: size, SIZE)
