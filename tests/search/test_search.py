"""The search: terms of a text, index files that round-trip, ranking, and damaged files."""

from __future__ import annotations

import json
import os
import tracemalloc
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.search import quality, records_only
from generator.commands.cli import main
from generator.model.record import Topic
from generator.search import decoder, documents, shards, tokens
from generator.search.decoder import ShardError
from generator.search.documents import Document
from generator.search.engine import Engine, distance, nearest
from generator.search.files import Sizes, bucket_files, manifest_file
from tests.helpers.folder import ROOT, Folder

IDS = st.dictionaries(st.integers(1, 2**40), st.integers(1, 255), min_size=1, max_size=20)
TERMS = st.dictionaries(st.from_regex(r"\Aab[a-z0-9]{0,8}( [a-z0-9]{1,6})?\Z"), IDS, max_size=30)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("H₂O and Na⁺", ["h2o", "and", "na"]),
        ("IL-6, COVID‑19", ["il", "6", "il6", "covid", "19", "covid19"]),
        ("α-bungarotoxin", ["alpha", "bungarotoxin", "alphabungarotoxin"]),
        ("Alzheimer’s Guillain–Barré", ["alzheim", "guillain", "barr", "guillainbarr"]),
        ("muscles contracting", ["muscl", "contract"]),
        ("naïve Ångström", ["naiv", "angstrom"]),
        ("<img src=x> — …", ["img", "src", "x"]),
    ],
)
def test_text_is_split_into_terms(text: str, expected: list[str]) -> None:
    assert tokens.terms(text) == expected


def test_topic_names_have_a_minimum_weight() -> None:
    found = Document(1, {"spleen": 12, "bile": 204}, "").with_topics(("spleen", "gut", "bile"))
    assert found == {"spleen": 48, "gut": 48, "bile": 204}


@pytest.mark.parametrize(
    ("records", "count", "bits"),
    [(0, 0, 0), (1, 1, 0), (20, 20, 0), (21, 21, 1), (99, 99, 3), (100, 100, 3), (109, 100, 3), (199, 190, 4), (17_180, 17_000, 10),
     (40_999, 40_000, 11), (1_234_567, 1_200_000, 11)],
)  # fmt: skip
def test_sizes_follow_the_rounded_number_of_records(records: int, count: int, bits: int) -> None:
    assert (Sizes.of(records).count, Sizes.of(records).bits) == (count, bits)
    assert (Sizes.of(40_999).cut, Sizes.of(41_000).cut) == (8_000, 14_000)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One <em>two</em></p>\n<p>three &lt; 4</p>", "One two three < 4"),
        ('a <math alttext="x">\n<mi>x</mi></math> b', "a b"),
        ('a <code class="tex">$x$</code><small> (LaTeX source)</small> b', "a b"),
        ("a <code>x</code> b", "a x b"),
    ],
)
def test_text_of_an_answer_has_no_tags_and_formulas(html: str, text: str) -> None:
    assert documents.plain_text(html) == text


@pytest.mark.parametrize(("times", "impact"), [(1, 120), (2, 156), (3, 180), (32, 240), (33, 252), (1_000, 252)])
def test_impacts_grow_in_steps_up_to_the_largest_byte(times: int, impact: int) -> None:
    topic = Topic("t.md", "Nerve", "A nerve.", "M", "/t", date(2026, 1, 1), keywords=("curare",) * times)
    assert documents.topic_document(topic, documents.Text("", ())).impacts["curar"] == impact


def test_excerpts_end_between_two_words() -> None:
    assert documents.shortened(" a\n b ") == "a b"
    assert documents.shortened("a" * 160) == "a" * 160
    assert documents.shortened("word " * 40) == "word " * 30 + "word…"


def test_missing_files_of_an_index_are_named() -> None:
    """No answer from a file that another build has removed."""
    manifest = manifest_file(Sizes.of(1), ["nerv"], [], True)[1]

    def read(path: str) -> bytes:
        if path == "search/manifest.bin":
            return manifest
        raise FileNotFoundError(2, "No such file or directory")

    searched = Engine(read)
    assert searched.search("unknown words").hits == ()
    with pytest.raises(ShardError, match=r"search/t/.*-0\.bin: No such file or directory"):
        searched.search("nerve")


def test_filler_words_of_questions_are_dropped() -> None:
    assert tokens.content_terms("What is the difference between a nerve and a muscle?") == ["nerv", "muscl"]


