"""Topics: their files, their pages, and the links to them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.helpers.browser import open_page, protruding
from tests.helpers.folder import SITE_URL, Folder
from tests.helpers.records import topic_text

PAGE = "learn/medicine/topics/{}/index.html"


def add(folder: Folder, name: str, title: str, body: str = "## Structure\n\nText.\n", **values: Any) -> None:
    folder.add(name, topic_text(title, body, **values))


def test_topic_page_shows_everything(folder: Folder) -> None:
    folder.add("1.md", id=1, question="How does the motor unit work?", slug="how", answer="A motor unit and ACh.")
    folder.add("2.md", id=2, seo={"page_description": "D.", "page_keywords": "Motor Units"})
    add(folder, "t/unit.md", "Motor unit", requires=["acetylcholine"], synonyms=["neuromotor unit"])
    add(folder, "t/ach.md", "Acetylcholine", synonyms=["ACh"], body="## Work\n\nIn the motor unit, see [this](1.md).\n")
    folder.build("--strict")
    html = folder.read(PAGE.format("motor-unit"))
    assert '<p class="qt-lead">The motor unit is a thing of the body.</p>' in html
    assert "Also called neuromotor unit" in html
    assert '<span>Read first:</span> <a href="../acetylcholine/">Acetylcholine</a>' in html
    assert html.index("How does the motor unit work?") < html.index("What is question 2?")
    assert "Our own." in html
    assert '"@type":"DefinedTerm","@id":"#term","name":"Motor unit"' in html
    other = folder.read(PAGE.format("acetylcholine"))
    assert '<h2 id="leads">Read next</h2>' in other
    assert 'In the <a class="qt-term" href="../motor-unit/">motor unit</a>' in other
    assert '<a href="../../questions/how/">this</a>' in other
    answer = folder.read("learn/medicine/questions/how/index.html")
    assert 'A <a class="qt-term" href="../../topics/motor-unit/">motor unit</a> and <a class="qt-term"' in answer
    assert f"<loc>{SITE_URL}learn/medicine/topics/motor-unit/</loc><lastmod>2026-01-02</lastmod>" in folder.read(
        "sitemap.xml"
    )
    subject = folder.read("learn/medicine/index.html")
    assert subject.index(">Acetylcholine</a>") < subject.index(">Motor unit</a>")


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"definition": ""}, "QT110"), ({"url": "javascript:x"}, "QT114"), ({"date": "soon"}, "QT112"),
        ({"title": "Other"}, "QT170"), ({"requires": ["Second"]}, "QT172"), ({"url": "/learn/medicine/topics/second"}, "QT122"),
        ({"url": "/learn/medicine/questions/what-is-question-1"}, "QT122"), ({"url": "/search"}, "QT122"),
    ],
)  # fmt: skip
def test_mistakes_in_topics_are_reported(
    folder: Folder, capsys: pytest.CaptureFixture[str], values: dict[str, Any], code: str
) -> None:
    folder.add("1.md", id=1)
    folder.add(
        "first.md", topic_text(values.get("title", "First"), **{k: v for k, v in values.items() if k != "title"})
    )
    add(folder, "second.md", "Second", requires=["First"], synonyms=["other"])
    assert folder.run("build") == 1
    lines = [line for line in capsys.readouterr().err.splitlines() if code in line]
    assert any(re.match(r"records/(first|second)\.md:\d+:\d+: ", line) for line in lines), lines


def test_cycle_of_requirements_is_named(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    for name, required in (("Aa", "Bb"), ("Bb", "Cc"), ("Cc", "Aa")):
        add(folder, f"{name}.md", name, requires=[required])
    assert folder.run("check") == 1
    assert "Aa → Bb → Cc → Aa" in capsys.readouterr().out


def test_missing_required_topic_is_a_warning(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    add(folder, "a.md", "Aa", requires=["Nothing"])
    assert folder.run("check") == 0
    assert "QT171 (warning) the required topic 'Nothing' is not found" in capsys.readouterr().out


def test_links_to_topics_can_be_switched_off(folder: Folder) -> None:
    folder.add("1.md", id=1, answer="A motor unit.", autolink="false")
    folder.add("2.md", id=2, answer="A motor unit and a reflex.")
    add(folder, "unit.md", "Motor unit")
    add(folder, "reflex.md", "Reflex", autolink=False)
    folder.build()
    assert "qt-term" not in folder.read("learn/medicine/questions/what-is-question-1/index.html")
    other = folder.read("learn/medicine/questions/what-is-question-2/index.html")
    assert other.count("qt-term") == 1


@pytest.mark.parametrize("width", [390, 1280])
def test_hover_and_focus_show_the_definition_of_a_topic(
    browser: Browser, own_site: Path, serve_folder: Any, width: int
) -> None:
    base = serve_folder(own_site, "/repo/")
    page = open_page(browser, width)
    page.goto(f"{base}learn/medicine/questions/what-is-the-role-of-acetylcholine-in-the-neuromuscular-junction/")
    link = page.locator(".qt-answer .qt-term", has_text="nicotinic receptor").first
    link.focus()
    bubble = page.get_by_role("tooltip")
    expect(bubble).to_contain_text("receptor")
    assert link.get_attribute("aria-describedby") == bubble.get_attribute("id")
    assert protruding(page) == []
    page.keyboard.press("Escape")
    expect(bubble).to_have_count(0)
    link.hover()
    page.keyboard.press("Tab")
    page.locator("h1").hover()
    expect(page.get_by_role("tooltip")).to_have_count(0)
    page.goto(f"{base}learn/medicine/topics/neuromuscular-junction/")
    assert protruding(page) == []
    page.goto(f"{base}learn/medicine/")
    assert protruding(page) == []
    page.context.close()


def test_an_authored_page_can_link_to_a_topic(folder: Folder) -> None:
    add(folder, "t/unit.md", "Motor unit")
    folder.add("about.md", "# About\n\nSee [the unit](t/unit.md).\n")
    folder.build("--strict")
    assert '<a href="../learn/medicine/topics/motor-unit/">the unit</a>' in folder.read("about/index.html")
    add(folder, "t/unit.md", "Motor unit", url="/learn/medicine/topics/other")
    folder.build("--strict")
    assert '<a href="../learn/medicine/topics/other/">the unit</a>' in folder.read("about/index.html")


def test_the_navigation_names_a_topic_by_its_title(folder: Folder) -> None:
    config = folder.path.parent / "mkdocs.yml"
    config.write_text(
        "site_name: S\ndocs_dir: records\nnav: [index.md, t/a.md]\nplugins: [quicktakes]\ntheme: {name: material, font: false}\n"
    )
    folder.add("index.md", "# Home\n")
    for title in ("Motor unit", "Motor unit at work"):
        folder.add("t/a.md", topic_text(title, url="/learn/medicine/topics/unit"))
        folder.build("--config", str(config))
        assert f'<li><a href="./learn/medicine/topics/unit/">{title}</a>' in folder.read("index.html")


def test_long_names_do_not_widen_the_page(folder: Folder, browser: Browser, serve_folder: Any) -> None:
    long = "Tetraiodophenolphthalein" * 4
    add(folder, "t/a.md", long, synonyms=[f"{long} salt", f"keto{long.lower()}"], subject="Short")
    add(folder, "t/b.md", "Dye", requires=[long])
    for number in range(1, 4):
        folder.add(f"{number}.md", id=number, subject=f"On {long}", url=f"/learn/x/{number}", answer="A dye.",
                   seo={"title": "T", "page_description": "D.", "page_keywords": f"{long}y, bile"})  # fmt: skip
    folder.build()
    base, page = serve_folder(folder.site, "/repo/"), open_page(browser, 360)
    for file in sorted(folder.site.rglob("index.html")):
        if 'http-equiv="refresh"' not in file.read_text("utf-8"):
            page.goto(f"{base}{file.relative_to(folder.site).parent.as_posix()}/")
            assert protruding(page) == [], file
    page.context.close()
