"""Related questions: similarity, choice and reasons of suggestions, and that every record is linked."""

from __future__ import annotations

import os
import re
from collections import Counter
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from generator.catalogue import catalogue
from generator.catalogue.catalogue import Loaded
from generator.catalogue.entry import read_one
from generator.commands.cli import main
from generator.config.file import default_config
from generator.config.settings import read_settings
from generator.library.library import Library
from generator.library.related.choice import MOST, choose
from generator.library.related.duplicates import duplicates
from generator.library.related.features import features, key_of, unpacked
from generator.library.related.nearness import NEAREST, Nearest, Vectors
from generator.library.related.relations import Relations
from generator.library.related.weights import Array, Rarity
from generator.search import tokens
from generator.system.workers import processes
from generator.system.workers.processes import all_cores
from tests.helpers.folder import ROOT, Folder
from tests.helpers.records import related_entry, seo, topic_text
from tests.library import test_library as of

FEATURES = st.dictionaries(st.integers(0, 12), st.integers(1, 15), max_size=6)
CATALOGUES = st.dictionaries(st.integers(1, 60), FEATURES, max_size=40)


def packed(weights: dict[int, int]) -> bytes:
    numbers = np.array(sorted(weights), dtype=np.uint32)
    return numbers.tobytes() + bytes(weights[int(number)] for number in numbers)


def nearest(
    found: dict[int, dict[int, int]], kept: Nearest | None = None, topics: dict[int, list[int]] | None = None
) -> Nearest:
    vectors = Vectors({number: packed(weights) for number, weights in found.items()}, topics or {})
    return vectors.nearest(kept, all_cores)


def same(one: Nearest, other: Nearest) -> bool:
    names = ("ids", "queries", "postings", "others", "products", "ranked")
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in names)


@given(
    CATALOGUES,
    CATALOGUES,
    st.sets(st.integers(1, 60), max_size=5),
    st.sampled_from([{}, {2**32: [3]}, {2**32: [3, 4]}]),
)
def test_incremental_neighbours_equal_a_full_computation(
    before: dict[int, dict[int, int]], edits: dict[int, dict[int, int]], gone: set[int], topics: dict[int, list[int]]
) -> None:
    after = {number: weights for number, weights in {**before, **edits}.items() if number not in gone}
    assert same(nearest(after, nearest(before), topics), nearest(after, None, topics))
    few = {
        number: weights for number, weights in {**before, **dict(list(edits.items())[:2])}.items() if number not in gone
    }
    assert same(nearest(few, nearest(before, None, topics), topics), nearest(few, None, topics))


