"""Positions of findings: the work is in proportion to the file and its findings, however many there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.helpers.counting import counting
from tests.helpers.growth import is_linear

POSITIONS = counting("generator.content.frontmatter.positions")
FINDINGS = counting("generator.model.finding")
SIZE = 300

Key = tuple[str | int, ...]
Place = tuple[Key, int, bool]


def in_answer(size: int) -> Iterator[Place]:
    return ((("answer",), 5 * number, False) for number in range(size))


def in_body(size: int) -> Iterator[Place]:
    return (((), 5 * number, True) for number in range(size))


def in_items(size: int) -> Iterator[Place]:
    return ((("aliases", number), 0, False) for number in range(size))


def at_keys(size: int) -> Iterator[Place]:
    return (((f"k{number}",), -1, False) for number in range(size))


FILES: dict[str, tuple[Callable[[int], str], Callable[[int], Iterator[Place]]]] = {
    "one line": (lambda size: f"id: 1\nanswer: {'word ' * size}end\n---\n", in_answer),
    "a folded line": (lambda size: f"id: 1\nanswer: >-\n  {'word ' * size}end\n---\n", in_answer),
    "an indented line": (lambda size: f"id: 1\nanswer: >-\n  {' ' * 9 * size}{'word ' * size}end\n---\n", in_answer),
    "many lines": (lambda size: "id: 1\nanswer: |\n" + "  word\n" * size + "---\n", in_answer),
    "quotes": (lambda size: "id: 1\nanswer: \"" + "word " * size + '\\n"\n---\n', in_answer),
    "a body": (lambda size: "id: 1\n---\n" + "word\n" * size, in_body),
    "a list": (lambda size: "aliases:\n" + "".join(f"- /a{number}\n" for number in range(size)) + "---\n", in_items),
    "a list in one line": (lambda size: f"aliases: [{', '.join(f'/a{number}' for number in range(size))}]\n---\n", in_items),
    "keys": (lambda size: "".join(f"k{number}: [1]\n" for number in range(size)) + "---\n", at_keys),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_places_of_many_findings(name: str) -> None:
    made, places = FILES[name]

    def locate(size: int) -> None:
        text = f"---\n{made(size)}"
        positions = POSITIONS.Positions(text)
        spots = [positions.find(*place) for place in places(size)]
        findings = [FINDINGS.Finding("a.md", "QT150", "x", "y", line=line, column=column) for line, column in spots]
        assert len(FINDINGS.with_source(findings, text)) == size

    assert is_linear(locate, lambda size: size, SIZE)
