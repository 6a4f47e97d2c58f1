"""The order of records on pages, in which equal keys have a documented order too, and what further pages show."""

from __future__ import annotations

import json
from typing import Any

import pytest

from generator.commands.reports.links import links
from generator.commands.reports.reviews import review
from generator.model.page import Link
from generator.outputs import feeds, llms
from generator.outputs.output import Catalogue
from tests.helpers.folder import Folder
from tests.helpers.records import related_entry, seo, topic_text
from tests.helpers.views import MadeSite

DAY = 1_767_225_600
"""2026-01-01, in seconds since 1970."""


@pytest.fixture(autouse=True)
def on_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(DAY))


def add(folder: Folder, number: int, **values: Any) -> None:
    """Add a record; the order of paths differs from that of ids."""
    folder.add(f"{number * 7 % 100:02}-{number}.md", id=number, **values)


def numbers(links: tuple[Link, ...]) -> list[int]:
    """The numbers in the titles of records."""
    return [int(link.text.rstrip("?").rpartition(" ")[2]) for link in links]


def entries(site: MadeSite, file: str) -> list[int]:
    return numbers(tuple(getattr(one, "link", one) for one in site.listings[file].entries))


def test_newest_records_come_first_and_equal_dates_by_id(folder: Folder) -> None:
    for number in range(1, 54):
        add(folder, number, seo=seo("nerve"), date="2024-11-28" if number == 3 else "2024-11-27")
    site = MadeSite(folder)
    expected = [3, *range(53, 3, -1), 2, 1]
    assert numbers(tuple(one.link for one in site.listings["index.html"].newest)) == expected[:10]
    assert entries(site, "learn/medicine/index.html") == expected[:50]
    assert entries(site, "learn/medicine/page/2/index.html") == expected[50:]
    assert entries(site, "keywords/nerve/index.html") == expected
    content = site.content
    listed = content.library.listed
    found = Catalogue(content.settings, content.library, (), frozenset(), content.topics, listed)
    feed = json.loads(dict(feeds.outputs(found))["feed.json"])
    assert [int(item["title"].rstrip("?").split()[-1]) for item in feed["items"]] == expected[:50]


def test_topics_are_on_the_first_page_of_a_subject_only(folder: Folder) -> None:
    folder.add("z.md", topic_text("Axon"))
    folder.add("a.md", topic_text("Nerve", requires=["Muscle"]))
    folder.add("b.md", topic_text("Muscle"))
    for number in range(1, 52):
        add(folder, number)
    site = MadeSite(folder)
    first, second = (site.listings[f"learn/medicine/{page}index.html"] for page in ("", "page/2/"))
    assert [link.text for link in first.topics] == ["Axon", "Muscle", "Nerve"]
    assert second.topics == ()
    assert second.pager.number == 2


def test_fiftieth_record_fits_on_the_first_page(folder: Folder) -> None:
    for number in range(1, 51):
        add(folder, number)
    site = MadeSite(folder)
    assert "learn/medicine/page/2/index.html" not in site.listings
    assert len(site.listings["a-z/index.html"].entries) == 50
    add(folder, 51)
    site = MadeSite(folder)
    assert entries(site, "learn/medicine/page/2/index.html") == [1]
    assert site.listings["a-z/index.html"].entries == ()


def test_each_page_of_a_listing_leads_to_the_one_before_and_after(folder: Folder) -> None:
    for number in range(1, 102):
        add(folder, number)
    site = MadeSite(folder)
    pagers = [site.listings[f"learn/medicine/{page}index.html"].pager for page in ("", "page/2/", "page/3/")]
    assert [pager.previous for pager in pagers] == ["", "../../", "../2/"]
    assert [pager.following for pager in pagers] == ["page/2/", "../3/", ""]
    assert [link.href for link in pagers[2].pages] == ["../../", "../2/", "./"]
    assert len(site.listings["a-z/q/index.html"].entries) == 50


@pytest.mark.parametrize("count", [10, 11])
def test_up_to_ten_references_are_in_order_of_id_and_more_by_nearness(folder: Folder, count: int) -> None:
    add(folder, 1, seo=seo("nerve, axon"))
    for number in range(2, count + 2):
        words = {5: "nerve, axon", 8: "axon", 9: "nerve"}.get(number, "gut")
        subject = "Nursing" if number in (2, 8) else "Medicine"
        add(folder, number, seo=seo(words), subject=subject, related_article1=related_entry(1))
    view = MadeSite(folder).record(1)
    by_id = list(range(2, count + 2))
    nearest = [5, 9, 8, 3, 4, 6, 7, 10, 11, 12]
    assert numbers(view.referenced) == (by_id if count == 10 else nearest)
    assert view.referenced_count == count


