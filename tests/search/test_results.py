"""The results of a search of a few records: questions of one word, equal scores, and the place of a match."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pytest

from generator.build import index
from generator.catalogue import reader
from generator.search.engine import Engine, completions, nearest
from generator.search.tokens import terms
from tests.helpers.folder import Folder
from tests.helpers.records import seo
from tests.helpers.views import MadeSite


def engine(folder: Folder) -> Engine:
    pages = MadeSite(folder).pages
    found = index.in_memory(pages, [(one, reader.document(folder.path, one.path)) for one in index.items(pages)])
    return Engine(lambda path: found[path])


def test_question_of_one_word_is_found_by_that_word(folder: Folder) -> None:
    folder.add("1.md", id=1, question="Depolarization?", slug="depolarization", seo=seo(""), answer="A change.")
    folder.add("2.md", id=2, question="What is a change?", slug="change", seo=seo(""), answer="Like depolarization.")
    found = engine(folder)
    for query in ("depolarization", "Depolarization?", "What is depolarization?"):
        assert [hit.id for hit in found.search(query).hits] == [1, 2], query
    assert found.search("depolarization").hits[0].url == "learn/medicine/questions/depolarization/"


def test_equal_scores_are_in_order_of_id_and_up_to_the_limit(folder: Folder) -> None:
    for number in range(1, 13):
        folder.add(f"{chr(123 - number)}.md", id=number, question="Why a spleen?", slug=f"spleen-{number}", seo=seo(""))
    found = engine(folder)
    result = found.search("spleen")
    assert len({hit.score for hit in result.hits}) == 1
    assert [hit.id for hit in result.hits] == list(range(1, 11))
    assert result.total == 12
    assert [hit.id for hit in found.search("spleen", limit=12).hits] == list(range(1, 13))


def test_equal_scores_of_different_terms_are_in_order_of_id(folder: Folder) -> None:
    for number, name in ((2, "axon"), (1, "bile")):
        folder.add(f"{number}.md", id=number, question=f"Why {name}?", slug=name, seo=seo(""))
    hits = engine(folder).search("axon bile").hits
    assert hits[0].score == hits[1].score
    assert [hit.id for hit in hits] == [1, 2]


def test_completions_and_corrections_prefer_common_terms_and_then_the_alphabet() -> None:
    shard: Mapping[str, tuple[int, Mapping[int, int]]] = {
        f"nerv{letter}": (df, {}) for letter, df in zip("jihgfedcba", [1, 1, 1, 1, 1, 2, 1, 1, 1, 1], strict=True)
    }
    assert completions("nerv", "nervj", shard) == [
        "nerve",
        "nerva",
        "nervb",
        "nervc",
        "nervd",
        "nervf",
        "nervg",
        "nervh",
    ]
    assert nearest("nervx", shard) == "nerve"
    assert nearest("nervx", {name: (1, {}) for name in ("nervc", "nervb")}) == "nervb"


@pytest.mark.parametrize(
    ("term", "known", "found"),
    [
        ("nerve", "nervx", True), ("ner", "nex", False), ("nerv", "nerx", True), ("nervous", "nervxxs", False),
        ("nervouss", "nervxxss", True), ("nervouss", "nexxxuss", False), ("nerve", "nxrve", False), ("nerve", "nervexx", False),
    ],
)  # fmt: skip
def test_a_misspelt_term_has_one_change_or_two_from_eight_letters(term: str, known: str, found: bool) -> None:
    assert nearest(term, {known: (1, {})}) == (known if found else "")


def test_a_query_has_up_to_sixteen_terms_of_which_the_longest_count(folder: Folder) -> None:
    letters = "bcdfghjklmnpqrtvw"
    words = [f"{letter}zz{letter * 3}" for letter in letters]
    assert len(Counter(terms(" ".join(words)))) == 17
    folder.add("1.md", id=1, question=words[16], slug="last", seo=seo(""))
    folder.add("2.md", id=2, question=words[15], slug="other", seo=seo(""))
    found = engine(folder)
    assert [hit.id for hit in found.search(" ".join(words[::-1])).hits] == [2]
    assert found.search(" ".join(words[1:])).total == 2