@given(TERMS)
def test_term_files_round_trip(postings: dict[str, dict[int, int]]) -> None:
    sizes = Sizes(1000, 5, 200)
    found: dict[str, tuple[int, dict[int, int]]] = {}
    for first, (path, data) in bucket_files("ab", postings, sizes):
        part = decoder.decode_terms(decoder.unpacked(data))
        assert next(iter(part)) == first
        assert path.startswith("search/t/ab-")
        found |= part
    assert found == {term: (len(impacts), impacts) for term, impacts in postings.items()}


@given(st.sets(st.integers(1, 2**40)))
def test_ids_round_trip(ids: set[int]) -> None:
    assert decoder.decode_ids(shards.encode_ids(ids)) == ids


@given(TERMS.filter(bool), st.integers(0, 400))
def test_truncated_files_raise_or_are_shorter(postings: dict[str, dict[int, int]], length: int) -> None:
    [(_, (_, data)), *_] = bucket_files("ab", postings, Sizes(1000, 5, 10_000))
    whole = decoder.unpacked(data)
    with pytest.raises(ShardError):
        decoder.decode_terms(whole[: min(length, len(whole) - 1)])


def test_long_posting_lists_keep_the_strongest() -> None:
    impacts = {number: number % 200 + 1 for number in range(1, 5000)}
    [(_, (_, data))] = bucket_files("ab", {"abc": impacts}, Sizes(5000, 5, 8000))
    df, listed = decoder.decode_terms(decoder.unpacked(data))["abc"]
    assert df == 4999
    assert len(listed) == shards.LISTED
    assert min(listed.values()) >= sorted(impacts.values())[-shards.LISTED]


@pytest.mark.parametrize(
    ("a", "b", "changes"),
    [("abc", "abc", 0), ("abc", "abd", 1), ("abc", "acb", 1), ("abc", "ab", 1), ("abcd", "badc", 2), ("abc", "xyz", 3)],
)
def test_edit_distance(a: str, b: str, changes: int) -> None:
    assert distance(a, b, 2) == changes
    assert distance(b, a, 2) == changes


def test_nearest_prefers_few_changes_then_common_terms() -> None:
    shard: dict[str, tuple[int, dict[int, int]]] = {
        "acetylcholin": (9, {}),
        "acetylcholi": (2, {}),
        "acetic acid": (50, {}),
        "acorn": (5, {}),
    }
    assert nearest("acetylcolin", shard) == "acetylcholin"
    assert nearest("acorm", shard) == "acorn"
    assert nearest("ac", shard) == ""


@pytest.fixture(scope="module")
def engine(own_site: Path) -> Engine:
    return Engine(lambda path: (own_site / path).read_bytes())


def test_search_quality_on_the_own_content(engine: Engine) -> None:
    queries = json.loads((ROOT / "benchmarks" / "quality" / "queries.json").read_text("utf-8"))
    table = quality(lambda query: records_only(engine, query), queries)
    assert table["all"][0] >= 0.68, table
    assert table["misspelled"][0] >= 0.85, table


@pytest.mark.parametrize("query", ["", "the of and", "???", "<script>alert(1)</script>", "x" * 10_000, "\x00\ud800"])
def test_any_query_is_accepted(engine: Engine, query: str) -> None:
    assert engine.search(query).total >= 0
    assert engine.search(query, typing=True, subject="medicine").total >= 0


@pytest.mark.parametrize(
    "query", ["neuromuscular junction", "myoneural junction", "NMJ", "what is an action potential"]
)
def test_topics_named_in_the_query_come_first(engine: Engine, query: str) -> None:
    assert "/topics/" in engine.search(query).hits[0].url


def test_prefixes_match_while_typing(engine: Engine) -> None:
    assert engine.search("neuromusc", typing=True).total > engine.search("neuromusc").total


def test_search_command(own_site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "nernst equation", str(own_site), "--limit", "2"]) == 0
    out = capsys.readouterr().out
    assert "1. How is the equilibrium potential of an ion calculated with the Nernst equation? (Medicine)" in out
    assert main(["search", "--json", "--subject", "health-studies", "sensitvity of a test", str(own_site)]) == 0
    value = json.loads(capsys.readouterr().out)
    assert value["corrected"] == {"sensitv": "sensit"}
    assert {hit["subject"] for hit in value["hits"]} == {"Health Studies"}
    assert main(["search", "x", str(own_site), "--subject", "nothing"]) == 2
    assert "known subjects:" in capsys.readouterr().err


