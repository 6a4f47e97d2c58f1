"""The reasons that a page gives for a related question."""

from __future__ import annotations

from tests.helpers.folder import Folder
from tests.helpers.records import seo, topic_text
from tests.helpers.views import MadeSite


def reasons(folder: Folder) -> tuple[str, ...]:
    site = MadeSite(folder)
    by_id = site.content.library.by_id
    return site.pages.context.relations.suggestions.why(by_id[1], by_id[2])


def test_at_most_three_reasons_are_given(folder: Folder) -> None:
    for name in ("Axon", "Bile", "Gut", "Liver"):
        folder.add(f"{name}.md", topic_text(name))
    for number in (1, 2):
        folder.add(f"{number}.md", id=number, question=f"Why do axon, gut, liver and bile matter {number}?",
                   seo=seo("axon, bile, gut, liver"))  # fmt: skip
    assert reasons(folder) == ("axon", "bile", "gut")


def test_one_topic_is_complemented_by_keywords_and_two_are_not(folder: Folder) -> None:
    words = {1: "spleen, dendrite", 2: "Dendrites, spleen"}
    for number, keywords in words.items():
        folder.add(f"{number}.md", id=number, question=f"Why an axon {number}?", seo=seo(f"{keywords}, bile"))
    folder.add("a.md", topic_text("Axon"))
    assert reasons(folder) == ("axon", "bile", "dendrite")
    folder.add("b.md", topic_text("Bile"))
    assert reasons(folder) == ("axon", "bile")
