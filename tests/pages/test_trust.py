"""Authors, reviewers and sources on pages, in structured data and in reports."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest

from generator.commands.cli import main
from tests.helpers.folder import SITE_URL, Folder
from tests.helpers.records import topic_text

ONE = "learn/medicine/questions/what-is-question-1/index.html"
PEOPLE = (
    "ann:\n  name: Ann Writer\n  role: Consultant neurologist\n  url: https://example.org/ann\nbo-li: {name: Bo Li}\n"
)
REVIEWED = {"provenance": "model-reviewed", "reviewed_by": "ann", "last_reviewed": "2025-06-01"}


@pytest.fixture(autouse=True)
def on_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, "2026-01-10")


def at(monkeypatch: pytest.MonkeyPatch, day: str) -> None:
    """Set the date of builds."""
    seconds = (date.fromisoformat(day) - date(1970, 1, 1)).days * 86_400
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(seconds))


def words(html: str) -> str:
    """Return the foot of a page as one line of text."""
    found = re.search(r'<section class="qt-origin".*?</section>', html, re.DOTALL)
    assert found is not None
    return " ".join(re.sub(r"<[^>]*>", " ", found[0]).split()).replace(" ,", ",").replace(" .", ".").replace(" ;", ";")


def graph(html: str) -> list[dict[str, Any]]:
    """Return the nodes of a page's JSON-LD."""
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert found is not None
    nodes: list[dict[str, Any]] = json.loads(found[1])["@graph"]
    return nodes


def test_record_without_review_keys_says_so(folder: Folder) -> None:
    folder.add("a.md", id=1)
    folder.build("--strict")
    html = folder.read(ONE)
    assert words(html).startswith("About this answer No review is recorded. Cite")
    assert "digitalSourceType" not in html
    assert "noindex" not in html
    page, *_ = graph(html)
    assert page.keys() & {"reviewedBy", "lastReviewed", "citation"} == set()


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"provenance": "human"}, "Written by QuickTakes. No review is recorded."),
        ({"provenance": "human", "author": "Bo Li"}, "Written by Bo Li. No review is recorded."),
        ({"provenance": "model"}, "Written with a language model. No review is recorded."),
        (REVIEWED, "Written with a language model and reviewed by Ann Writer, Consultant neurologist. Last reviewed Jun 01, 2025."),
        (
            {**REVIEWED, "provenance": "human", "review_due": "2026-02-01"},
            "Written by QuickTakes. Reviewed by Ann Writer, Consultant neurologist. Last reviewed Jun 01, 2025; next review due Feb 01, 2026.",
        ),
        (
            {"reviewed_by": "bo-li", "last_reviewed": "2025-06-01"},
            "Reviewed by Bo Li. Last reviewed Jun 01, 2025.",
        ),
        ({"provenance": "model-reviewed"}, "Written with a language model. No review is recorded."),
    ],
)  # fmt: skip
def test_foot_of_a_page_names_origin_and_review(folder: Folder, keys: dict[str, str], told: str) -> None:
    folder.add("people.yml", PEOPLE)
    folder.add("a.md", id=1, **keys)
    folder.build()
    assert words(folder.read(ONE)).removeprefix("About this answer ").startswith(told)
    assert not (folder.site / "people.yml").exists()


def test_page_shows_sources_corrections_and_citations(folder: Folder) -> None:
    folder.add(
        "a.md", id=1, provenance="model", updated="2025-02-03",
        answer="It enters [1], then [1, 3]; `[2]` and [x](https://example.org/) stay, and so does [1](/q/1).\\n\\n### Source 1\\nEnd [2-3].",
        sources=[
            {"title": "Textbook, 2nd ed.", "publisher": "A & B", "year": 2021, "isbn": "978-0-00-000000-2"},
            {"title": "A <review>", "journal": "A journal", "doi": "doi:10.1000/182"}, "In words",
        ],
        corrections=[{"date": "2025-01-02", "text": "The unit of $x$."}],
    )  # fmt: skip
    folder.build()
    html = folder.read(ONE)
    assert 'enters<sup class="qt-cite">[<a href="#source-1">1</a>]</sup>, then<sup' in html
    assert '[<a href="#source-1">1</a>, <a href="#source-3">3</a>]</sup>' in html
    assert '[<a href="#source-2">2</a>-<a href="#source-3">3</a>]</sup>' in html
    assert "<code>[2]</code>" in html
    assert '<h2 id="source-1-2">' in html
    assert html.count('id="source-1"') == 1
    assert "Textbook, 2nd ed. A &amp; B, 2021. ISBN 9780000000002" in re.sub(r"</?cite>", "", html)
    assert (
        '<li id="source-2"><a href="https://doi.org/10.1000/182">A &lt;review&gt;</a>. A journal. doi:10.1000/182'
        in html
    )
    assert '<time datetime="2025-01-02">Jan 02, 2025</time>: The unit of $x$.' in html
    assert 'digitalSourceType" href="https://schema.org/TrainedAlgorithmicMediaDigitalSource"' in html
    assert graph(html)[0]["citation"] == [
        {"@type": "Book", "isbn": "9780000000002", "name": "Textbook, 2nd ed. A & B, 2021"},
        {"@type": "CreativeWork", "name": "A <review>. A journal", "url": "https://doi.org/10.1000/182"},
        "In words",
    ]


