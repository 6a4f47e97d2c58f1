"""Topics: their files, their pages, the links to them, and what they require."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, expect

from generator.autolink import Autolinker, Term, abbreviation, term
from generator.model import Topic
from generator.topics import Topics
from tests.conftest import SITE_URL, Folder
from tests.test_browser import SHOTS, open_page, protruding

PAGE = "learn/medicine/topics/{}/index.html"
TAG = re.compile(r"<[^>]*>")


def topic_text(title: str, body: str = "## Structure\n\nText.\n", **values: Any) -> str:
    """A topic's file."""
    slug = title.lower().replace(" ", "-").replace("-", "") if "-" in title else title.lower().replace(" ", "-")
    front = {
        "_schema": "topic", "title": title, "definition": f"The {title.lower()} is a thing of the body.",
        "focus_phrase": f"what is {title.lower()}", "synonyms": [], "keywords": ["a"], "subject": "Medicine",
        "url": f"/learn/medicine/topics/{slug}", "source_note": "Our own.", "date": "2026-01-02", **values,
    }  # fmt: skip
    return f"---\n{yaml.safe_dump(front, sort_keys=False)}---\n\n{body}"


def add(folder: Folder, name: str, title: str, body: str = "## Structure\n\nText.\n", **values: Any) -> None:
    folder.add(name, topic_text(title, body, **values))


