"""The face of a record: it changes with all that other pages can see, and with nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from generator.catalogue.entry import face, read_one
from tests.helpers.records import record_text, topic_text

ANSWER = r"### Part\n\nSee [it](/learn/x#a) and ![b](b.png)."


def face_of(**values: Any) -> bytes:
    data = record_text(**{"id": 1, "answer": ANSWER, **values}).encode()
    return face(read_one("a.md", data, b"")[0])


@pytest.mark.parametrize(
    "values",
    [
        {"answer": r"### Part\n\n<b>Other</b> words: [that](/learn/x#a), **and** ![c](b.png)."},
        {"answer": r"#### Part\n\nSee [it](/learn/x#a) and ![b](b.png)."},
        {"body": "\nMore."},
    ],
)
def test_text_is_not_in_it(values: dict[str, Any]) -> None:
    assert face_of(**values) == face_of() != b""


@pytest.mark.parametrize(
    "values",
    [
        {"answer": ANSWER.replace("Part", "Other part")},
        {"answer": ANSWER.replace("#a", "#b")},
        {"answer": ANSWER.replace("b.png", "c.png")},
        {"answer": ANSWER.replace("![b]", "[b]")},
        {"question": "Why?", "slug": "what-is-question-1"},
        {"draft": True},
        {"check_ignore": ["QT162"]},
    ],
)
def test_everything_else_is(values: dict[str, Any]) -> None:
    assert face_of(**values) not in (face_of(), b"")


def test_links_of_answer_and_body_differ() -> None:
    link = "See [it](/learn/x)."
    assert face_of(answer=link, body="\nText.") != face_of(answer="Text.", body=f"\n{link}")


@pytest.mark.parametrize("text", [topic_text("A"), "# A page\n", "---\nid: x\nquestion: [\n---\n"])
def test_other_files_have_none(text: str) -> None:
    assert face(read_one("a.md", text.encode(), b"")[0]) == b""
