"""``build``: what is published, what is refused, and that a failed build keeps the last site."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from generator.commands.cli import main
from tests.helpers.folder import SITE_URL, Folder, tree
from tests.helpers.records import related_entry

ICON = '<svg xmlns="http://www.w3.org/2000/svg"/>'
ONE = "learn/medicine/questions/what-is-question-1/index.html"


def test_record_page_shows_everything(folder: Folder) -> None:
    folder.add(
        "a.md", id=1, date="2024-11-27", related_article1=related_entry(2), related_article2=related_entry(77),
        answer="Short.\\n\\n### First part\\nText.\\n\\n### Second part\\nMore.",
    )  # fmt: skip
    folder.add("b.md", id=2, subject="Health Studies", related_article1=related_entry(1))
    folder.build()
    html = folder.read(ONE)
    assert "<title>What is question 1? | QuickTakes | Medicine</title>" in html
    assert f'<link rel="canonical" href="{SITE_URL}learn/medicine/questions/what-is-question-1/">' in html
    assert 'content="A description of this record, in one sentence of a usual length."' in html
    assert '<meta name="keywords" content="nerve, muscle">' in html
    assert ">What is question 1?</h1>" in html
    assert 'Posted on <time datetime="2024-11-27">Nov 27, 2024</time>' in html
    assert '<a href="../../../../learn/medicine/"' not in html
    assert '<a href="../../">Medicine</a>' in html
    assert "1 min read" in html
    assert '<a href="#first-part">First part</a>' in html
    assert '<h2 id="second-part">Second part</h2>' in html
    assert (
        '<a href="../../../health-studies/questions/what-is-question-2/">What is question 2?</a> <small>Health Studies</small>'
        in html
    )
    assert '<li class="qt-missing">What is question 77?\n' in html
    assert 'id="referenced">Referenced by' in html
    assert f'<a href="../../../../q/1/">{SITE_URL}q/1/</a>' in html
    assert "not medical advice" in html
    assert 'property="og:type" content="article"' in html
    assert 'name="twitter:card"' in html
    assert 'itemtype="https://schema.org/Quiz"' in html
    assert 'itemprop="eduQuestionType" content="Flashcard"' in html


def test_record_page_has_structured_data(folder: Folder) -> None:
    folder.add("a.md", id=1, updated="2025-03-01", corrections=[{"date": "2025-02-01", "text": "A unit."}])
    folder.build()
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', folder.read(ONE))
    assert found is not None
    page, crumbs, *_ = json.loads(found[1])["@graph"]
    assert page["@id"] == f"{SITE_URL}learn/medicine/questions/what-is-question-1/"
    assert (page["datePublished"], page["dateModified"]) == ("2024-11-27", "2025-03-01")
    assert [item["name"] for item in crumbs["itemListElement"]] == ["Home", "Medicine"]
    assert [item.get("item") for item in crumbs["itemListElement"]] == [SITE_URL, f"{SITE_URL}learn/medicine/"]


def test_permanent_link_and_aliases_redirect(folder: Folder) -> None:
    folder.add("a.md", id=7, slug="now", aliases=["/learn/medicine/questions/then"])
    folder.build()
    for page, back in (("q/7/index.html", "../../"), ("learn/medicine/questions/then/index.html", "../../../../")):
        html = folder.read(page)
        target = "../now/" if "then" in page else f"{back}learn/medicine/questions/now/"
        assert f'<meta http-equiv="refresh" content="0; url={target}">' in html
        assert f'<link rel="canonical" href="{SITE_URL}learn/medicine/questions/now/">' in html
        assert '<meta name="robots" content="noindex">' in html


def test_sitemap_has_true_dates_and_no_hidden_pages(folder: Folder) -> None:
    folder.add("a.md", id=1, date="2024-01-05", last_reviewed="2025-06-07")
    folder.add("b.md", id=2, withdrawn="Out of date.")
    folder.add("c.md", id=3, same_as=1)
    folder.add("d.md", id=4, draft=True)
    folder.add("e.md", id=5, publish_on="2999-01-01")
    folder.build()
    xml = folder.read("sitemap.xml")
    assert f"<loc>{SITE_URL}learn/medicine/questions/what-is-question-1/</loc><lastmod>2025-06-07</lastmod>" in xml
    assert re.findall(r"question-[2-5]", xml) == []
    assert "Sitemap: https://user.github.io/repo/sitemap.xml" in folder.read("robots.txt")


def test_withdrawn_repeated_and_unpublished_records_are_not_listed(folder: Folder) -> None:
    folder.add("a.md", id=1)
    folder.add("b.md", id=2, withdrawn="Out of date.", answer="Gone text.")
    folder.add("c.md", id=3, same_as=1)
    folder.add("d.md", id=4, draft=True)
    folder.add("e.md", id=5, publish_on="2999-01-01")
    folder.build()
    notice = folder.read("learn/medicine/questions/what-is-question-2/index.html")
    assert "This answer was withdrawn: Out of date." in notice
    assert "Gone text" not in notice
    assert 'content="noindex"' in notice
    assert "url=../what-is-question-1/" in folder.read("learn/medicine/questions/what-is-question-3/index.html")
    assert not (folder.site / "learn/medicine/questions/what-is-question-4").exists()
    assert not (folder.site / "q/5").exists()
    assert "1 question<" in folder.read("learn/medicine/index.html")


def test_publish_on_is_compared_with_the_build_date(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.add("a.md", id=1)
    folder.add("b.md", id=2, publish_on="2026-05-05")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")  # 2026-01-01
    folder.build()
    assert not (folder.site / "q/2").exists()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1778025600")  # 2026-05-06
    folder.build()
    assert (folder.site / "q/2").exists()


def test_listings_are_paginated_and_lettered(folder: Folder) -> None:
    for number in range(1, 121):
        folder.add(f"{number}.md", id=number, question=f"What is {'alpha' if number % 2 else 'beta'} {number}?")
    folder.build()
    first, last = folder.read("learn/medicine/index.html"), folder.read("learn/medicine/page/3/index.html")
    assert first.count("<li>\n<a") == 50
    assert last.count("<li>\n<a") == 20
    assert '<a rel="next" href="page/2/">Next</a>' in first
    assert '<a rel="prev" href="../2/">Previous</a>' in last
    assert '<a href="a/">A</a>' in folder.read("learn/medicine/a-z/index.html")
    assert folder.read("learn/medicine/a-z/b/index.html").count("beta") == 50
    assert folder.read("a-z/b/page/2/index.html").count("beta") == 10
    assert "120 questions" in folder.read("index.html")


def test_body_follows_the_answer(folder: Folder) -> None:
    folder.add("a.md", id=1, body="\nMore *here*.\n")
    folder.build()
    assert re.search(r"<p>An answer.</p>\s*<p>More <em>here</em>.</p>", folder.read(ONE))


def test_links_in_answers_are_made_relative(folder: Folder) -> None:
    folder.add(
        "m/a.md",
        id=1,
        answer="[b](/learn/medicine/questions/whatis-question2) [c](b.md#part) ![f](fig.png) [i](/index.html)".replace(
            " [i](/index.html)", ""
        ),
    )
    folder.add("m/b.md", id=2, answer="### Part\\nText.")
    folder.add("m/fig.png", b"png")
    folder.build()
    html = folder.read(ONE)
    assert '<a href="../what-is-question-2/">b</a> <a href="../what-is-question-2/#part">c</a>' in html
    assert '<img src="../../../../m/fig.png" alt="f" loading="lazy">' in html
    assert (folder.site / "m/fig.png").read_bytes() == b"png"


def test_no_absolute_urls_without_a_site_url(folder: Folder) -> None:
    folder.add("a.md", id=1)
    assert folder.run("build") == 0
    assert "canonical" not in folder.read(ONE)
    assert not (folder.site / "sitemap.xml").exists()
    assert 'href="/a-z/"' in folder.read("404.html")


def test_404_page_links_from_the_site_root(folder: Folder) -> None:
    folder.add("a.md", id=1)
    folder.build()
    assert 'href="/repo/a-z/"' in folder.read("404.html")
    assert 'href="/repo/assets/' in folder.read("404.html")


def test_build_with_errors_publishes_nothing(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("a.md", id=1)
    folder.build()
    before = folder.tree()
    folder.add("b.md", id=2, answer="See [x](nowhere.md).")
    assert folder.run("build") == 1
    assert "records/b.md:" in capsys.readouterr().err
    assert folder.tree() == before
    assert sorted(path.name for path in folder.path.parent.iterdir()) == [".out.lock", "out", "records", "state"]
    assert not list((folder.path.parent / "state").glob("spool-*"))


def test_keep_going_publishes_the_rest_and_still_fails(folder: Folder) -> None:
    folder.add("a.md", id=1, answer="[two](b.md)", related_article1=related_entry(2))
    folder.add("b.md", id=2, answer="See [x](nowhere.md).")
    folder.add("c.md", id=3, slug="same")
    folder.add("d.md", id=3, slug="other", question="What else?")
    assert folder.run("build", "--keep-going") == 1
    html = folder.read(ONE)
    assert "<a>two</a>" in html
    assert '<li class="qt-missing">What is question 2?\n' in html
    assert not (folder.site / "q/2").exists()
    assert not (folder.site / "q/3").exists()


def test_strict_fails_on_warnings(folder: Folder) -> None:
    folder.add("a.md", id=1, file_name="other.md")
    assert folder.run("build", "--strict") == 1
    assert not folder.site.exists()
    assert folder.run("build") == 0


def test_foreign_site_folder_is_left_unchanged(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("a.md", id=1)
    folder.site.mkdir()
    (folder.site / "thesis.txt").write_text("years of work")
    assert folder.run("build") == 2
    assert "--clean" in capsys.readouterr().err
    assert (folder.site / "thesis.txt").read_text() == "years of work"
    assert folder.run("build", "--clean") == 0
    assert not (folder.site / "thesis.txt").exists()


def test_rebuild_removes_old_files_and_keeps_hidden_ones(folder: Folder) -> None:
    one = folder.add("a.md", id=1)
    folder.add("b.md", id=2)
    folder.build()
    (folder.site / ".git").mkdir()
    (folder.site / ".git" / "config").write_text("kept")
    one.unlink()
    folder.build()
    assert not (folder.site / "learn/medicine/questions/what-is-question-1").exists()
    assert not (folder.site / "q/1").exists()
    assert (folder.site / ".git/config").read_text() == "kept"


@pytest.mark.parametrize(
    ("site", "says"),
    [
        ("records", "/records contains {content}; choose another --site-dir"),
        (".", " contains {content}; choose another --site-dir"),
        ("records/site", "the site folder {content}/site is inside the content folder; choose another --site-dir"),
    ],
)
def test_site_and_content_must_not_overlap(
    folder: Folder, site: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder.add("a.md", id=1)
    assert main(["build", "--content", "records", "--site-dir", site, "--clean"]) == 2
    assert says.format(content=folder.path) in capsys.readouterr().err
    assert tree(folder.path).keys() == {"a.md"}


def test_number_of_jobs_does_not_change_the_site(folder: Folder) -> None:
    for number in range(1, 301):
        folder.add(f"{number:03}.md", id=number, related_article1=related_entry(number + 1))
    folder.build("--jobs", "1")
    serial = folder.tree()
    folder.build("--jobs", "2", "--clean")
    assert folder.tree() == serial


def test_static_robots_file_takes_precedence(folder: Folder) -> None:
    folder.add("a.md", id=1)
    folder.add("robots.txt", "User-agent: *\nDisallow: /\n")
    folder.build()
    assert folder.read("robots.txt") == "User-agent: *\nDisallow: /\n"


def test_static_404_page_takes_precedence(folder: Folder) -> None:
    folder.add("a.md", id=1)
    folder.configure("files: [html]")
    folder.add("404.html", "<!doctype html><title>Mine</title>")
    folder.build()
    folder.build()
    assert "Mine" in folder.read("404.html")


def test_site_without_directory_urls(folder: Folder) -> None:
    config = folder.path.parent / "mkdocs.yml"
    config.write_text(
        "site_name: S\ndocs_dir: records\nuse_directory_urls: false\nplugins: [quicktakes]\ntheme: {name: material, font: false}\n"
    )
    folder.add("a.md", id=1, related_article1=related_entry(2))
    folder.add("b.md", id=2)
    folder.build()
    html = folder.read("learn/medicine/questions/what-is-question-1.html")
    assert 'href="what-is-question-2.html"' in html
    assert f'<link rel="canonical" href="{SITE_URL}learn/medicine/questions/what-is-question-1">' in html
    assert f"<loc>{SITE_URL}learn/medicine/questions/what-is-question-1</loc>" in folder.read("sitemap.xml")
    assert "url=../learn/medicine/questions/what-is-question-1.html" in folder.read("q/1.html")


def test_state_folder_inside_the_site_is_refused(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("a.md", id=1)
    assert main(["build", "--content", "records", "--site-dir", "out", "--state", "out/state"]) == 2
    assert (
        f"the state folder {folder.site}/state is inside the site folder; choose another --state"
        in capsys.readouterr().err
    )
    assert not folder.site.exists()


def test_edit_links_lead_to_the_repository(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["init", "."]) == 0
    assert main(["build"]) == 0
    page = tmp_path / "site/learn/medicine/questions/why-does-the-heart-beat-without-nerves/index.html"
    assert "Edit this page" not in page.read_text()
    monkeypatch.setenv("REPO_URL", "https://github.com/user/repo")
    assert main(["build"]) == 0
    link = "https://github.com/user/repo/edit/main/content/medicine/why-does-the-heart-beat-without-nerves.md"
    assert f'<a href="{link}">Edit this page</a>' in page.read_text()
    assert "/edit/main/content/index.md" in (tmp_path / "site/index.html").read_text()


def test_files_that_mkdocs_excludes_are_excluded(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    (folder.path.parent / "mkdocs.yml").write_text(
        "site_name: S\ndocs_dir: records\nplugins: [quicktakes]\ntheme: {name: material, font: false}\n"
        "exclude_docs: |\n  /hidden/\n  !.well-known\n"
    )
    folder.add("hidden/b.md", id=2)
    folder.add("templates/t.png", b"png")
    folder.add(".well-known/security.txt", "Contact: mailto:a@example.org\n")
    folder.add("a.md", id=1)
    folder.build()
    assert not (folder.site / "q/2").exists()
    assert folder.read(".well-known/security.txt").startswith("Contact")
    folder.add("a.md", id=1, answer="![t](templates/t.png) [b](hidden/b.md)")
    assert folder.run("check") == 1
    assert capsys.readouterr().out.count("QT15") == 2


def test_own_files_take_precedence(folder: Folder) -> None:
    folder.add("a.md", id=1)
    folder.configure("files: [html]")
    folder.add("404.html", "<p>Mine</p>")
    folder.add("assets/icon.svg", ICON)
    folder.build("--clean")
    assert folder.read("404.html") == "<p>Mine</p>"
    assert folder.read("assets/icon.svg") == ICON


def test_extra_stylesheet_is_linked(folder: Folder) -> None:
    config = "site_name: S\nplugins: [quicktakes]\ntheme: {name: material, font: false}\nextra_css: [mine.css]\n"
    (folder.path.parent / "mine.yml").write_text(config)
    folder.add("a.md", id=1)
    folder.add("mine.css", "p{}")
    folder.build("--config", "mine.yml")
    assert '<link rel="stylesheet" href="../../../../mine.css">' in folder.read(ONE)


def test_check_runs_inside_the_content_folder(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder.add("a.md", id=1)
    monkeypatch.chdir(folder.path)
    assert main(["check", "--content", "."]) == 0
    assert main(["build", "--content", "."]) == 2
    assert "is inside the content folder; choose another --site-dir" in capsys.readouterr().err
    assert main(["check", "--content", ".", str(folder.path.parent)]) == 2
    assert f"{folder.path.parent} is not in the content folder {folder.path}" in capsys.readouterr().err


def test_template_folder_is_refused_as_site_folder(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    templates = folder.path.parent / "templates"
    templates.mkdir()
    (templates / "404.html").write_text("{# QuickTakes Site #}")
    config = "site_name: S\nplugins: [quicktakes]\ntheme: {name: material, custom_dir: templates}\n"
    (folder.path.parent / "mine.yml").write_text(config)
    folder.add("a.md", id=1)
    assert main(["build", "--content", "records", "--config", "mine.yml", "--site-dir", "templates", "--clean"]) == 2
    assert f"the site folder {templates} contains {templates}; choose another --site-dir" in capsys.readouterr().err
    assert (templates / "404.html").is_file()


def test_template_with_a_syntax_error_is_named(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    templates = folder.path.parent / "mine"
    templates.mkdir()
    (templates / "record.html").write_text("line\n{% if %}")
    config = "site_name: S\nplugins: [quicktakes]\ntheme: {name: material, custom_dir: mine}\n"
    (folder.path.parent / "mine.yml").write_text(config)
    folder.add("a.md", id=1)
    assert folder.run("build", "--config", "mine.yml") == 1
    assert "record.html:2" in capsys.readouterr().err
    assert not folder.site.exists()


def test_missing_static_file_is_named(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("a.md", id=1)
    (folder.path / "gone.png").symlink_to(folder.path / "nowhere.png")
    assert folder.run("build") in (1, 2)
    assert "gone.png" in capsys.readouterr().err
    assert not list(folder.path.parent.glob(".out.next*"))


def test_file_that_is_removed_and_returns_unchanged_is_published_again(folder: Folder) -> None:
    folder.add("a.md", id=1)
    folder.add("b.md", id=2)
    folder.build()
    before, kept = folder.tree(), folder.path.with_name("kept.md")
    (folder.path / "b.md").rename(kept)
    folder.build()
    assert "q/2/index.html" not in folder.tree()
    kept.rename(folder.path / "b.md")
    folder.build()
    assert folder.tree() == before


@pytest.mark.parametrize("change", [{"slug": "moved"}, {"question": "What else?"}, {"draft": True}], ids=str)
def test_authored_pages_follow_the_url_and_title_of_a_record(folder: Folder, change: dict[str, Any]) -> None:
    config = "site_name: S\ndocs_dir: records\ntheme: {name: material, font: false}\nplugins: [quicktakes]\n"
    (folder.path.parent / "mkdocs.yml").write_text(f"{config}nav:\n  - about.md\n  - a.md\n")
    folder.add("a.md", id=1)
    folder.add("b.md", id=2)
    folder.add("about.md", "# About\n" + ("" if "draft" in change else "\n[it](a.md)\n"))
    if "draft" in change:
        (folder.path.parent / "mkdocs.yml").write_text(f"{config}nav:\n  - about.md\n")
    folder.build()
    folder.add("a.md", **{"id": 1, **change})
    folder.build()
    renewed = folder.read("about/index.html")
    folder.build("--clean")
    assert folder.read("about/index.html") == renewed
    shown = {"slug": "questions/moved/", "question": "What else?", "draft": "About"}
    assert shown[next(iter(change))] in renewed