def test_letters_hold_equal_titles_in_order_of_id(folder: Folder) -> None:
    for number, subject in ((29, "Law"), (14, "Nursing"), (15, "Medicine")):
        add(folder, number, question="Why does it beat?", slug=f"beat-{number}", subject=subject)
    add(folder, 30, question="What is an axon?", slug="axon")
    site = MadeSite(folder)
    found = site.listings["a-z/index.html"].entries
    assert [(link.text, link.note) for link in found] == [
        ("What is an axon?", "Medicine"),
        *(("Why does it beat?", subject) for subject in ("Nursing", "Medicine", "Law")),
    ]


def test_subjects_are_in_order_of_name_in_any_case(folder: Folder) -> None:
    for number, subject in enumerate(["Zoology", "law", "Medicine", "anatomy"], 1):
        add(folder, number, subject=subject)
    site = MadeSite(folder)
    names = ["anatomy", "law", "Medicine", "Zoology"]
    assert [card.link.text for card in site.listings["index.html"].subjects] == names
    content = site.content
    ((_, text),) = llms.outputs(Catalogue(content.settings, content.library, (), frozenset(), content.topics, ()))
    rows = [row for row in text.decode().splitlines() if row.startswith("- [") and "question" in row and "learn" in row]
    assert [row[3:].partition("]")[0] for row in rows] == names


def test_questions_of_a_topic_are_by_subject_and_then_by_weight_and_id(folder: Folder) -> None:
    folder.add("t.md", topic_text("Nerve"))
    add(folder, 1, subject="Zoology", question="Why a nerve 1?", slug="n1")
    add(folder, 2, subject="anatomy", seo=seo("nerve"), question="Why 2?", slug="n2")
    add(folder, 3, subject="Medicine", seo=seo("nerve"), question="Why 3?", slug="n3")
    add(folder, 4, subject="Medicine", question="Why a nerve 4?", slug="n4", seo=seo(""))
    add(folder, 5, subject="Medicine", question="Why a nerve 5?", slug="n5", seo=seo(""))
    site = MadeSite(folder)
    (view,) = site.topic("t.md").values()
    groups = [(name, numbers(links)) for name, links in view.groups]
    assert groups == [("Medicine", [4, 5, 3]), ("anatomy", [2]), ("Zoology", [1])]


def test_further_pages_of_a_topic_continue_its_questions(folder: Folder) -> None:
    folder.add("t.md", topic_text("Nerve"))
    for number in range(1, 52):
        add(folder, number, question=f"Why a nerve {number}?", slug=f"n{number}", seo=seo(""))
    pages = MadeSite(folder).topic("t.md")
    assert [(file, numbers(view.groups[0][1])) for file, view in pages.items()] == [
        ("learn/medicine/topics/nerve/index.html", list(range(1, 51))),
        ("learn/medicine/topics/nerve/page/2/index.html", [51]),
    ]


def test_people_are_in_order_of_name_and_key_and_their_records_by_change_and_id(folder: Folder) -> None:
    folder.add("people.yml", "zoe: {name: Ann Lee}\nann: {name: ann lee}\nbo: {name: Al}\n")
    add(folder, 1, author="ann", updated="2025-01-01")
    add(folder, 2, author="ann")
    add(folder, 3, reviewed_by="ann", last_reviewed="2024-11-27")
    add(folder, 4, author="ann", date="2024-11-20")
    site = MadeSite(folder)
    people = site.listings["people/index.html"].people
    assert [link.href for link in people] == ["bo/", "ann/", "zoe/"]
    view: Any = site.listings["people/ann/index.html"]
    assert entries(site, "people/ann/index.html") == [1, 3, 2, 4]
    assert (view.written, view.reviewed) == (3, 1)