def test_folder_without_an_index_exits_with_2(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.site.mkdir()
    assert main(["search", "x", str(folder.site)]) == 2
    assert "name the folder of a built site" in capsys.readouterr().err
    folder.add("1.md", id=1)
    folder.site.rmdir()
    folder.build()
    (folder.site / "search" / "manifest.bin").write_bytes(b"torn")
    assert main(["search", "x", str(folder.site)]) == 2
    assert "build the site again" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("search/manifest.bin", shards.packed(b" " * 100_000_000)),
        ("search/manifest.bin", shards.packed(b'{"version": 1, "first": ' + b"[" * 100_000)),
        ("search/manifest.bin", shards.packed(b"[]")),
        ("search/manifest.bin", b""),
        ("search/d/0.bin", b"\x1f\x8b"),
        ("search/d/0.bin", shards.packed(b"7")),
        ("search/d/0.bin", shards.packed(b'{"1": ["x", 7, "y", "z"]}')),
        ("search/d/0.bin", shards.packed(b'{"1": "four"}')),
        ("search/d/0.bin", shards.packed(b"{}")),
        ("search/t/ne-0.bin", shards.packed(b"QS1" + b"\x80" * 10_000_000)),
        ("search/t/ne-0.bin", shards.packed(b"QS1\x05")),
    ],
)
def test_a_damaged_file_is_named(path: str, data: bytes, folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("1.md", id=1, answer="A nerve.")
    folder.build()
    (folder.site / path).write_bytes(data)
    capsys.readouterr()
    assert main(["search", "nerve", str(folder.site)]) == 2
    error = capsys.readouterr().err
    assert error.startswith(f"quicktakes: {folder.site}: the search index: {path}: ")
    assert error.endswith("; build the site again\n")
    assert error.count("\n") == 1


def test_a_pipe_and_a_giant_file_are_not_read(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("1.md", id=1)
    folder.build()
    manifest = folder.site / "search/manifest.bin"
    manifest.unlink()
    os.mkfifo(manifest)
    assert main(["search", "nerve", str(folder.site)]) == 2
    manifest.unlink()
    with manifest.open("wb") as file:
        file.truncate(2**40)
    tracemalloc.start()
    try:
        assert main(["search", "nerve", str(folder.site)]) == 2
        assert tracemalloc.get_traced_memory()[1] < 60_000_000
    finally:
        tracemalloc.stop()


MANIFEST = {"version": 1, "count": 1, "bits": 0, "cut": 9, "suffix": "/", "stopwords": [], "subjects": [["M", "m"]], "first": "a"}  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [
        {"subjects": [["M", "../../etc/x"]]}, {"subjects": [["M", "\ud800"]]}, {"subjects": [7]}, {"subjects": [[1, "m"]]},
        {"count": 10**400}, {"count": -1}, {"count": "1"}, {"bits": 33}, {"bits": None}, {"suffix": 1}, {"first": [1]},
        {"stopwords": [1]}, {"more": 1}, {"version": 2}, {"version": "1"},
    ],
)  # fmt: skip
def test_a_manifest_with_other_values_is_refused(wrong: dict[str, object]) -> None:
    assert decoder.decode_manifest(json.dumps(MANIFEST).encode()).count == 1
    with pytest.raises(ShardError):
        decoder.decode_manifest(json.dumps({**MANIFEST, **wrong}).encode())


def test_hidden_records_are_not_found(folder: Folder) -> None:
    folder.add("1.md", id=1, answer="Zebra.")
    folder.add("2.md", id=2, answer="Zebra.", withdrawn="Wrong.")
    folder.add("3.md", id=3, answer="Zebra.", same_as=1)
    folder.add("4.md", id=4, answer="Zebra.", draft=True)
    folder.build()
    found = Engine(lambda path: (folder.site / path).read_bytes()).search("zebra")
    assert [hit.id for hit in found.hits] == [1]


def test_site_without_search(folder: Folder) -> None:
    folder.add("1.md", id=1)
    folder.build("--outputs", "pages,listings,redirects,sitemap,robots")
    assert not (folder.site / "search").exists()
    assert "qt-search" not in folder.read("index.html")
    folder.build()
    assert (folder.site / "search" / "manifest.bin").exists()
    folder.add("1.md", id=1, answer="A zebra.")
    folder.build("--outputs", "pages")
    folder.build()
    assert Engine(lambda path: (folder.site / path).read_bytes()).search("zebra").total == 1
