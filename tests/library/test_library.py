"""A library resolves related entries, and does not depend on the order of files."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.library.library import Library
from generator.model.record import Record, Related

TODAY = date(2026, 1, 1)


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
def test_related_entries_are_resolved(entry: Related, found: int | None) -> None:
    target = Library(CATALOGUE, TODAY).resolve(entry)
    assert (target.id if target else None) == found


@pytest.mark.parametrize(
    ("entry", "found"),
    [
        # the id goes before the url, the url before the slug, the slug before the title
        (Related("", 1, "Title 2", "Medicine", "/learn/medicine/questions/title-2"), 1),
        (Related("", 99, "Title 1", "Medicine", "/learn/medicine/questions/title-2"), 2),
        (Related("", 99, "Title 1", "Medicine", "/x/TITLE2"), 2),
        (Related("", 99, "Title 1", "Medicine", "/x/title-9"), 1),
        # a url goes before an alias; of several records with an alias, slug or title, the lowest id is meant
        (Related("", None, "", "", "/learn/medicine/questions/title-1"), 1),
        (Related("", None, "", "", "/old/both"), 3),
        (Related("", None, "", "Medicine", "/x/same"), 3),
        (Related("", None, "same", "Medicine", ""), 3),
        (Related("", None, "same", "Nursing", ""), 5),
        (Related("", None, "same", "Law", ""), 3),
        # a withdrawn record found by id is not replaced by one with its title
        (Related("", 6, "Title 1", "", ""), None),
    ],
)
def test_first_form_of_a_related_entry_that_is_found_counts(entry: Related, found: int | None) -> None:
    records = [
        record(1),
        record(2, aliases=("/learn/medicine/questions/title-1",)),
        record(3, url="/a/same", title="Same", aliases=("/old/both",)),
        record(4, url="/b/same", title="Same", aliases=("/old/both",)),
        record(5, url="/c/same", title="Same", subject="Nursing"),
        record(6, withdrawn="Wrong."),
    ]
    for some in (records, records[::-1]):
        target = Library(some, TODAY).resolve(entry)
        assert (target.id if target else None) == found


def test_entry_of_a_shared_id_or_url_means_the_lowest_id_and_then_the_first_path() -> None:
    records = [
        record(1, path="b.md", question="Why?", url="/x"),
        record(1, path="a.md", question="How?", url="/y"),
        record(2, path="0.md", url="/x"),
    ]
    for some in (records, records[::-1]):
        library = Library(some, TODAY)
        assert library.by_id[1].path == "a.md"
        assert library.by_url["/x"].path == "b.md"


def test_an_entry_means_the_file_of_an_article_with_its_url_or_subject() -> None:
    files = [record(1, path=f"{subject}.md", subject=subject, url=f"/learn/{subject}/q", question="Q?") for subject in ("c", "a", "b")]  # fmt: skip
    library = Library(files, TODAY)
    found = {
        Related("", 1, "", "b", "/learn/C/q/"): "c.md",
        Related("", 1, "", "B", "/learn/none/q"): "b.md",
        Related("", 1, "", "", ""): "a.md",
        Related("", 1, "", "d", ""): "a.md",
    }
    assert {entry: library.file_meant(entry, library.by_id[1]).path for entry in found} == found


entries = st.lists(
    st.builds(
        Related, st.just("k"), st.one_of(st.none(), st.integers(1, 9)), st.sampled_from(["", "Title 2", "shared", "x"]),
        st.sampled_from(["", "Medicine", "Health Studies"]), st.sampled_from(["", "/a/shared", "/learn/medicine/questions/old", "/z"]),
    ),
    max_size=4,
)  # fmt: skip


@given(st.lists(entries, min_size=7, max_size=7), st.integers())
def test_resolving_does_not_depend_on_the_order_of_files(links: list[list[Related]], seed: int) -> None:
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
def test_related_records_never_repeat_nor_include_the_record(links: list[list[Related]]) -> None:
    library = Library([record(n, related=tuple(links[n - 1])) for n in range(1, 8)], TODAY)
    for r in library.published:
        found = [target.id for target in library.related(r)]
        assert r.id not in found
        assert len(found) == len(set(found))
        for target in library.related(r):
            assert r in library.backlinks[target.id]


def test_subject_uses_the_casing_of_the_lowest_id() -> None:
    library = Library([record(2, subject="Computer science"), record(1, subject="Computer Science")], TODAY)
    assert [subject.name for subject in library.subjects.values()] == ["Computer Science"]


def test_subject_of_equal_ids_uses_the_casing_of_the_first_path() -> None:
    files = [record(1, path="b.md", subject="LAW"), record(1, path="a.md", subject="Law", url="/a")]
    for some in (files, files[::-1]):
        assert [subject.name for subject in Library(some, TODAY).subjects.values()] == ["Law"]


def test_cyclic_same_as_resolves_to_none() -> None:
    a, b = record(1, same_as=2), record(2, same_as=1)
    library = Library([a, b], TODAY)
    assert library.final(a) is a
    assert library.final(b) is b


def test_the_latest_change_is_that_of_a_listed_record() -> None:
    changed = [record(1, date=date(2025, 5, 5)), record(2, date=date(2025, 1, 1), updated=date(2025, 7, 7))]
    hidden = [record(3, withdrawn="Old."), record(4, no_index=True), record(5, draft=True)]
    assert Library([*changed, *hidden], today=TODAY).newest == "2025-07-07"
    assert Library(hidden, today=TODAY).newest == ""