@pytest.mark.parametrize("seed", range(20))
def test_few_changed_records_renew_only_their_neighbours(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some of sixty records change, move, appear or go: the rows of others stay, and all equal a full computation."""
    random = Random(seed)
    computed: list[int] = []

    def counted(self: Vectors, rows: Array, index: csr_matrix) -> tuple[Array, Array, Array]:
        computed.append(len(rows))
        return nearest_of(self, rows, index)

    nearest_of = Vectors.nearest_of
    monkeypatch.setattr(Vectors, "nearest_of", counted)

    def features_near(number: int, group: int) -> dict[int, int]:
        return {group: random.randint(1, 15), 10 + number // 10: random.randint(1, 15)}

    before = {number: features_near(number, number % 6) for number in range(60)}
    after = dict(before)
    after |= {number: features_near(number, number % 6) for number in random.sample(range(60), 3 * (seed % 4 != 0))}
    after |= {number: features_near(number, 3) for number in random.sample(range(62), seed % 2)}
    for number in random.sample(range(60), int(seed % 4 == 0)):
        del after[number]
    first, full = nearest(before), nearest(after)
    assert same(nearest(before, first), first)
    assert same(nearest(after, first), full)
    assert computed[:2] == [60, len(after)]
    assert len(computed) == 3
    assert 0 < computed[2] < len(after)


@given(CATALOGUES, st.randoms())
def test_order_of_files_does_not_matter(found: dict[int, dict[int, int]], random: Random) -> None:
    shuffled = list(found.items())
    random.shuffle(shuffled)
    assert same(nearest(found), nearest(dict(shuffled)))


def test_nearest_records_come_first_up_to_a_dozen() -> None:
    found = {number: {1: 5, 2: number % 7 + 1, 100 + number: 3} for number in range(1, 40)}
    found[40] = {1: 5, 2: 4}
    near = nearest(found)
    row = near.products[near.ids.tolist().index(40)].tolist()
    assert len(row) == NEAREST == 12
    assert row == sorted(row, reverse=True)
    assert min(row) > 0


def test_of_equally_near_records_the_lowest_ids_come_first() -> None:
    near = nearest({number: {1: 5, 2: 5} for number in range(1, 251)})  # more than are looked up for a feature
    assert near.others[239].tolist() == list(range(1, 13))
    assert near.others[0].tolist() == list(range(2, 14))


def test_record_that_others_do_not_look_up_renews_its_own_row() -> None:
    """Only the 200 records in which a feature is heaviest are looked up. The last of more has a row of its own."""
    before = {number: {1: 15, 2: 15 - number % 3} for number in range(1, 231)}
    before[231] = {1: 1, 2: 1, 300: 15}
    after = {**before, 231: {1: 3, 2: 1, 300: 15}}
    first, full = nearest(before), nearest(after)
    assert (first.postings == full.postings).all()
    assert (first.products[230] != full.products[230]).any()
    assert same(nearest(after, first), full)


def test_suggestions_cover_different_facets() -> None:
    """With six rewordings of one question and one record of another facet, the latter is among the first five."""
    found = {number: {1: 8, 2: 8, 3: 8} for number in range(1, 8)}
    found[1] = {1: 8, 2: 8, 3: 8, 4: 8}
    found[9] = {4: 8, 5: 2}
    found |= {number: {number: 5} for number in range(20, 60)}
    ranked = nearest(found).in_rank()[1]
    assert 9 in ranked[:5]


def test_number_of_processes_does_not_change_the_result(monkeypatch: pytest.MonkeyPatch) -> None:
    found = {n: {n % 13: 3, n % 7 + 20: 2, n % 11 + 40: 5, n % 40 + 60: 1} for n in range(1, 4_001)}
    vectors = Vectors({number: packed(weights) for number, weights in found.items()}, {})
    serial = vectors.nearest(None, lambda items, value: processes.executor(1, items, value))
    assert same(serial, vectors.nearest(None, lambda items, value: processes.executor(2, items, value)))


@given(CATALOGUES, st.sampled_from([{}, {2**32: [3, 4]}]))
def test_neighbours_of_one_record_equal_those_of_all(
    found: dict[int, dict[int, int]], topics: dict[int, list[int]]
) -> None:
    """The neighbours of a new question equal those of a record with that question."""
    vectors = Vectors({number: packed(weights) for number, weights in found.items()}, topics)
    near = vectors.nearest(None, all_cores)
    ranked = near.in_rank()
    for row, number in enumerate(near.ids.tolist()):
        cosines, order = vectors.around(number)
        assert order == ranked[number]
        assert number not in cosines
        pairs = zip(near.others[row].tolist(), near.products[row].tolist(), strict=True)
        best = {other: product / 255**2 for other, product in pairs if other}
        assert {other: cosines[other] for other in best} == best
        assert len(best) == min(len(cosines), NEAREST)
        assert all(cosine <= min(best.values()) for other, cosine in cosines.items() if other not in best)


NUMBERS = st.lists(st.integers(1, 30), unique=True, min_size=2, max_size=30)


@given(st.data())
def test_every_record_is_related_to_by_another(data: st.DataObject) -> None:
    numbers = data.draw(NUMBERS)
    some = st.lists(st.sampled_from(numbers), unique=True, max_size=7)
    given_ = {n: [m for m in data.draw(some) if m != n][:6] for n in numbers}
    ranked = {n: [m for m in data.draw(some) if m != n] for n in numbers}
    cut = data.draw(st.integers(0, len(numbers)))
    chosen = choose(ranked, given_, [numbers[:cut], numbers[cut:]])
    led = Counter(m for links in (given_, chosen) for n in numbers for m in links[n] if m != n)
    assert [n for n in numbers if not led[n]] == []
    for n in numbers:
        links = [*given_[n], *chosen[n]]
        assert n not in links
        assert len(links) == len(set(links))
        usual = [m for m in ranked[n] if m not in given_[n]]
        assert len(chosen[n]) <= max(MOST - len(given_[n]), 0) or set(chosen[n]) - set(usual)


def test_only_link_to_a_record_is_not_replaced() -> None:
    """A record that nobody suggests replaces one that is suggested twice, not the last one."""
    ranked = {1: [2, 3, 4, 5, 6], 2: [1], 3: [1, 2], 4: [1], 5: [1], 6: [1], 7: [1]}
    chosen = choose(ranked, {number: [] for number in ranked}, [list(ranked)])
    assert chosen[1] == [7, 3, 4, 5, 6]


def test_last_link_to_a_record_is_kept_when_the_other_was_replaced() -> None:
    """3 is suggested by 1 and 2, both with five suggestions. 12 replaces it in 1, so 13 is added to 2 as one more."""
    ranked = {1: [3, 4, 5, 6, 7], 2: [3, 8, 9, 10, 11], **{number: [1, 2] for number in range(3, 12)}, 12: [1], 13: [2]}
    chosen = choose(ranked, {number: [] for number in ranked}, [list(ranked)])
    assert chosen[1] == [12, 4, 5, 6, 7]
    assert chosen[2] == [3, 8, 9, 10, 11, 13]


def test_single_record_has_no_suggestions() -> None:
    assert choose({}, {5: []}, [[5]]) == {5: []}


def record_features(folder: Folder, **values: object) -> dict[int, int]:
    folder.add("1.md", id=1, **values)  # type: ignore[arg-type]
    entry, html = read_one("1.md", (folder.path / "1.md").read_bytes(), b"")
    assert entry.record is not None
    return unpacked(features(entry.record, html, list(tokens.words(html))))


def test_features_come_from_topics_keywords_and_words(folder: Folder) -> None:
    found = record_features(
        folder, question="How does the end-plate work?", seo={"page_keywords": "Motor End Plates, nerve"},
        answer=r"**Whole safety factor**: a reserve.\n\n### Quantal content\n\nThe vesicle, the vesicle, a vesicle; nerve.",
    )  # fmt: skip
    for phrase in (
        "end-plate",
        "motor end plates",
        "nerve",
        "safety factor",
        "quantal content",
        "vesicles",
        "quantal",
        "whole safety factor",
    ):
        assert key_of(phrase) in found, phrase
    assert key_of("reserve") not in found
    assert key_of("work") == 0
    assert found[key_of("nerve")] > found[key_of("safety factor")]


def test_equal_questions_are_duplicates_without_common_features() -> None:
    records = [
        of.record(number, question=text)
        for number, text in enumerate(["What is hypertension?", "WHAT IS  Hypertension?", "What is gout?"], 1)
    ]
    none = Rarity(np.array([], np.uint32), np.array([], np.float32))
    pairs = duplicates(Library(records, today=of.TODAY), nearest({}), none, {}, {1: 5, 2: 6, 3: 7})
    assert [(pair.keep.id, pair.merge.id) for pair in pairs] == [(2, 1)]


def why_lines(folder: Folder) -> str:
    """Return the suggestions of every record page, as text."""
    folder.build()
    lines = []
    for page in sorted((folder.site / "learn").glob("*/questions/*/index.html")):
        html = page.read_text("utf-8")
        section = html.partition('id="related"')[2].partition("</section>")[0]
        lines.append(page.parent.name)
        for title, note in re.findall(r"<li><a [^>]*>([^<]*)</a>(?: <small>(.*?)</small>)?", section, re.DOTALL):
            lines.append(f"  {title} | {' '.join(note.split())}")
    return "\n".join(lines) + "\n"


def test_golden_reasons_of_suggestions(folder: Folder) -> None:
    """Topics by title and synonym, keywords in any spelling, words of questions, other subjects, entries of the editor."""
    folder.add("t/nmj.md", topic_text("Neuromuscular junction", synonyms=["NMJ", "myoneural junction"]))
    folder.add("t/ach.md", topic_text("Acetylcholine", synonyms=["ACh"]))
    folder.add("1.md", id=1, question="How does curare act at the NMJ?", seo=seo("ACh, curare, receptor blockade"))
    folder.add(
        "2.md", id=2, question="What ends a signal at the myoneural junction?", seo=seo("acetylcholine, Enzymes"),
        related_article1=related_entry(4, url="x", title="x"),
    )  # fmt: skip
    folder.add("3.md", id=3, question="Which enzyme splits acetylcholine?", seo=seo("enzyme, hydrolysis"))
    folder.add(
        "4.md", id=4, question="What is receptor blockade?", seo=seo("Receptor  Blockade"), subject="Pharmacology"
    )
    folder.add("5.md", id=5, question="Why is an ECG recorded at night?", seo=seo("sleep"))
    folder.add("6.md", id=6, question="When is an ECG misleading?", seo=seo("artefacts"))
    folder.add("7.md", id=7, question="Что такое синапс?", seo=seo(""))
    lines, expected = why_lines(folder), ROOT / "tests" / "library" / "golden" / "why.txt"
    if os.environ.get("UPDATE_GOLDEN") == "1":
        expected.write_text(lines, "utf-8")
    assert lines == expected.read_text("utf-8")


def test_reasons_are_not_repeated(folder: Folder) -> None:
    """No general words, no subject names, no repetition, no phrase of which a page has only one word."""
    words = {
        1: "examples, impact, Physics, data types, orbital motion",
        2: "examples, impact, Physics, data models, orbital motion, law of orbital motion",
        3: "examples, law of orbital motion, impact, physics",
    }
    questions = {1: "Why does a planet orbit the sun?", 2: "Which orbit has a comet?", 3: "Which orbit has a moon?"}
    for number, keywords in words.items():
        folder.add(f"{number}.md", id=number, question=questions[number], seo=seo(keywords), subject="Physics")
    folder.add("4.md", id=4, question="What is a genome?", subject="Biology", seo=seo("examples, impact"))
    folder.add("5.md", id=5, question="What is a tide?", subject="Physics", seo=seo("examples, impact"))
    shown = [line.strip() for line in why_lines(folder).splitlines() if " | " in line]
    assert "Which orbit has a comet? | also about <em>orbital motion</em>" in shown
    assert any(line.startswith("What is a genome? | Biology") for line in shown)
    for line in shown:
        assert not re.search("examples|impact|Physics</em>|data types|also in", line), line
        assert line.count("motion") < 2


def related(folder: Folder) -> Relations:
    """The relations of a content folder, without a build."""
    return catalogue.relate(catalogue.load(read_settings(default_config(), content=folder.path), relating=True))


def test_keyword_of_three_records_is_listed(folder: Folder) -> None:
    for number, words in enumerate(["a, b, c", "a, b, c", "a, b", "a"], start=1):
        folder.add(f"{number}.md", id=number, seo=seo(words))
    assert {key: len(found.records) for key, found in related(folder).keywords.listed.items()} == {"a": 4, "b": 3}


def test_questions_of_a_topic_are_ordered_by_place_then_weight_then_id(folder: Folder) -> None:
    folder.add("t.md", topic_text("Spleen"))
    in_answer, repeated = "The **spleen**.", "The **spleen**. A spleen, the spleen, spleen."
    folder.add("1.md", id=1, question="Why?", answer=in_answer)
    folder.add("2.md", id=2, question="How?", answer=repeated)
    folder.add("3.md", id=3, question="When?", answer=in_answer)
    folder.add("4.md", id=4, question="Where?", seo=seo("spleen"))
    folder.add("5.md", id=5, question="What is the spleen?")
    assert [record.id for record in related(folder).questions["t.md"]] == [5, 4, 2, 1, 3]


def test_nearest_topic_shares_the_largest_part_of_its_questions(folder: Folder) -> None:
    """Liver shares two of its two questions with the spleen; the kidney three of nine."""
    for title in ("Spleen", "Liver", "Kidney"):
        folder.add(f"{title}.md", topic_text(title))
    words = ["spleen, liver, kidney"] * 2 + ["spleen, kidney"] + ["kidney"] * 6
    for number, keywords in enumerate(words, start=1):
        folder.add(f"{number}.md", id=number, question=f"Question {number}?", seo=seo(keywords))
    assert related(folder).near_topics["Spleen.md"] == ["Liver.md", "Kidney.md"]


def own_content() -> tuple[Loaded, Relations]:
    settings = read_settings(ROOT / "mkdocs.yml")
    content = catalogue.load(settings, relating=True)
    return content, catalogue.relate(content)


def test_own_suggestions_share_topics() -> None:
    """The share of the five nearest records that are about a topic of the record: a figure that
    must not fall."""
    content, relations = own_content()
    library = content.library
    ranked = relations.nearest.in_rank()
    shares: list[float] = []
    for record in library.listed:
        about = set(relations.about.get(record.path, ()))
        top = ranked[record.id][:MOST]
        if about and top:
            shares.append(
                sum(bool(about & set(relations.about.get(library.by_id[n].path, ()))) for n in top) / len(top)
            )
    share = sum(shares) / len(shares)
    print(f"{len(shares)} records about a topic; of their top five {share:.1%} share one")
    assert share >= 0.68, share


def test_own_suggestions_have_reasons() -> None:
    content, relations = own_content()
    suggestions, by_id = relations.suggestions, content.library.by_id
    pairs = [(by_id[number], by_id[other]) for number, others in suggestions.chosen.items() for other in others]
    assert len(pairs) >= 90
    unexplained = [(record.id, other.id) for record, other in pairs if not suggestions.why(record, other)]
    assert len(unexplained) <= len(pairs) * 0.03, unexplained


def test_every_record_is_linked_from_a_subject_a_topic_and_a_record(folder: Folder) -> None:
    """From its subject, from a topic or keyword, and from another record."""
    folder.add("t/nerve.md", topic_text("Nerve"))
    for number in range(1, 12):
        words = seo("") if number % 3 else seo(f"own {number}")
        folder.add(f"{number}.md", id=number, question=f"What is thing {number}?", seo=words)
    folder.add("20.md", id=20, question="What is a nerve?", seo=seo(""))
    folder.build()
    pages = {path: path.read_text("utf-8") for path in folder.site.rglob("*.html")}
    for number in range(1, 12):
        slug = f"what-is-question-{number}/"
        holders = [str(path.relative_to(folder.site)) for path, html in pages.items() if f'{slug}"' in html]
        assert any(holder.startswith("learn/medicine/questions") and slug not in holder for holder in holders)
        assert any(holder.startswith(("keywords/", "a-z/topics/")) for holder in holders), number
        assert "learn/medicine/index.html" in holders


def test_answer_with_a_new_subject_matter_updates_other_pages(folder: Folder) -> None:
    """The fast path for edited answers must not be used when the main words of the answer change."""
    for number, word in enumerate(["spleen", "spleen", "liver", "liver", "kidney"], start=1):
        folder.add(
            f"{number}.md",
            id=number,
            question=f"Is {number}?",
            slug=f"is-{number}",
            answer=f"The {word}, the {word}, a {word}.",
        )
    folder.build()
    folder.add("5.md", id=5, question="Is 5?", slug="is-5", answer="The spleen, the spleen, a spleen.")
    folder.build()
    incremental = folder.tree()
    folder.build("--clean")
    assert incremental == folder.tree()
    assert "Is 5?" in folder.read("learn/medicine/questions/is-1/index.html")


def test_search_finds_records_by_a_synonym_of_their_topic(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("t/nmj.md", topic_text("Neuromuscular junction", synonyms=["myoneural junction"]))
    folder.add("1.md", id=1, question="How does the neuromuscular junction work?")
    folder.add("2.md", id=2, question="What is bile?")
    folder.build()
    capsys.readouterr()
    assert main(["search", "myoneural", str(folder.site)]) == 0
    out = capsys.readouterr().out
    assert "How does the neuromuscular junction work?" in out
    assert "bile" not in out
