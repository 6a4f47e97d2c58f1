"""Edits of few files: which of them take the short cut for edited answers, and what search renews.

Each incremental build is compared with a clean one: its files, its findings, and the size of the site that it reports.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from generator.commands.cli import main
from generator.search.shards import doc_bucket
from generator.system import files
from tests.build.test_incremental import make_older, noted, simple
from tests.helpers.folder import SITE_URL, Folder, tree
from tests.helpers.records import related_entry, seo, topic_text

Build = Callable[..., Counter[str]]
Values = dict[str, Any]
SHORT_CUT = "pages of edited answers"
LINK, IMAGE = "[it](image.png)", "![it](image.png)"


@pytest.fixture
def build(folder: Folder, capsys: pytest.CaptureFixture[str]) -> Build:
    """A function that builds, compares the result with a clean build, and returns the ways that the build took."""

    def built(*options: str) -> Counter[str]:
        ways: Counter[str] = Counter()
        clean, no_state = folder.path.parent / "clean", folder.path.parent / "none"
        usual = ("--site-url", SITE_URL, "--keep-going", "--jobs", "1", *options)
        capsys.readouterr()
        with noted(ways):
            code = folder.run("build", *usual)
        out, told = capsys.readouterr()
        places = ("--content", str(folder.path), "--site-dir", str(clean), "--state", str(no_state))
        assert main(["build", "--clean", *usual, *places]) == code
        clean_out, clean_told = capsys.readouterr()
        site, expected = folder.tree(), tree(clean)
        assert [path for path in site.keys() | expected.keys() if site.get(path) != expected.get(path)] == []
        assert told == clean_told
        assert out.splitlines()[1:] == clean_out.splitlines()[1:]
        return ways

    return built


def test_edits_of_texts_take_the_short_cut(folder: Folder, build: Build) -> None:
    kinds: list[Values] = [
        {},
        {"seo": {"page_keywords": "nerve"}},  # a search result without a description shows the answer
        {"related_article1": related_entry(99)},
        {"withdrawn": "Wrong."},
        {"draft": True},
        {"same_as": 1},
        {"publish_on": "2100-01-01"},
        {"id": -3},
    ]
    folder.add("t.md", topic_text("Cortex", synonyms=["nerve", "axon"]))  # answers link to it, records are about it
    ways: Counter[str] = Counter()
    for zoo in ("a zebra", "the animals" + 400 * " of the", "<b>a</b> zoo", "a zebra"):
        for number, values in enumerate(kinds, start=1):
            folder.add(f"{number}.md", **{"id": number, "answer": f"See [it](1.md) of {zoo} in a cortex.", **values})
        ways += build("--outputs", "pages,listings,redirects,search,sitemap,twins")
    assert ways[SHORT_CUT] == ways["index of edited answers"] == 3


def test_edit_of_one_of_the_largest_pages_renews_the_report_of_them(folder: Folder, build: Build) -> None:
    for words in (10_000, 9_000, 1):
        folder.add("1.md", id=1, answer="of the " * words)
        assert build("--outputs", "pages")[SHORT_CUT] == (words < 10_000)


def test_edit_after_a_new_title_elsewhere_keeps_it(folder: Folder, build: Build) -> None:
    folder.add("1.md", id=1, related_article1=related_entry(2))
    for question in ("What is two?", "What is 2?"):
        folder.add("2.md", id=2, question=question)
        build("--outputs", "pages")
    folder.add("1.md", id=1, answer="Other words.", related_article1=related_entry(2))
    assert build("--outputs", "pages")[SHORT_CUT] == 1
    assert "What is 2?" in folder.read("learn/medicine/questions/what-is-question-1/index.html")


def test_edit_after_a_checkout_takes_the_short_cut(folder: Folder, build: Build) -> None:
    """New times of unchanged files are noted; what others see of these files is not forgotten."""
    folder.add("1.md", id=1)
    folder.add("2.md", id=2)
    build("--outputs", "pages")
    make_older(*folder.path.iterdir())
    build("--outputs", "pages")
    folder.add("1.md", id=1, answer="Other words.")
    assert build("--outputs", "pages")[SHORT_CUT] == 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"answer": LINK}, {"answer": IMAGE}),
        ({"answer": IMAGE}, {"answer": LINK}),
        ({"answer": "[it](ftp://a)."}, {"answer": "Words and [it](ftp://a)."}),  # a finding about the link moves
        ({"body": "\n[it](ftp://a)."}, {"body": "\nWords and [it](ftp://a)."}),
        ({"answer": "### A\\n\\nOne."}, {"answer": "### B\\n\\nOne."}),
        ({"answer": "One."}, {"answer": "**Spleen**."}),  # what a record is about relates it to others
        ({"answer": "One."}, {"answer": "One.", "check_ignore": ["QT150"]}),
        ({"answer": "One."}, {"answer": "One.", "date": "2024-01-01"}),
    ],
)
def test_edit_that_others_may_see_does_not(folder: Folder, build: Build, before: Values, after: Values) -> None:
    folder.add("image.png", b"\x89PNG")
    folder.add("2.md", id=2, answer="See [a part](1.md#a).", related_article1=related_entry(1))
    for values in (before, after):
        folder.add("1.md", id=1, **values)
        ways = build("--outputs", "pages,listings,search")
    assert ways[SHORT_CUT] == 0


def test_edit_of_one_file_of_an_article_does_not(folder: Folder, build: Build) -> None:
    """The other file must have the same text, so its finding changes too."""
    heart: Values = {"id": 7, "question": "Why?", "slug": "heart"}
    for nursing in ("One.", "Two.", "One."):
        folder.add("m.md", **heart, answer="One.")
        folder.add("n.md", **heart, subject="Nursing", answer=nursing)
        assert build("--outputs", "pages,listings")[SHORT_CUT] == 0


@pytest.mark.parametrize("answer", ["One.", "<b>One</b>.", "One <b>word</b>."])
def test_edit_that_causes_or_fixes_an_error_does_not(folder: Folder, build: Build, answer: str) -> None:
    options = "plugins: [quicktakes: {severity: {QT162: error}}]"
    (folder.path.parent / "mkdocs.yml").write_text(f"site_name: S\ntheme: material\ndocs_dir: records\n{options}\n")
    folder.add("2.md", id=2)
    for text in (answer, "<i>Two</i>.", answer, "Three."):
        folder.add("1.md", id=1, answer=text)
        ways = build("--outputs", "pages,listings", "--config", str(folder.path.parent / "mkdocs.yml"))
        assert not (ways[SHORT_CUT] and "<" in answer + text)


def test_many_edits_do_not(folder: Folder, build: Build) -> None:
    for count, text in ((51, "One."), (50, "Two."), (51, "Three.")):
        for number in range(1, count + 1):
            folder.add(f"{number}.md", id=number, answer=text)
        assert build("--outputs", "pages")[SHORT_CUT] == (count == 50)


@pytest.mark.parametrize("change", ["new", "gone", "picture", "people", "template", "option", "lost", "day"])
def test_edit_next_to_another_change_does_not(
    folder: Folder, build: Build, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, config = folder.path.parent, "site_name: S\ntheme: {name: material, custom_dir: mine}\ndocs_dir: records\n"
    (root / "mine").mkdir()
    (root / "mkdocs.yml").write_text(f"{config}plugins: [quicktakes]\n")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(20_000 * 86_400))  # 2024-10-04
    folder.add("image.png", b"\x89PNG")
    folder.add("1.md", id=1, answer=f"One {IMAGE}.", date="2024-01-01", related_article1=related_entry(2))
    folder.add("2.md", id=2, reviewed_by="ann", last_reviewed="2024-01-01", date="2024-01-01")
    folder.add("3.md", id=3, publish_on="2024-10-05", date="2024-01-01")
    options = ("--config", str(root / "mkdocs.yml"), "--outputs", "pages,listings,search")
    build(*options)
    folder.add("1.md", id=1, answer=f"Two {IMAGE}.", date="2024-01-01", related_article1=related_entry(2))
    if change == "new":
        folder.add("4.md", id=4, related_article1=related_entry(1))
    elif change == "gone":
        (folder.path / "2.md").unlink()
    elif change == "picture":
        folder.add("other.png", b"\x89PNG")
    elif change == "people":
        folder.add("people.yml", "ann: {name: Ann Writer}\n")
    elif change == "template":
        (root / "mine" / "footer.html").write_text("<p>Foot</p>")
    elif change == "option":
        (root / "mkdocs.yml").write_text(f"{config}plugins: [quicktakes: {{colour: '#224466'}}]\n")
    elif change == "lost":
        (folder.site / "index.html").unlink()
    else:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(20_001 * 86_400))
    assert build(*options)[SHORT_CUT] == 0


def test_unreadable_folder_is_reported_as_long_as_it_is_there(
    folder: Folder, build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    discover = files.discover

    def closed(path: Path, exclude: str = "") -> files.Content:
        return replace(discover(path, exclude), unreadable=(("closed", "Permission denied"),))

    folder.add("1.md", id=1)
    for there in (False, True, False):
        with monkeypatch.context() as patch:
            if there:
                patch.setattr(files, "discover", closed)
            folder.add("2.md", id=2, answer=f"Closed: {there}.")
            build("--outputs", "pages")


def test_edited_answer_renews_the_decks(folder: Folder, build: Build) -> None:
    for answer in ("One.", "Two."):
        folder.add("1.md", id=1, answer=answer)
        build("--outputs", "pages,listings,anki")


@pytest.mark.parametrize(
    "lost", ["search/manifest.bin", "search/t/", "search/d/0.bin", "about/index.html", "a-z/index.html", "assets/"]
)
def test_lost_file_is_made_again_next_to_an_edit(folder: Folder, build: Build, lost: str) -> None:
    folder.add("about.md", "# About\n\nWords.")
    for question in ("What is a nerve?", "What is a muscle?"):
        folder.add("1.md", id=1, question=question)
        build("--outputs", "pages,listings,search")
        (folder.site / next(path for path in sorted(folder.tree()) if path.startswith(lost))).unlink()
    build("--outputs", "pages,listings,search")


def catalogue(folder: Folder, count: int) -> None:
    """Many records of several subjects, and a topic."""
    for number in range(1, count + 1):
        subject = "Medicine" if number % 2 else "Nursing"
        values: Values = {**simple(number), "answer": "An answer.", "subject": subject}
        folder.add(f"{number}.md", **values)
    folder.add("t.md", topic_text("Cortex", "Text."))


def test_index_is_renewed_in_part(folder: Folder, build: Build) -> None:
    """The index equals a new one after each change of one record or topic of many."""
    catalogue(folder, 103)  # the sizes of the index are those of 100 to 109 records
    build("--outputs", "search")
    changes: list[tuple[str, Values | str | None]] = [
        ("new.md", {"id": 400, "answer": "Of a zebra."}),
        ("new.md", {"id": -400, "answer": "Of a quagga."}),
        ("new.md", {"id": -400, "subject": "Surgery"}),
        ("new.md", {"id": -400, "subject": "Surgery", "slug": "another-url"}),
        ("new.md", {"id": -400, "question": "What is the cortex?"}),
        ("t.md", topic_text("Cortex", "Text.", synonyms=["heart"])),
        ("t.md", topic_text("Cortex", "Other.", definition="Words of a zebra.")),
        ("t.md", None),
        ("new.md", {"id": -400, "draft": True}),
        ("new.md", {"id": -400}),
        ("new.md", None),
    ]
    for name, values in changes:
        if values is None:
            (folder.path / name).unlink()
        elif isinstance(values, str):
            folder.add(name, values)
        else:
            folder.add(name, **values)
        assert build("--outputs", "search")["index in part"] == 1


def test_index_is_made_again_when_its_sizes_or_many_records_change(folder: Folder, build: Build) -> None:
    catalogue(folder, 109)
    build("--outputs", "search")
    folder.add("110.md", id=110)
    assert build("--outputs", "search")["whole index"] == 1
    for number in range(1, 101):
        folder.add(f"{number}.md", id=number, seo=seo("spleen"))
    assert build("--outputs", "search")["index in part"] == 1
    for number in range(1, 102):
        folder.add(f"{number}.md", id=number, seo=seo("liver"))
    assert build("--outputs", "search")["whole index"] == 1


def test_file_of_results_appears_and_goes(folder: Folder, build: Build) -> None:
    """The results of 21 to 40 records are in two files; here, one of them has no result at first."""
    first = [number for number in range(1, 100) if doc_bucket(number, 1) == 0][:22]
    other = next(number for number in range(1, 100) if doc_bucket(number, 1) == 1)
    for number in first:
        folder.add(f"{number}.md", id=number)
    build("--outputs", "search")
    for number, files_of_results in ((other, 2), (first[0], 1)):
        folder.add(f"{first[0]}.md", id=number)
        assert build("--outputs", "search")["index in part"] == 1
        assert len(list((folder.site / "search" / "d").iterdir())) == files_of_results


def test_results_show_a_subject_as_the_first_record_spells_it(folder: Folder, build: Build) -> None:
    for subject in ("Heart Surgery", "heart surgery", "Heart surgery"):
        folder.add("1.md", id=1, subject=subject)
        folder.add("2.md", id=2, subject="heart surgery")
        ways = build("--outputs", "search")
    assert ways["index in part"] == 1


def test_moved_file_keeps_its_result(folder: Folder, build: Build) -> None:
    folder.add("1.md", id=1)
    folder.add("2.md", id=2, answer="Of a zebra.")
    build("--outputs", "search")
    (folder.path / "2.md").rename(folder.path / "3.md")
    assert build("--outputs", "search")["index in part"] == 1
    folder.add("3.md", id=2, answer="Of a zoo.")
    assert build("--outputs", "search")["index of edited answers"] == 1
