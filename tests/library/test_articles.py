"""Articles: files with one id and one question appear once, on every kind of page and in every output."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from generator.commands.cli import main
from generator.commands.serve.preview import Preview
from generator.library.articles import question_key
from generator.outputs.anki import package
from generator.search.engine import Engine
from tests.helpers.articles import BIOLOGY, HEART, MEDICINE, NURSING, QUESTION, article, canonical
from tests.helpers.folder import SITE_URL, Folder, tree
from tests.helpers.records import related_entry, topic_text
from tests.helpers.repository import commit


def listed(html: str) -> int:
    """Count how often a listing names the article."""
    return html.count(f">{QUESTION}<")


def test_questions_are_compared_without_case_and_punctuation() -> None:
    same = [
        "Why does the heart beat?",
        "why does  the heart beat",
        "Why does the Heart beat. ",
        "Why does the heart\nbeat?!",
    ]
    assert len({question_key(question) for question in same}) == 1
    assert question_key("Why does the heart beat fast?") != question_key(same[0])
    assert question_key("What is C?") != question_key("What is C++?")


def test_article_has_one_page_and_redirects(folder: Folder) -> None:
    article(folder, "Nursing", "Medicine", "Biology")
    folder.add("topics/t.md", topic_text("Heart", synonyms=["heart beat"]))
    folder.build()
    assert '<h1 dir="auto" itemprop="text">' in folder.read(BIOLOGY)  # the smallest path is the primary
    for other in (MEDICINE, NURSING, "q/7/index.html"):
        assert 'http-equiv="refresh"' in folder.read(other)
        assert canonical(folder.read(other)) == "learn/biology/questions/heart/"
    page = folder.read(BIOLOGY)
    for subject in ("biology", "medicine", "nursing"):
        assert page.count(f'href="../../../{subject}/">' if subject != "biology" else 'href="../../">') >= 1
        assert listed(folder.read(f"learn/{subject}/index.html")) == 1
        assert listed(folder.read(f"learn/{subject}/a-z/index.html")) == 1
    assert listed(folder.read("a-z/index.html")) == listed(folder.read("learn/medicine/topics/heart/index.html")) == 1
    assert folder.read("index.html").count(f">{QUESTION}<") == 1
    assert folder.read("sitemap.xml").count("questions/heart/") == 1


def test_search_study_feeds_and_llms_list_an_article_once(folder: Folder) -> None:
    article(folder, "Nursing", "Medicine")
    folder.build()
    engine = Engine(lambda path: (folder.site / path).read_bytes())
    for subject in ("", "nursing", "medicine"):
        hits = engine.search("heart beat", subject=subject).hits
        assert [(hit.id, hit.url) for hit in hits if hit.id == 7] == [(7, "learn/medicine/questions/heart/")]
    feed = json.loads(folder.read("feed.json"))["items"]
    assert [item["tags"] for item in feed if item["id"].endswith("q/7/")] == [["Medicine", "Nursing"]]
    for subject in ("nursing", "medicine"):
        items = json.loads(folder.read(f"learn/{subject}/feed.json"))["items"]
        assert [item["url"] for item in items if item["id"].endswith("q/7/")] == [
            f"{SITE_URL}learn/medicine/questions/heart/"
        ]
        assert [card[0] for card in cards(folder, subject)].count(7) == 1
    assert "[Nursing](https://user.github.io/repo/learn/nursing/): 2 questions" in folder.read("llms.txt")
    assert "\n3 questions with answers" in folder.read("llms.txt")


def cards(folder: Folder, subject: str) -> Iterator[list[Any]]:
    """The study cards of a subject."""
    (deck,) = (path.parent for path in folder.site.glob(f"study/{subject}-*/deck.json"))
    for part in orjson.loads((deck / "deck.json").read_bytes())["parts"]:
        yield from orjson.loads((deck / f"{part}.json").read_bytes())


@pytest.mark.parametrize(
    ("values", "config", "page"),
    [
        ({}, "", BIOLOGY),
        ({"Nursing": {"primary": True}}, "", NURSING),
        ({}, "{Nursing: {}, Medicine: {}}", NURSING),
        ({"Medicine": {"primary": True}}, "{Nursing: {}}", MEDICINE),
        ({"Biology": {"draft": True}}, "", MEDICINE),
        ({"Biology": {"publish_on": "2999-01-01", "primary": True}}, "", MEDICINE),
    ],
    ids=["smallest path", "primary", "configured order", "primary first", "a draft has no page", "not published yet"],
)
def test_choice_of_the_primary_file(folder: Folder, values: dict[str, Any], config: str, page: str) -> None:
    for subject in ("Nursing", "Medicine", "Biology"):
        folder.add(f"{subject.lower()}/heart.md", **{**HEART, "subject": subject, **values.get(subject, {})})
    options = []
    if config:
        (folder.path.parent / "mkdocs.yml").write_text(
            f"site_name: S\ntheme: {{name: material, font: false}}\ndocs_dir: records\nplugins: [quicktakes: {{subjects: {config}}}]\n"
        )
        options = ["--config", str(folder.path.parent / "mkdocs.yml")]
    folder.build(*options)
    assert [file for file in (BIOLOGY, MEDICINE, NURSING) if "<h1" in _text(folder, file)] == [page]
    hidden = any("draft" in given or "publish_on" in given for given in values.values())
    assert (folder.site / BIOLOGY).exists() is not hidden
    assert ("Biology" in folder.read(page)) is not hidden


def _text(folder: Folder, file: str) -> str:
    return folder.read(file) if (folder.site / file).exists() else ""


def test_related_entries_of_all_files_are_combined(folder: Folder) -> None:
    for number in range(1, 6):
        folder.add(f"{number}.md", id=number)
    folder.add(
        "a/heart.md", **HEART, related_article1=related_entry(2), related_article2=related_entry(99, title="Gone?")
    )
    folder.add(
        "b/heart.md", **HEART, subject="Nursing",
        related_article1=related_entry(1), related_article2=related_entry(2), related_article3=related_entry(98, title="Lost?"),
    )  # fmt: skip
    folder.build()
    related = folder.read(MEDICINE).partition('id="related"')[2].partition("</ul>")[0]
    places = [related.index(text) for text in ("What is question 2?", "What is question 1?", "Gone?", "Lost?")]
    assert places == sorted(places)
    assert related.count("What is question 2?") == 1
    assert (
        QUESTION
        in folder.read("learn/medicine/questions/what-is-question-1/index.html").partition('id="referenced"')[2]
    )


def test_withdrawal_and_aliases_in_one_file_concern_the_article(folder: Folder) -> None:
    article(folder, "Medicine", "Nursing")
    folder.add("nursing/heart.md", **HEART, subject="Nursing", withdrawn="It was wrong.", aliases=["/old/heart"])
    folder.build()
    assert "It was wrong." in folder.read(MEDICINE)
    assert canonical(folder.read("old/heart/index.html")) == "learn/medicine/questions/heart/"
    assert listed(folder.read("learn/nursing/index.html")) == 0


def test_no_index_in_one_file_concerns_the_article(folder: Folder) -> None:
    article(folder, "Medicine", "Nursing")
    folder.add("nursing/heart.md", **HEART, subject="Nursing", no_index=True)
    folder.build()
    assert '<meta name="robots" content="noindex">' in folder.read(MEDICINE)
    assert listed(folder.read("learn/medicine/index.html")) == listed(folder.read("a-z/index.html")) == 0
    assert "questions/heart/" not in folder.read("sitemap.xml")


def test_links_to_any_url_of_an_article_reach_its_page(folder: Folder) -> None:
    article(folder, "Medicine", "Nursing")
    folder.add("about.md", "# About\n\n[one](nursing/heart.md), [two](medicine/heart.md)")
    folder.add(
        "x/3.md", id=3, answer="[a](/learn/nursing/questions/heart) [b](../nursing/heart.md) [c](heart.md) [d](/q/7)"
    )
    folder.build("--strict")
    page = folder.read("learn/medicine/questions/what-is-question-3/index.html")
    assert page.partition("qt-answer")[2].partition("</div>")[0].count('href="../heart/"') == 4
    assert folder.read("about/index.html").count('href="../learn/medicine/questions/heart/"') == 2


def test_article_is_one_anki_note(folder: Folder) -> None:
    article(folder, "Medicine", "Nursing")
    folder.build("--outputs", "pages,listings,redirects,anki")
    notes = {
        subject: package.read((folder.site / f"learn/{subject}.apkg").read_bytes())
        for subject in ("medicine", "nursing")
    }
    assert notes["medicine"][7] == notes["nursing"][7]


def clean(folder: Folder) -> dict[str, bytes]:
    other = folder.path.parent / "clean"
    options = ["--site-dir", str(other), "--state", str(folder.path.parent / "none"), "--clean", "--site-url", SITE_URL]
    assert main(["build", "--content", str(folder.path), *options]) == 0
    return tree(other)


def test_rebuilds_equal_clean_builds(folder: Folder) -> None:
    article(folder, "Medicine", "Nursing")
    folder.build()
    last = folder.tree()
    folder.add("nursing/heart.md", **{**HEART, "answer": "Nerves tell it to."}, subject="Nursing")
    assert folder.run("build", "--site-url", SITE_URL) == 1  # the two files disagree: the last site is kept
    assert folder.tree() == last
    folder.add("medicine/heart.md", **{**HEART, "answer": "Nerves tell it to."})
    folder.build()
    assert folder.tree() == clean(folder)
    assert "Nerves tell it to." in folder.read(MEDICINE)
    folder.add("biology/heart.md", **{**HEART, "answer": "Nerves tell it to."}, subject="Biology")
    folder.build()
    assert folder.tree() == clean(folder)
    (folder.path / "medicine/heart.md").unlink()
    folder.build()
    assert folder.tree() == clean(folder)
    folder.add("nursing/heart.md", **{**HEART, "answer": "Nerves tell it to."}, subject="Nursing", primary=True)
    folder.build()
    assert folder.tree() == clean(folder)
    assert "<h1" in folder.read(NURSING)


def test_article_survives_an_error_in_one_file(folder: Folder) -> None:
    article(folder, "Medicine", "Nursing")
    folder.add("medicine/heart.md", **HEART, sources="none", date="someday")
    assert folder.run("build", "--keep-going", "--site-url", SITE_URL) == 1
    assert "<h1" in folder.read(NURSING)


def test_changed_since_reports_the_other_files_of_an_article(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    article(folder, "Medicine", "Nursing")
    commit(folder.path)
    folder.add("medicine/heart.md", **{**HEART, "answer": "Other."})
    assert folder.run("check", "--changed-since", "HEAD") == 1
    assert "nursing/heart.md:15:9: QT124" in capsys.readouterr().out


def test_preview_reports_findings_of_every_file_of_an_article(folder: Folder) -> None:
    article(folder, "Medicine", "Nursing")
    preview = Preview(None, folder.path, "http://127.0.0.1/")
    try:
        preview.refresh()
        assert preview.view is not None
        assert canonical(str(preview.view.page(NURSING))).endswith("learn/medicine/questions/heart/")
        folder.add("nursing/heart.md", **HEART, subject="Nursing", date="2024-12-24", file_name="x.md")
        preview.refresh()
        for file in (MEDICINE, NURSING, "q/7/index.html"):
            assert "nursing/heart.md:4:8: QT125" in preview.findings_for([file])
        folder.add("nursing/heart.md", **{**HEART, "answer": "Other."}, subject="Nursing")
        preview.refresh()
        assert "nursing/heart.md:15:9: QT124" in preview.problem
        folder.add("medicine/heart.md", **{**HEART, "answer": "Other."})
        preview.refresh()
        assert preview.problem == ""
        assert "Other." in str(preview.view.page(MEDICINE))
    finally:
        preview.close()


def test_pages_that_became_redirects_are_reported_as_notices(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    article(folder, "Nursing")
    folder.build()
    folder.add("medicine/heart.md", **HEART)
    for against in (folder.site, folder.site / "sitemap.xml"):
        capsys.readouterr()
        assert folder.run("report", "permalinks", "--against", str(against)) == 0
        out = capsys.readouterr().out
        assert (
            "/learn/nursing/questions/heart: notice: this page now redirects to /learn/medicine/questions/heart\n"
            in out
        )
    folder.build()
    capsys.readouterr()
    assert folder.run("report", "permalinks", "--against", str(folder.site)) == 0
    assert "notice" not in capsys.readouterr().out