def test_a_topic_page_shows_everything(folder: Folder) -> None:
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
    assert '<h2 id="leads">Leads to</h2>' in other
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
def test_what_is_wrong_with_a_topic_is_told(
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


def test_a_loop_is_named(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    for name, required in (("Aa", "Bb"), ("Bb", "Cc"), ("Cc", "Aa")):
        add(folder, f"{name}.md", name, requires=[required])
    assert folder.run("check") == 1
    assert "Aa → Bb → Cc → Aa" in capsys.readouterr().out


def test_a_required_topic_that_is_not_there_is_a_warning(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    add(folder, "a.md", "Aa", requires=["Nothing"])
    assert folder.run("check") == 0
    assert "QT171 (warning) the required topic 'Nothing' is not found" in capsys.readouterr().out


def _topic(title: str, *synonyms: str) -> Term:
    slug = title.lower().replace(" ", "-")
    found = Topic("", title, "", "", "", datetime.date(2026, 1, 1), synonyms=synonyms)
    return term(found, f"t/{slug}/index.html")


LINKER = Autolinker(
    [
        _topic("Action potential", "nerve impulse"), _topic("End-plate potential", "EPP"), _topic("Potential"),
        _topic("Myasthenia gravis", "MG"), _topic("Artery"), _topic("Reflex"), _topic("Acetylcholine", "ACh"),
    ],
    True,
)  # fmt: skip


def marked(html: str, file: str = "q/index.html") -> str:
    """The HTML with each link to a topic as [text|slug]."""
    return re.sub(r'<a class="qt-term" href="\.\./t/([^/]*)/">(.*?)</a>', r"[\2|\1]", LINKER.link(html, file))


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("an action potential", "an [action potential|action-potential]"),
        ("Action Potential first", "[Action Potential|action-potential] first"),
        ("action potentials", "[action potentials|action-potential]"),
        ("two action potential, action potential", "two [action potential|action-potential], action potential"),
        ("nerve impulse, action potential", "[nerve impulse|action-potential], action potential"),
        ("a nerve impulse.", "a [nerve impulse|action-potential]."),
        ("end-plate potential", "[end-plate potential|end-plate-potential]"),
        ("end plate potential", "[end plate potential|end-plate-potential]"),
        ("endplate potentials", "[endplate potentials|end-plate-potential]"),
        ("the potential", "the [potential|potential]"),
        ("potentials", "[potentials|potential]"),
        ("potentially", "potentially"),
        ("biopotential", "biopotential"),
        ("a non-potential", "a non-potential"),
        ("potential-like", "potential-like"),
        ("arteries", "[arteries|artery]"),
        ("artery", "[artery|artery]"),
        ("reflexes", "[reflexes|reflex]"),
        ("ACh", "[ACh|acetylcholine]"),
        ("ach", "ach"),
        ("5 mg of it", "5 mg of it"),
        ("MG is", "[MG|myasthenia-gravis] is"),
        ("EPP and EPPs", "[EPP|end-plate-potential] and EPPs"),
        ("EPPs", "[EPPs|end-plate-potential]"),
        ('<h2 id="a">action potential</h2>', '<h2 id="a">action potential</h2>'),
        ("<h3>potential</h3> potential", "<h3>potential</h3> [potential|potential]"),
        ('<a href="x">action potential</a>', '<a href="x">action potential</a>'),
        ("<code>artery</code>", "<code>artery</code>"),
        ("<pre><code>artery</code></pre>", "<pre><code>artery</code></pre>"),
        ("<math><mi>potential</mi></math>", "<math><mi>potential</mi></math>"),
        ("<strong>artery</strong>", "<strong>[artery|artery]</strong>"),
        ('<img alt="artery" src="x">', '<img alt="artery" src="x">'),
        ("<em>action</em> potential", "<em>action</em> [potential|potential]"),
        ("action\npotential", "action\n[potential|potential]"),
        ("(artery)", "([artery|artery])"),
        ("artery/reflex", "[artery|artery]/[reflex|reflex]"),
        ("Myasthenia Gravis", "[Myasthenia Gravis|myasthenia-gravis]"),
        ("a &amp; artery", "a &amp; [artery|artery]"),
        ("İ artery", "İ artery"),
        ("", ""),
        ("no name here", "no name here"),
    ],
)
def test_autolinking(html: str, expected: str) -> None:
    assert marked(html) == expected


@pytest.mark.parametrize(
    ("pairs", "text", "expected"),
    [
        ({"amp": "ampere"}, "<p>A &amp; B of 5 amp</p>", '<p>A &amp; B of 5 <abbr title="ampere">amp</abbr></p>'),
        ({"39": "n"}, "<p>it&#39;s 39</p>", '<p>it&#39;s <abbr title="n">39</abbr></p>'),
        ({"A&E": "emergency"}, "<p>in A&amp;E</p>", '<p>in <abbr title="emergency">A&amp;E</abbr></p>'),
        (
            {"MG": "myasthenia", "mg": "milligram"}, "<p>5 mg in MG</p>",
            '<p>5 <abbr title="milligram">mg</abbr> in <abbr title="myasthenia">MG</abbr></p>',
        ),
    ],
)  # fmt: skip
def test_abbreviations_and_signs(pairs: dict[str, str], text: str, expected: str) -> None:
    linker = Autolinker([abbreviation(*pair) for pair in sorted(pairs.items())], directory_urls=True)
    assert linker.link(text, "here.html") == expected


def test_an_abbreviation_beside_a_topic_of_other_casing() -> None:
    cat = Topic("t.md", "Cat", "A cat.", "Medicine", "/t/cat", datetime.date(2026, 1, 2))
    linker = Autolinker(
        [term(cat, "t/cat/index.html"), abbreviation("CAT", "computed tomography")], directory_urls=True
    )
    html = linker.link("<p>A CAT, a cat.</p>", "index.html")
    assert '<abbr title="computed tomography">CAT</abbr>' in html


def test_abbreviations_tell_what_they_mean() -> None:
    linker = Autolinker(
        [
            Term("a/index.html", ("ECG",)),
            *(abbreviation(*pair) for pair in (("ECG", "x"), ("NNT", 'a "b"'), ("mm", "m m"))),
        ],
        True,
    )
    html = "An ECG, NNTs of 5, NNT, <code>NNT</code>, nnt, MM, mm."
    assert linker.link(html, "p/index.html") == (
        'An <a class="qt-term" href="../a/">ECG</a>, <abbr title="a &quot;b&quot;">NNTs</abbr> of 5, NNT, <code>NNT</code>, nnt, MM, '
        '<abbr title="m m">mm</abbr>.'
    )


def test_a_page_does_not_link_to_itself() -> None:
    assert LINKER.link("an artery", "t/artery/index.html") == "an artery"


@given(
    st.lists(
        st.sampled_from(
            ["artery", " ", "potential", "<b>", "</b>", "ACh", "&lt;", "x", "<a href='#'>", "</a>", "İ", "-"]
        )
    )
)
def test_only_links_are_added(parts: list[str]) -> None:
    html = "".join(parts)
    assert TAG.sub("", LINKER.link(html, "q/index.html")) == TAG.sub("", html)


def test_links_to_topics_can_be_switched_off(folder: Folder) -> None:
    folder.add("1.md", id=1, answer="A motor unit.", autolink="false")
    folder.add("2.md", id=2, answer="A motor unit and a reflex.")
    add(folder, "unit.md", "Motor unit")
    add(folder, "reflex.md", "Reflex", autolink=False)
    folder.build()
    assert "qt-term" not in folder.read("learn/medicine/questions/what-is-question-1/index.html")
    other = folder.read("learn/medicine/questions/what-is-question-2/index.html")
    assert other.count("qt-term") == 1


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
def test_hover_and_focus_show_what_a_topic_is(browser: Browser, own_site: Path, serve_folder: Any, width: int) -> None:
    base = serve_folder(own_site, "/repo/")
    page = open_page(browser, width)
    page.goto(f"{base}learn/medicine/questions/what-is-the-role-of-acetylcholine-in-the-neuromuscular-junction/")
    link = page.locator(".qt-answer .qt-term", has_text="nicotinic receptor").first
    link.focus()
    bubble = page.get_by_role("tooltip")
    expect(bubble).to_contain_text("receptor")
    assert link.get_attribute("aria-describedby") == bubble.get_attribute("id")
    page.screenshot(path=SHOTS / f"preview-{width}.png")
    assert protruding(page) == []
    page.keyboard.press("Escape")
    expect(bubble).to_have_count(0)
    link.hover()
    page.keyboard.press("Tab")
    page.locator("h1").hover()
    expect(page.get_by_role("tooltip")).to_have_count(0)
    page.goto(f"{base}learn/medicine/topics/neuromuscular-junction/")
    page.screenshot(path=SHOTS / f"topic-{width}.png", full_page=True)
    assert protruding(page) == []
    page.goto(f"{base}learn/medicine/")
    page.screenshot(path=SHOTS / f"path-{width}.png")
    assert protruding(page) == []
    page.context.close()


def topics_of(*required: Sequence[int]) -> Topics:
    """Topics by number, each with the numbers of those that it requires."""
    return Topics(
        Topic(f"{n}.md", f"T {n:05}", "D.", "M", f"/{n}", datetime.date(2026, 1, 1), requires=tuple(f"T {m:05}" for m in before))
        for n, before in enumerate(required)
    )  # fmt: skip


def test_an_order_to_learn_thousands_of_topics_in_a_row() -> None:
    topics = topics_of(*([number + 1] for number in range(2_999)), [])
    assert [topic.path for topic in topics.in_order()] == [f"{number}.md" for number in reversed(range(3_000))]
    assert list(topics.findings()) == []


@given(st.lists(st.lists(st.integers(0, 7), max_size=3), min_size=8, max_size=8))
def test_every_circle_of_requirements_is_told_and_no_other(required: list[list[int]]) -> None:
    topics = topics_of(*required)
    reached = {number: set(before) for number, before in enumerate(required)}
    for _ in required:
        reached = {number: found.union(*(reached[other] for other in found)) for number, found in reached.items()}
    circling = {f"{number}.md" for number, found in reached.items() if number in found}
    assert {finding.path for finding in topics.findings() if finding.code == "QT172"} == circling
    order = [topic.path for topic in topics.in_order()]
    assert len(order) == len(set(order)) == 8
    for number, before in enumerate(required):
        for other in before if not circling else ():
            assert order.index(f"{other}.md") < order.index(f"{number}.md")


@pytest.mark.parametrize(
    ("question", "spoken"),
    [
        ("Why is an ion charged?", []), ("Why is an anion charged?", ["Anion"]), ("What are anions?", ["Anion"]),
        ("Is it done in vitro?", ["In vitro"]), ("How does a trial fibre differ?", []), ("What are endplates?", ["End-plate"]),
        ("What is an end plate?", ["End-plate"]),
    ],
)  # fmt: skip
def test_topics_that_a_question_names(question: str, spoken: list[str]) -> None:
    day = datetime.date(2026, 1, 1)
    names = ("Anion", "In vitro", "Atrial fibre", "End-plate")
    topics = Topics(Topic(f"{title}.md", title, "D.", "Medicine", f"/{title}", day) for title in names)
    assert [topic.title for topic in topics.spoken(question)] == spoken


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


def test_long_names_do_not_widen_a_page(folder: Folder, browser: Browser, serve_folder: Any) -> None:
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