def test_links_to_missing_sources_are_reported(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("a.md", id=1, answer="See [there](#source-1).", sources=["A book"])
    folder.add("b.md", id=2, answer="See [there](#source-2).", sources=["A book"])
    assert folder.run("check") == 1
    assert "b.md:15:21: QT151" in capsys.readouterr().out.replace("records/", "", 1)


def test_structured_data_joins_authors_and_reviewers(folder: Folder) -> None:
    folder.add("people.yml", PEOPLE)
    folder.add("a.md", id=1, author="bo-li", **REVIEWED)
    folder.add(
        "t.md", topic_text("Nerve").replace("---\n\n", "reviewed_by: bo-li\nlast_reviewed: 2026-01-09\n---\n\n", 1)
    )
    folder.build()
    nodes = graph(folder.read(ONE))
    page, by_id = nodes[0], {node["@id"]: node for node in nodes}
    assert page["lastReviewed"] == page["dateModified"] == "2025-06-01"
    assert by_id[page["reviewedBy"]["@id"]]["name"] == "Ann Writer"
    assert by_id[page["author"]["@id"]]["name"] == "Bo Li"
    assert by_id[page["isPartOf"]["@id"]]["publisher"]["@id"] in by_id
    assert page["mainEntity"] == {"@id": "#qa"}
    assert 'itemtype="https://schema.org/Quiz" itemid="#qa"' in folder.read(ONE)
    topic = graph(folder.read("learn/medicine/topics/nerve/index.html"))
    assert topic[0]["reviewedBy"] == {"@id": f"{SITE_URL}people/bo-li/#person"}
    assert f"<loc>{SITE_URL}learn/medicine/topics/nerve/</loc><lastmod>2026-01-09<" in folder.read("sitemap.xml")


def test_record_without_an_author_belongs_to_the_publisher(folder: Folder) -> None:
    folder.add("a.md", id=1, author="", provenance="human")
    folder.build()
    assert words(folder.read(ONE)).startswith("About this answer Written by QuickTakes. ")
    assert "<p>QuickTakes (2024). What is question 1?" in folder.read(ONE)


def test_feeds_name_the_author(folder: Folder) -> None:
    """Feeds name the person, not the key in people.yml; without an author, they name the publisher."""
    folder.add("people.yml", PEOPLE)
    for number, author in enumerate(("ann", "bo li", "Eve Else", ""), start=1):
        folder.add(f"{number}.md", id=number, author=author)
    folder.build()
    for feed in ("feed", "learn/medicine/feed"):
        entries = json.loads(folder.read(f"{feed}.json"))["items"]
        names = [entry["authors"][0]["name"] for entry in entries]
        assert names == ["QuickTakes", "Eve Else", "Bo Li", "Ann Writer"]
        assert re.findall("<name>(.*?)</name>", folder.read(f"{feed}.xml")) == names


def test_people_have_their_own_pages(folder: Folder) -> None:
    folder.add("people.yml", PEOPLE)
    folder.add("a.md", id=1, author="Bo Li", **REVIEWED)
    folder.add("b.md", id=2, **{**REVIEWED, "last_reviewed": None})
    folder.build()
    page = folder.read("people/ann/index.html")
    assert "<h1>Ann Writer</h1>" in page
    assert "1 answer reviewed" in page
    assert "What is question 1?" in page
    assert "What is question 2?" not in page
    assert "1 question answered" in folder.read("people/bo-li/index.html")
    assert 'href="../../../../people/bo-li/" rel="author"' in folder.read(ONE)
    assert f"<loc>{SITE_URL}people/ann/</loc>" in folder.read("sitemap.xml")
    assert {node["@type"] for node in graph(page)} >= {"ProfilePage", "Person"}


def test_pages_without_review_can_have_noindex(folder: Folder) -> None:
    folder.add("people.yml", PEOPLE)
    folder.add("a.md", id=1)
    folder.add("b.md", id=2, **REVIEWED)
    folder.add("c.md", id=3, review_due="2026-01-09", **REVIEWED)
    config = "site_name: S\ndocs_dir: records\ntheme: {name: material}\nplugins:\n- quicktakes:\n    review: {unreviewed: noindex, overdue: noindex}\n"
    (folder.path.parent / "mkdocs.yml").write_text(config)
    folder.build()
    hidden = [n for n in (1, 2, 3) if "noindex" in folder.read(ONE.replace("-1/", f"-{n}/"))]
    assert hidden == [1, 3]
    sitemap = folder.read("sitemap.xml")
    assert [n for n in (1, 2, 3) if f"question-{n}/" in sitemap] == [2]


def test_review_is_overdue_from_the_next_day(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """The notice appears by itself, even in a rebuild without changed files, and on no other page."""
    folder.add("people.yml", PEOPLE)
    folder.add("a.md", id=1, review_due="2026-01-10", **REVIEWED)
    folder.add("b.md", id=2)
    folder.build()
    assert "due for review" not in folder.read(ONE)
    before = folder.tree()
    at(monkeypatch, "2026-01-11")
    folder.build()
    assert "This page was due for review on" in folder.read(ONE)
    assert "next review was due" in words(folder.read(ONE))
    changed = {path for path, data in folder.tree().items() if before[path] != data}
    assert changed == {ONE}


def test_completed_review_is_not_overdue(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """The text was reviewed again, but the due date still equals the date of that review."""
    folder.add("people.yml", PEOPLE)
    folder.add("a.md", id=1, review_due="2025-05-31", **REVIEWED)
    folder.build()
    assert "QT182" in capsys.readouterr().err
    assert words(folder.read(ONE)).startswith(
        "About this answer Written with a language model and reviewed by Ann Writer, Consultant neurologist. "
        "Last reviewed Jun 01, 2025. Cite"
    )
    assert "due for review" not in folder.read(ONE)
    assert folder.run("check", "--select", "QT233") == 0
    assert "QT233" not in capsys.readouterr().out


def test_withdrawn_records_need_no_review(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("people.yml", PEOPLE)
    folder.add("a.md", id=1, withdrawn="Wrong.", review_due="2025-12-01", **REVIEWED)
    folder.build()
    assert "due for review" not in folder.read(ONE)
    assert folder.run("check", "--select", "QT233") == 0
    assert "QT233" not in capsys.readouterr().out


def test_review_counts_from_its_date(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.add("people.yml", PEOPLE)
    folder.add("a.md", id=1, **{**REVIEWED, "last_reviewed": "2026-01-11"})
    folder.build()
    assert "Written with a language model. No review is recorded." in words(folder.read(ONE))
    assert "lastReviewed" not in folder.read(ONE)
    at(monkeypatch, "2026-01-11")
    folder.build()
    assert "Last reviewed Jan 11, 2026." in words(folder.read(ONE))


def test_review_does_not_change_the_cited_date(folder: Folder) -> None:
    folder.add("people.yml", PEOPLE)
    folder.add("a.md", id=1, **REVIEWED)
    folder.add("b.md", id=2, updated="2025-02-01", **REVIEWED)
    folder.build()
    cited = [words(folder.read(ONE.replace("-1/", f"-{number}/"))).partition("Cite ")[2] for number in (1, 2)]
    assert ["updated" in text for text in cited] == [False, True]
    assert "updated Feb 01, 2025" in cited[1]


def test_review_due_on_the_last_calendar_day_is_never_overdue(folder: Folder) -> None:
    """No date follows the last day of the calendar."""
    folder.add("people.yml", PEOPLE)
    folder.add("a.md", id=1, review_due="9999-12-31", **REVIEWED)
    folder.build("--strict")
    assert "next review due Dec 31, 9999" in words(folder.read(ONE))
    assert folder.run("check") == 0


def test_change_of_people_rebuilds_the_pages_that_name_them(folder: Folder) -> None:
    folder.add("people.yml", PEOPLE)
    folder.add("a.md", id=1, **REVIEWED)
    folder.add("b.md", id=2)
    folder.build()
    before = folder.tree()
    folder.add("people.yml", PEOPLE.replace("Ann Writer", "Anna Writer"))
    folder.build()
    changed = {path for path, data in folder.tree().items() if before.get(path) != data}
    assert {path for path in changed if path.startswith("learn")} == {ONE}
    after = folder.tree()
    folder.build("--clean")
    assert folder.tree() == after


def test_report_lists_due_reviews(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("people.yml", PEOPLE)
    folder.add("a.md", id=1, review_due="2026-01-09", **REVIEWED)
    folder.add("b.md", id=2, review_due="2026-03-01", **{**REVIEWED, "reviewed_by": "bo-li"})
    folder.add("c.md", id=3, review_due="2027-03-01", **REVIEWED)
    folder.add("d.md", id=4, provenance="model")
    folder.add("e.md", id=5, withdrawn="Wrong.", review_due="2025-12-01")
    assert folder.run("report", "review") == 0
    assert capsys.readouterr().out == (
        "4 records and topics, 3 of them reviewed\nwritten by: model 1, model-reviewed 3\n"
        "Ann Writer: 1 review due by 2026-04-10, 1 overdue\n  2026-01-09 (overdue) a.md: What is question 1?\n"
        "Bo Li: 1 review due by 2026-04-10\n  2026-03-01 b.md: What is question 2?\n"
    )
    assert main(["report", "review", "--within", "10", "--json", "--content", str(folder.path)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [each["path"] for each in told["due"]] == ["a.md"]
    assert told["unreviewed"] == ["d.md"]
    assert main(["report", "review", "--within", "9999999", "--json", "--content", str(folder.path)]) == 0
    assert [each["path"] for each in json.loads(capsys.readouterr().out)["due"]] == ["a.md", "b.md", "c.md"]


def test_invalid_people_files_are_reported(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("a.md", id=1, **REVIEWED)
    for text, line in (
        (b"ann: {name: Ann\n", "people.yml:2:1: QT103"),
        (b"ann: {name: \xe9}\n", "people.yml:1:13: QT101"),
        (b"ann: {name: Ann}\nann: {name: B}\n", "people.yml:2:1: QT104"),
        (b"- ann\n", "people.yml:1:1: QT103"),
        (b"Ann Writer\n", "people.yml:1:1: QT103 the file has no keys"),
        (b"~: {name: Ann}\n", "people.yml:1:1: QT115 invalid key None"),
        (b"a" * 250 + b": {name: Ann}\n", "people.yml:1:1: QT115 invalid key 'aaa"),
    ):
        folder.add("people.yml", text)
        assert folder.run("check") == 1
        out = capsys.readouterr().out
        assert f"records/{line}" in out
        assert "QT181 the reviewer 'ann' is not in people.yml" in out
    for text in (
        b"\xef\xbb\xbf---\nann: {name: Ann}\n",
        b"# People\n\nann: {name: Ann}\n...\n",
        b"---\r\nann:\r\n  name: Ann\r\n---\r\n",
    ):
        folder.add("people.yml", text)
        assert folder.run("check") == 0


@pytest.mark.parametrize("text", ["", "# Nobody yet.\n", "---\n", "{}\n", "---\n# Nobody.\n---\n"])
def test_empty_people_file_is_accepted(folder: Folder, text: str) -> None:
    folder.add("a.md", id=1)
    folder.add("people.yml", text)
    assert folder.run("check", "--strict") == 0


def test_two_people_with_one_url_are_refused(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("a.md", id=1)
    folder.add("people.yml", "bo-li: {name: Bo Li}\nbo_li: {name: Bob Li}\n")
    assert folder.run("build") == 1
    assert (
        "people.yml:2:1: QT115 `bo_li` and `bo-li` would have the same address, /people/bo-li/"
        in capsys.readouterr().err
    )


def test_empty_source_keeps_its_number(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("a.md", id=1, answer="As others say [3].", sources=["One", None, "Three", {"year": 2020}])
    folder.build()
    assert "a.md:22:3: QT184 (warning) empty source" in capsys.readouterr().err
    assert '<li id="source-3"><cite>Three</cite>' in folder.read(ONE)
    assert '<li id="source-4"><cite>Untitled work</cite>. 2020' in folder.read(ONE)


def test_unparsable_url_is_reported(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("people.yml", "ann: {name: Ann, url: 'http://[example/'}\n")
    folder.add("a.md", id=1, sources=[{"title": "One", "url": "https://[::1"}], **REVIEWED)
    folder.build("--outputs", "pages,listings,twins")
    err = capsys.readouterr().err
    assert [f"{name}: QT153" in err for name in ("people.yml:1:24", "a.md:22:8")] == [True, True]
