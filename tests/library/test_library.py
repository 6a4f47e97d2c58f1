"""Reading and resolving: front matter there and back, and a library that does not depend on the order of files."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import canonical, frontmatter, records
from generator.library import Library
from generator.model import Record, Related
from generator.positions import Positions
from tests.helpers.folder import ROOT
from tests.helpers.records import record_text, related_entry

TODAY = date(2026, 1, 1)

words = st.text(
    alphabet=st.characters(whitelist_categories=["L", "N", "P", "S", "Zs"], max_codepoint=0x1FAFF), max_size=40
)
keys = st.from_regex(r"[a-z][a-z_0-9]{0,12}", fullmatch=True)
mappings = st.dictionaries(
    keys,
    st.one_of(words, st.lists(words, max_size=3), st.dictionaries(keys, words, max_size=3)),
    min_size=1,
    max_size=6,
)


@given(mappings, st.sampled_from(["", "\ufeff"]), st.sampled_from(["\n", "\r\n"]), words)
def test_front_matter_comes_back_as_it_was_written(mapping: dict[str, Any], bom: str, line_end: str, body: str) -> None:
    dumped = yaml.safe_dump(mapping, allow_unicode=True, width=10**6)
    if frontmatter.may_hold_alias(dumped) and any(getattr(e, "anchor", None) for e in yaml.parse(dumped)):
        return
    text = f"{bom}---\n{dumped}---\n{body}".replace("\n", line_end)
    loaded, parts = frontmatter.parse(text)
    assert loaded == mapping
    assert parts.body == body


KEYS = st.sampled_from(["id", "title", "seo", "answer", "_schema", "related_article1", "y"])
LINES = st.one_of(
    st.builds("{}{}: {}".format, st.sampled_from(["", "  ", "    "]), KEYS, st.one_of(words, st.sampled_from([
        "plain words", "-1.0", "2024-11-27", "a: b", "a #b", "a#b", "it's", "'quoted'", '"q"', "[a]", "{a: b}", "*x", "&x", "!t", ">-",
        "|-", "a:", "?", "- a", "@x", "`x`", "%x", "/learn/x", "null", "x ", "\t", "a\u00a0b", "", "# c", "5:30", "http://a",
    ]))),
    st.builds("{}{}:".format, st.sampled_from(["", "  "]), KEYS),
    st.builds("{}{}".format, st.sampled_from(["", " ", "    ", "      "]), words),
    st.sampled_from(["", "    ", "---", "...", "# comment", "    words: with a colon", "\tx"]),
)  # fmt: skip


@settings(max_examples=3000)
@given(st.lists(LINES, max_size=8).map("\n".join))
def test_the_short_way_reads_what_yaml_reads(text: str) -> None:
    short = canonical.read(text)
    if short is None:
        return
    assert yaml.load(text, Loader=frontmatter.RecordLoader) == short


@settings(max_examples=1500)
@given(st.lists(LINES, max_size=8).map("\n".join), KEYS, KEYS)
def test_the_short_way_finds_the_places_that_yaml_finds(text: str, key: str, below: str) -> None:
    short = canonical.read(text)
    if not short:
        return
    whole = f"---\n{text}\n---\n"
    slow = Positions(f"---\n{text}\nzz: [] # no usual shape\n---\n")
    assert canonical.read(frontmatter.split(f"---\n{text}\nzz: [] # no usual shape\n---\n").yaml) is None
    for path in ((key,), (key, below)):
        value: object = short
        for step in path:
            value = value.get(step) if isinstance(value, dict) else None
        length = len(value) if isinstance(value, str) else 0
        for offset in range(-1, length):
            assert Positions(whole).find(path, offset) == slow.find(path, offset)


def test_the_short_way_takes_usual_records() -> None:
    usual = record_text(related_article1=related_entry(2))
    assert canonical.read(frontmatter.split(usual).yaml) is not None
    for path in sorted((ROOT / "content").rglob("*.md")):
        text = path.read_text("utf-8")
        if "_schema: default" in text and "\nsources:" not in text:
            assert canonical.read(frontmatter.split(text).yaml) is not None, path


@pytest.mark.parametrize("style", [">-", "|-", "plain", "'", '"'])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_every_character_of_a_value_has_its_place(style: str, bom: str) -> None:
    value = "First words with “quotes” and it's fine.\\n\\nNäxt $x$ end"
    written = {
        ">-": "answer: >-\n    First words with “quotes”\n    and it's fine.\\n\\nNäxt $x$\n    end\n",
        "|-": f"answer: |-\n  {value}\n",
        "plain": "answer: First words with “quotes” and\n  it's fine.\\n\\nNäxt $x$ end\n",
        "'": "answer: 'First words with “quotes” and it''s fine.\\n\\nNäxt $x$ end'\n",
        '"': 'answer: "First words with “quotes” and it\'s fine.\\\\n\\\\nNäxt $x$ end"\n',
    }[style]
    text = f"{bom}---\nid: 1\n{written}---\n"
    loaded, _ = frontmatter.parse(text)
    assert loaded["answer"] == value
    positions = Positions(text)
    lines = text.split("\n")
    forth = range(len(value))
    for offset in (*forth, *reversed(forth)):  # later places go on from earlier ones
        line, column = positions.find(("answer",), offset)
        if value[offset] not in " \\":
            assert lines[line - 1][column - 1] == value[offset]
    assert positions.find(("answer",)) == (3, 1)


def test_scalars_stay_the_words_they_are() -> None:
    loaded, _ = frontmatter.parse("---\na: No\nb: 2024-11-27\nc: 1e3\nd: null\ne: 0x1F\nf:\ng: ~\n---\n")
    assert loaded == {"a": "No", "b": "2024-11-27", "c": "1e3", "d": None, "e": "0x1F", "f": None, "g": None}


@pytest.mark.parametrize(
    "variant",
    [
        {"date": "2024-11-27"}, {"id": "1"}, {"_schema": None}, {"score": None}, {"score": -1.0}, {"author": None},
        {"seo": {"page_keywords": "nerve,muscle, nerve , Muscle,"}}, {"body": ""}, {"body": "&nbsp;"}, {"body": "\n\n&nbsp;\n"},
        {"file_name": None}, {"article_title": None}, {"date_format": None, "post_on_text": None}, {"unknown_key": {"a": [1]}},
        {"question": "Describe the end-plate."}, {"related_article3": related_entry(2)}, {"url": "/learn/medicine/questions/what-is-question-1/"},
    ],
)  # fmt: skip
def test_every_variant_is_read(variant: dict[str, Any]) -> None:
    for line_end in ("\n", "\r\n"):
        record, findings = records.read("a.md", record_text(**variant).replace("\n", line_end).encode())
        untidy = "nerve , Muscle," in str(variant)
        assert [finding.code for finding in findings] == (["QT132"] if untidy else [])
        assert record is not None
        assert record.date == date(2024, 11, 27)
        assert record.body == ""
        assert record.schema == "default"
        assert record.seo.keywords == (() if variant.get("seo") is None and "seo" in variant else ("nerve", "muscle"))


def test_a_folded_block_and_a_yaml_date_are_read() -> None:
    text = record_text(date=None, question=None, title="T").replace(
        "id: 1", "id: 1\ndate: 2024-11-27\nquestion: >-\n    What is\n    this?"
    )
    record, findings = records.read("a.md", text.encode())
    assert findings == []
    assert record is not None
    assert record.question == "What is this?"


def test_keys_of_ours() -> None:
    text = record_text(
        updated="2025-01-01", aliases=["/a"], same_as=5, draft=True, publish_on="2026-01-01", withdrawn="Old.", autolink=False,
        primary=True, no_index=True, canonical="https://example.org/a",
        provenance="model", reviewed_by="ann", last_reviewed="2025-02-02", review_due="2027-02-02",
        sources=[{"title": "B", "journal": "J", "year": 2020, "doi": "10.1000/x"}], corrections=[{"date": "2025-03-03", "text": "Unit."}],
    )  # fmt: skip
    record, findings = records.read("a.md", text.encode())
    assert findings == []
    assert record is not None
    assert (record.aliases, record.same_as, record.draft, record.autolink) == (("/a",), 5, True, False)
    assert (record.primary, record.no_index, record.canonical) == (True, True, "https://example.org/a")
    assert (record.ledger.sources[0].publisher, record.ledger.sources[0].year) == ("J", "2020")
    assert record.modified == date(2025, 3, 3)


@pytest.mark.parametrize(
    ("values", "expected"),
    [({}, False), ({"no_index": True}, True), ({"noIndex": "True"}, True), ({"no_index": False, "noIndex": True}, True),
     ({"no_index": "no"}, False), ({"noIndex": None}, False)],
)  # fmt: skip
def test_no_index_has_two_spellings(values: dict[str, Any], expected: bool) -> None:
    record, findings = records.read("a.md", record_text(**values).encode())
    assert findings == []
    assert record is not None
    assert record.no_index is expected


def record(number: int, **values: Any) -> Record:
    defaults: dict[str, Any] = {
        "path": f"{number}.md", "id": number, "date": TODAY, "title": f"Title {number}", "question": f"Title {number}",
        "answer": "A.", "subject": "Medicine", "url": f"/learn/medicine/questions/title-{number}",
    }  # fmt: skip
    return Record(**{**defaults, **values})


CATALOGUE = [
    record(1, url="/learn/medicine/questions/postsynaptic-cell", title="What is a post-synaptic cell?"),
    record(2, aliases=("/learn/medicine/questions/old",)),
    record(3, subject="Health Studies", url="/learn/health-studies/questions/shared", title="Shared"),
    record(4, url="/learn/medicine/questions/sha-red", title="Shared!"),
    record(5, withdrawn="Old."),
    record(6, same_as=2),
    record(7, draft=True),
]


@pytest.mark.parametrize(
    ("entry", "found"),
    [
        (Related("", 1, "Wrong", "", "/wrong"), 1),
        (Related("", None, "", "", "/learn/medicine/questions/POSTSYNAPTIC-CELL/"), 1),
        (Related("", 99, "", "", "/learn/other/questions/post-synaptic-cell"), 1),
        (Related("", 99, "what is a  Postsynaptic cell", "", ""), 1),
        (Related("", None, "", "", "/learn/medicine/questions/old/"), 2),
        (Related("", None, "", "Medicine", "/x/shared"), 4),
        (Related("", None, "", "Health Studies", "/x/shared"), 3),
        (Related("", None, "SHARED", "", ""), 3),
        (Related("", 5, "", "", ""), None),
        (Related("", 6, "", "", ""), 2),
        (Related("", 7, "", "", ""), None),
        (Related("", 99, "Nothing", "", "/nothing"), None),
        (Related("", None, "", "", ""), None),
    ],
)
def test_resolving(entry: Related, found: int | None) -> None:
    target = Library(CATALOGUE, TODAY).resolve(entry)
    assert (target.id if target else None) == found


entries = st.lists(
    st.builds(
        Related, st.just("k"), st.one_of(st.none(), st.integers(1, 9)), st.sampled_from(["", "Title 2", "shared", "x"]),
        st.sampled_from(["", "Medicine", "Health Studies"]), st.sampled_from(["", "/a/shared", "/learn/medicine/questions/old", "/z"]),
    ),
    max_size=4,
)  # fmt: skip


@given(st.lists(entries, min_size=7, max_size=7), st.integers())
def test_resolving_does_not_depend_on_order(links: list[list[Related]], seed: int) -> None:
    some = [record(r.id, title=r.title, url=r.url, subject=r.subject, aliases=r.aliases, same_as=r.same_as, withdrawn=r.withdrawn,
                   related=tuple(links[r.id - 1])) for r in CATALOGUE]  # fmt: skip
    shuffled = some[:]
    random.Random(seed).shuffle(shuffled)
    one, other = Library(some, TODAY), Library(shuffled, TODAY)
    assert dict(one.links) == dict(other.links)
    assert dict(one.backlinks) == dict(other.backlinks)
    assert one.subjects == other.subjects
    assert one.in_subject() == other.in_subject()


@given(st.lists(entries, min_size=7, max_size=7))
def test_related_never_repeats_nor_leads_to_itself(links: list[list[Related]]) -> None:
    library = Library([record(n, related=tuple(links[n - 1])) for n in range(1, 8)], TODAY)
    for r in library.published:
        found = [target.id for target in library.related(r)]
        assert r.id not in found
        assert len(found) == len(set(found))
        for target in library.related(r):
            assert r in library.backlinks[target.id]


def test_a_subject_takes_the_casing_of_the_lowest_id() -> None:
    library = Library([record(2, subject="Computer science"), record(1, subject="Computer Science")], TODAY)
    assert [subject.name for subject in library.subjects.values()] == ["Computer Science"]


def test_same_as_in_a_circle_leads_nowhere() -> None:
    a, b = record(1, same_as=2), record(2, same_as=1)
    library = Library([a, b], TODAY)
    assert library.final(a) is a
    assert library.final(b) is b