def test_topics_are_on_the_first_page_of_a_person_only(folder: Folder) -> None:
    folder.add("people.yml", "ann: {name: Ann Lee}\n")
    folder.add("t.md", topic_text("Axon", reviewed_by="ann", last_reviewed="2025-01-01"))
    for number in range(1, 52):
        add(folder, number, author="ann")
    site = MadeSite(folder)
    first, second = (site.listings[f"people/ann/{page}index.html"] for page in ("", "page/2/"))
    assert [len(first.topics), len(second.topics)] == [1, 0]
    assert [len(first.entries), len(second.entries)] == [50, 1]


def test_a_review_counts_on_its_day_and_not_before(folder: Folder) -> None:
    folder.add("people.yml", "ann: {name: Ann Lee}\n")
    for number, day in ((1, "2025-12-31"), (2, "2026-01-01"), (3, "2026-01-02")):
        add(folder, number, reviewed_by="ann", last_reviewed=day, date="2024-01-01")
    site = MadeSite(folder)
    assert [bool(site.record(number).origin.reviewer) for number in (1, 2, 3)] == [True, True, False]
    assert entries(site, "people/ann/index.html") == [2, 1]


def test_a_review_due_today_is_not_overdue(folder: Folder) -> None:
    folder.add("people.yml", "ann: {name: Ann Lee}\n")
    for number, day in ((1, "2025-12-31"), (2, "2026-01-01"), (3, "2026-01-02")):
        add(folder, number, reviewed_by="ann", last_reviewed="2025-01-01", review_due=day)
    site = MadeSite(folder)
    assert [site.record(number).origin.notice for number in (1, 2, 3)] == [True, False, False]
    late = [finding.message for finding in site.content.crossing if finding.code == "QT233"]
    assert late == ["a review was due on 2025-12-31"]
    report = review(site.content, days=1)
    assert [(due.day, due.overdue) for due in report.due] == [
        ("2025-12-31", True),
        ("2026-01-01", False),
        ("2026-01-02", False),
    ]
    assert [due.day for due in review(site.content, days=0).due] == ["2025-12-31", "2026-01-01"]


def test_reports_list_equal_values_in_order_of_path_or_name(folder: Folder) -> None:
    folder.add("people.yml", "ann: {name: Ann Lee}\n")
    for number in range(1, 15):
        keywords = "axon, bile" if number < 4 else "gut" if number < 8 else ""
        folder.add(f"{chr(127 - 2 * number)}.md".lower(), id=number, seo=seo(keywords),
                   related_article1=related_entry(number % 14 + 1), reviewed_by="ann", last_reviewed="2025-01-01",
                   review_due="2026-02-01")  # fmt: skip
    site = MadeSite(folder)
    report = links(site.content, site.pages.context.relations)
    paths = sorted(record.path for record in site.content.library.listed)
    assert report.most_linked == tuple((path, 1) for path in paths[:10])
    assert report.wanted == (("gut", 4), ("axon", 3), ("bile", 3))
    assert [due.path for due in review(site.content, days=90).due] == paths


def test_links_to_a_repeated_record_lead_to_the_page_itself(folder: Folder) -> None:
    add(folder, 1)
    add(folder, 2, same_as=1)
    add(folder, 3, same_as=2)
    answer = " ".join(f"[{way}]({way})" for way in ("/q/2", "/learn/medicine/questions/what-is-question-3", "21-3.md"))
    add(folder, 4, answer=answer, related_article1=related_entry(3))
    view = MadeSite(folder).record(4)
    assert view.addresses == ("../what-is-question-1/",) * 3
    assert [link.href for link in view.related] == ["../what-is-question-1/"]


def test_decks_of_a_record_are_those_of_its_topics_by_title_and_then_its_subjects(folder: Folder) -> None:
    folder.add("a.md", topic_text("Nerve"))
    folder.add("b.md", topic_text("Axon"))
    add(folder, 1, question="Why has a nerve an axon?", slug="why", seo=seo(""))
    assert [link.text for link in MadeSite(folder).record(1).decks] == ["Axon", "Nerve", "Medicine"]


def test_equal_names_in_the_index_of_topics_and_keywords_are_in_order_of_address(folder: Folder) -> None:
    folder.add("b.md", topic_text("Axon"))
    for number in range(1, 4):
        add(folder, number, seo=seo("C, ion, Ion channels, C+"))
    view: Any = MadeSite(folder).listings["a-z/topics/index.html"]
    assert [link.text for link in view.entries] == ["Axon", "C+", "C", "ion", "Ion channels"]
