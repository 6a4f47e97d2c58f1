"""Files that name a changed or removed file, in any of the ways in which files can name one another."""

from __future__ import annotations

from typing import Any

import pytest

from generator.catalogue.dependents import dependents
from generator.catalogue.entry import read_one
from generator.system.git import Since
from tests.helpers.records import record_text, related_entry, topic_text

LEARN = "/learn/medicine/questions/"


def named(text: str, target: str, is_removed: bool) -> set[str]:
    """The dependents of ``sub/t.md`` among a file ``sub/a.md`` and files that name nothing."""
    changed, removed = (frozenset(), frozenset({"sub/t.md"})) if is_removed else (frozenset({"sub/t.md"}), frozenset())
    texts = {"sub/a.md": text, "sub/other.md": record_text(id=5), "sub/words.md": "# Words\n"}
    texts |= {} if is_removed else {"sub/t.md": target}
    entries = [read_one(path, data.encode(), b"")[0] for path, data in sorted(texts.items())]
    before = {"sub/t.md": target.encode()} if is_removed else {}
    return dependents(Since(changed, removed, before, False), entries, True)


@pytest.mark.parametrize("is_removed", [False, True])
@pytest.mark.parametrize(
    "values",
    [
        {"related_article1": related_entry(3)},
        {"related_article1": {"id": 77, "url": f"{LEARN}What-Is--Question-3/"}},
        {"related_article1": {"title": "what is  question 3"}},
        {"related_article1": {"url": "/old/three"}},
        {"same_as": 3},
        {"id": 3, "question": "Why?", "slug": "why"},
        {"aliases": [f"{LEARN}what-is-question-3/"]},
        {"url": "/old/three"},
        {"answer": "[it](t.md#part)"},
        {"answer": "[it](/sub/t.md)"},
        {"answer": "[it](../wrong/t.md)"},
        {"answer": "[it](/q/3)"},
        {"answer": f"[it]({LEARN}what-is-question-3?x#y)"},
        {"answer": "[it](/learn/nursing/questions/What-Is-Question-3)"},
        {"answer": "[it](/old/three)"},
        {"body": "\n![it](t.md)"},
    ],
)
def test_record_that_names_it(values: dict[str, Any], is_removed: bool) -> None:
    target = record_text(id=3, aliases=["/old/three"])
    assert named(record_text(**{"id": 9, **values}), target, is_removed) == {"sub/a.md"}


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"related_article1": related_entry(4)},
        {
            "answer": "[it](https://example.org/q/3), [that](//example.org/t.md), [up](#t.md), [that](/q/33) and [more](/sub/more.md)"
        },
        {"aliases": ["/old/four"], "same_as": 33},
    ],
)
def test_record_that_names_others(values: dict[str, Any]) -> None:
    target = record_text(id=3, aliases=["/old/three"])
    assert named(record_text(**{"id": 9, **values}), target, True) == set()


def test_records_without_a_valid_id_do_not_name_one_another() -> None:
    assert named(record_text(id="nine"), record_text(id="three"), True) == set()


@pytest.mark.parametrize("is_removed", [False, True])
@pytest.mark.parametrize(
    ("title", "values", "body"),
    [
        ("Axon", {"requires": ["nerve cell"]}, "Text."),
        ("Axon", {"requires": ["Neuron"]}, "Text."),
        ("Axon", {"synonyms": ["neuron"]}, "Text."),
        ("Neuron", {}, "Text."),
        ("Axon", {"url": "/learn/medicine/topics/nerve-cell"}, "Text."),
        ("Axon", {}, "[it](t.md)"),
    ],
)
def test_topic_that_names_it(title: str, values: dict[str, Any], body: str, is_removed: bool) -> None:
    target = topic_text("Nerve cell", synonyms=["Neuron"])
    assert named(topic_text(title, body, **values), target, is_removed) == {"sub/a.md"}


def test_topic_and_page_that_name_others() -> None:
    target = topic_text("Nerve cell", synonyms=["Neuron"])
    assert named(topic_text("Axon", requires=["Nerve"]), target, True) == set()
    assert named("# Page\n\n[it](t2.md), [that](/learn/medicine/topics/nerve)\n", target, True) == set()
    assert named("# Page\n\n[it](t.md)\n", target, True) == {"sub/a.md"}
    assert named("# Page\n\n[it](/learn/medicine/topics/nerve-cell)\n", target, True) == {"sub/a.md"}
