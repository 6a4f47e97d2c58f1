"""Structured data of pages: valid in schema.org's vocabulary, complete, connected, and visible to the reader.

The files of ``golden`` show that the validator fails: a page and the findings on it. ``UPDATE_GOLDEN=1
make test`` rewrites the findings; read the difference before you commit it.
"""

from __future__ import annotations

import dataclasses
import json
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import turbohtml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from generator.build.host import Host
from generator.catalogue import catalogue
from generator.config.settings import read_settings
from generator.model.page import Link
from generator.pages import jsonld
from generator.pages.html import Renderer
from generator.pages.site import SitePages
from tests import tools
from tests.helpers.every_kind import one_of_each
from tests.helpers.folder import ROOT, SITE_URL, Folder
from tests.helpers.records import topic_text
from tests.helpers.sites import Kinds
from tests.pages.structured_data import google, graph, rules, vocabulary
from tests.pages.structured_data.graph import Finding, Graph, Literal

CASES = sorted((ROOT / "tests" / "pages" / "structured_data" / "golden").glob("*.txt"))
SOMEWHERE = "http://127.0.0.1/"
"""The assumed address of a site without one, so that its own URLs are recognized."""
KINDS = {
    "home": "",
    "subject": r"learn/[^/]+/",
    "A–Z": r"(learn/[^/]+/)?a-z/(.+/)?",
    "record": r"learn/[^/]+/questions/.+/",
    "topic": r"learn/[^/]+/topics/[^/]+/",
    "keyword": r"keywords/[^/]+/",
    "people": "people/",
    "person": r"people/[^/]+/",
    "search": "search/",
    "study": "study/",
    "404": "404/",
    "further page": r"(learn|keywords|people)/.+/page/\d+/",
}
"""Kind → the URLs of its pages. Redirects and withdrawn records are recognized by their content."""
SITE = {"WebSite": {"name", "url", "publisher"}, "Organization": {"name", "url"}}
LISTING = {**SITE, "CollectionPage": {"name", "isPartOf", "breadcrumb"}, "BreadcrumbList": {"itemListElement"}}
HAS: dict[str, dict[str, set[str]]] = {
    "home": {**SITE, "WebPage": {"name", "isPartOf"}},
    "subject": LISTING,
    "further page": LISTING,
    "A–Z": LISTING,
    "keyword": LISTING,
    "people": LISTING,
    "person": {**SITE, "ProfilePage": {"name", "mainEntity"}, "Person": {"name", "url"}},
    "authored": {**SITE, "WebPage": {"name", "isPartOf", "breadcrumb"}},
    "record": {
        **SITE,
        "WebPage/MedicalWebPage": {"datePublished", "author", "isPartOf", "mainEntity"},
        "Quiz/QAPage": set(),
        "Question": {"text", "acceptedAnswer"},
        "Answer": {"text"},
    },
    "topic": {
        **SITE,
        "WebPage/MedicalWebPage": {"dateModified", "about", "mainEntity", "isPartOf"},
        "DefinedTerm": {"name", "description"},
    },
    "withdrawn": {**SITE, "WebPage/MedicalWebPage": {"datePublished", "isPartOf"}},
    "search": {},
    "study": {},
    "404": {},
    "redirect": {},
}
"""Kind → types (or either of two) that each of its pages has, with properties that at least one node has."""
SILENT = {"redirect", "404"}
"""Kinds without structured data."""
LEFT_OUT = {
    ("google-organization", "logo is recommended"): "only a configuration can name a logo",
    ("google-organization", "url is recommended"): "an author who is another organisation is a name in a record",
    ("google-q-and-a-page", "author is recommended"): "a record does not know who asked",
    ("google-q-and-a-page", "datePublished is recommended"): "nor when; when it was answered is told of the page",
    ("google-profile-page", "dateModified is recommended"): "a person's page has no date of its own",
    ("google-profile-page", "description is recommended"): "people.yml has a role, which is told as jobTitle",
    ("google-profile-page", "sameAs is recommended"): "a person's url is optional",
}
"""Recommended properties that the pages leave out, with the reason."""


@pytest.fixture(scope="module")
def words() -> vocabulary.Vocabulary:
    assert tools.VOCABULARY.is_file(), "run `make test`, which gets the vocabulary"
    return vocabulary.load()


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_golden_findings_on_structured_data(case: Path, words: vocabulary.Vocabulary) -> None:
    title, page, expected = re.split(r"^--- (?:page|findings)\n", case.read_text("utf-8"), flags=re.MULTILINE)
    found = "".join(f"{finding}\n" for finding in rules.check(graph.read(page), words))
    if os.environ.get("UPDATE_GOLDEN") == "1":
        case.write_text(f"{title}--- page\n{page}--- findings\n{found}", "utf-8")
    else:
        assert found == expected


def test_every_documented_rule_has_a_failing_case() -> None:
    shown = {
        line.split(":")[0].split(" ")[0]
        for case in CASES
        for line in case.read_text("utf-8").split("--- findings\n")[1].splitlines()
    }
    table = [line.split("|")[1] for line in (rules.__doc__ or "").splitlines() if line.startswith("| ``")]
    documented = {name for cell in table for name in re.findall(r"``(\w+)``", cell)}
    assert shown == documented | {f"google-{feature.rule}" for feature in google.FEATURES}


def test_vocabulary_is_read_completely(words: vocabulary.Vocabulary) -> None:
    text = tools.VOCABULARY.read_text("utf-8")
    written = set(re.findall(r'^    "@type": "(\w+)";$', text, re.MULTILINE))
    assert set(words.above) == written - vocabulary.DATA_TYPES
    assert len(words.above) > 900
    told = set(re.findall(r'^    "(\w+)"\?: ', text, re.MULTILINE))
    assert told - set(words.properties) == {"phoneticText", "speechToTextMarkup", "textValue"}  # for speech
    assert len(words.properties) > 1500
    for name, rule in words.properties.items():
        assert rule.domain, name
        assert rule.range, name
        assert rule.range <= set(words.above) | vocabulary.DATA_TYPES, name
    assert words.above["Quiz"] == {"Quiz", "LearningResource", "CreativeWork", "Thing"}
    assert words.above["3DModel"] >= {"MediaObject"}
    assert "Answer" in words.properties["acceptedAnswer"].range
    assert "Cardiovascular" in words.members["MedicalEnumeration"]


def test_interfaces_and_unions_of_the_vocabulary_agree(words: vocabulary.Vocabulary) -> None:
    text = tools.VOCABULARY.read_text("utf-8")
    lines = re.findall(r"^(?:export )?interface (\w+)(?:Base|Leaf) extends ([\w, ]+) \{", text, re.MULTILINE)
    compared = 0
    for name, above in lines:
        for parent in re.findall(r"(\w+)Base", above):
            if name in words.above and parent != name and not re.match(r"[a-z]+_", parent):  # of another vocabulary
                assert parent.removeprefix("_") in words.above[name], name
                compared += 1
    assert compared > 900


def test_vocabulary_of_another_form_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown shape"):
        vocabulary.read('interface ThingBase {\n    "name"?: SchemaValue<Text>;\n}\n')


def kind_of(file: str, html: str) -> str:
    """Return the kind of a page, with and without directory URLs."""
    address = re.sub(r"(^|/)index\.html$", r"\1", file).replace(".html", "/")
    if 'http-equiv="refresh"' in html:
        return "redirect"
    if 'class="qt-notice"' in html:
        return "withdrawn"
    return next((kind for kind, pattern in KINDS.items() if re.fullmatch(pattern, address)), "authored")


def pages(site: Path) -> list[tuple[str, str, str]]:
    """Yield kind, file and text of every page of a site."""
    found = []
    for path in sorted(site.rglob("*.html")):
        file, html = path.relative_to(site).as_posix(), path.read_text("utf-8")
        found.append((kind_of(file, html), file, html))
    return found


def lacks(kind: str, found: Graph) -> list[str]:
    """List what a page of a kind should have but lacks."""
    return [
        f"{kind}: no {name}" + (f" with {', '.join(sorted(wanted))}" if wanted else "")
        for name, wanted in HAS[kind].items()
        if not any(wanted <= set(node.properties) for kind in name.split("/") for node in found.of_type(kind))
    ]


def unexpected(findings: list[Finding]) -> list[str]:
    """Return the findings without advice that is not followed."""
    return [str(one) for one in findings if not (one.advice and (one.rule, one.message) in LEFT_OUT)]


def test_every_page_of_the_own_site_is_valid(own_site: Path, words: vocabulary.Vocabulary) -> None:
    problems, seen = [], Counter[str]()
    for kind, file, html in pages(own_site):
        found = graph.read(html)
        problems += [f"{file}: {problem}" for problem in [*unexpected(rules.check(found, words)), *lacks(kind, found)]]
        seen[kind] += 1
        if kind in SILENT:
            assert found.nodes == [], file
    assert problems == []
    assert set(seen) == set(HAS) - {"withdrawn", "people", "person"}
    assert seen["record"] >= 129


@pytest.mark.parametrize("directory_urls", [True, False])
def test_every_kind_of_page_is_valid(kinds: Kinds, words: vocabulary.Vocabulary, directory_urls: bool) -> None:
    problems, seen = set(), Counter[str]()
    for kind, _, html in pages(kinds(directory_urls).site):
        found = graph.read(html)
        problems |= {(kind, problem) for problem in [*unexpected(rules.check(found, words)), *lacks(kind, found)]}
        seen[kind] += 1
    assert problems == set()
    assert {"withdrawn", "redirect", "keyword", "further page", "authored", "topic"} <= set(seen)


def test_page_with_a_foreign_canonical_describes_the_original(folder: Folder, words: vocabulary.Vocabulary) -> None:
    folder.add("a.md", id=1, slug="a", canonical="https://example.org/original")
    folder.add("b.md", id=2, slug="b")
    folder.build()
    found = graph.read(folder.read("learn/medicine/questions/a/index.html"))
    assert unexpected(rules.check(found, words)) == []
    assert [node.id for node in found.of_type("WebPage")] == ["https://example.org/original"]
    assert not any(
        "isPartOf" in node.properties or "breadcrumb" in node.properties for node in found.of_type("WebPage")
    )


TRUSTED = """\
site_name: Nerve & <Muscle>
site_url: https://user.github.io/repo/
docs_dir: records
site_dir: out
theme: {{name: material, font: false, logo: logo.svg}}
plugins:
  - quicktakes:
      organisation: {{name: Example University, url: "https://example.org/"}}
      subjects: {{Medicine: {{medical: true}}}}
      qa_page: {qa_page}
"""


@pytest.mark.parametrize("qa_page", [True, False])
def test_people_reviews_and_sources_are_marked_up(folder: Folder, words: vocabulary.Vocabulary, qa_page: bool) -> None:
    (folder.path.parent / "mkdocs.yml").write_text(TRUSTED.format(qa_page=str(qa_page).lower()), "utf-8")
    folder.add("logo.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    folder.add(
        "people.yml",
        "ann: {name: Ann Writer, role: Neurologist, url: 'https://example.org/ann'}\nbo-li: {name: Bo Li}\n",
    )
    reviewed = {"provenance": "model-reviewed", "reviewed_by": "ann", "last_reviewed": "2024-12-01"}
    sources = [
        {"title": "A book.", "publisher": "A house", "year": 2020, "isbn": "9780306406157"},
        {"title": "A paper", "journal": "A journal", "doi": "10.1000/182"},
        {"title": "A page", "url": "https://example.org/page"},
        {"title": "Words only"},
    ]
    folder.add(
        "a.md",
        id=1,
        **reviewed,
        author="Bo Li",
        sources=sources,
        corrections=[{"date": "2024-12-02", "text": "A sign."}],
    )
    folder.add("b.md", id=2, author="Another house", provenance="model")
    folder.add("c.md", id=3, withdrawn="Wrong.", subject="Surgery")
    folder.add("t.md", topic_text("Nerve", **reviewed, sources=sources[:1]))
    folder.build()
    problems, seen = set(), Counter[str]()
    for kind, _, html in pages(folder.site):
        found = graph.read(html)
        problems |= {(kind, problem) for problem in [*unexpected(rules.check(found, words)), *lacks(kind, found)]}
        seen[kind] += 1
        if HAS[kind]:
            assert len(found.islands()) == 1
    assert problems == set()
    assert {"people", "person", "withdrawn", "record", "topic"} <= set(seen)
    one = graph.read(folder.read("learn/medicine/questions/what-is-question-1/index.html"))
    (page,) = one.of_type("MedicalWebPage")
    assert [person.properties["name"] for person in one.linked(page, "reviewedBy")] == [
        [Literal("Ann Writer", microdata=False)]
    ]
    assert len(page.properties["citation"]) == 4
    assert len(one.of_type("QAPage" if qa_page else "Quiz")) == 1


def test_site_without_an_address_has_no_absolute_ids(folder: Folder, words: vocabulary.Vocabulary) -> None:
    folder.add("a.md", id=1)
    folder.add("about.md", "# About\n\nText.\n")
    assert folder.run("build") == 0
    for kind, file, html in pages(folder.site):
        found = graph.read(html, SOMEWHERE + file)
        assert unexpected(rules.check(found, words)) == []
        if kind == "record":
            assert [node.types for node in found.of_type("Answer")] == [("Answer",)]
        told = [
            value.value
            for node in found.nodes
            for values in node.properties.values()
            for value in values
            if isinstance(value, Literal)
        ]
        addresses = [node.id for node in found.nodes if node.id] + [str(text) for text in told if rules.absolute(text)]
        assert [address for address in addresses if not address.startswith((SOMEWHERE, graph.SCHEMA))] == []


def test_each_page_has_one_graph(own_site: Path) -> None:
    for kind, file, html in pages(own_site):
        found = graph.read(html)
        assert len(found.islands()) == (1 if HAS[kind] else 0), file
        if HAS[kind]:
            assert found.url in found.by_id, file


def test_disconnected_nodes_are_detected() -> None:
    right = graph.read((ROOT / "tests" / "pages" / "structured_data" / "golden" / "right.txt").read_text("utf-8"))
    assert len(right.islands()) == 1
    page, quiz = right.by_id["https://example.org/synapse/"], right.by_id["https://example.org/synapse/#quiz"]
    assert list(right.linked(page, "mainEntity")) == [quiz]
    assert [node.types for node in right.linked(quiz, "educationalAlignment")] == [("AlignmentObject",)]  # by itemref
    apart = graph.read('<p itemscope itemid="https://example.org/"><i itemprop="a" itemscope></i></p><p itemscope></p>')
    assert sorted(len(group) for group in apart.islands()) == [1, 2]


def shown(text: str) -> str:
    """Normalize a text for comparison with what a browser shows: without the white space between blocks and lines, and
    without the slanted letters of variables in formulas."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


TEXTS = ("name", "headline", "alternateName", "description", "text", "targetName")
"""Properties whose texts a reader must be able to see."""
MARKED = """() => [...document.querySelectorAll("[itemprop]:not([itemscope], meta, link, a, img, time, data)")]
    .map((one) => [one.getAttribute("itemprop"), one.innerText])"""


def unseen(page: Page, html: str) -> list[str]:
    """List structured data that an open page does not show: texts that are nowhere on it (the page's own name may be
    in its title, a description in its head), and marked-up elements of whose text a part is hidden."""
    found, body = graph.read(html), shown(page.evaluate("document.body.innerText"))
    head = [shown(str(one.attrs.get("content", ""))) for one in turbohtml.parse(html).select("head meta")]
    title = shown(page.title())
    told = [
        (node, name, str(value.value))
        for node in found.nodes
        for name in TEXTS
        for value in node.properties.get(name, ())
        if isinstance(value, Literal)
    ]
    marked = {(name, shown(text)) for name, text in page.evaluate(MARKED)}
    return [
        f"{node.place}.{name}: {text[:80]}"
        for node, name, text in told
        if not (
            shown(text) in body
            or (name == "description" and shown(text) in head)
            or (found.url and node.id == found.url and shown(text) in title)
        )
        or (node.microdata and name == "text" and (name, shown(text)) not in marked)
    ]


def test_structured_data_claims_only_visible_text(browser: Browser, own_site: Path, serve_folder: Any) -> None:
    base = serve_folder(own_site)
    site = [(file, html) for kind, file, html in pages(own_site) if kind not in SILENT]
    special = [(file, html) for file, html in site if re.search("<table|<pre|display=.block", html)]
    each = set(one_of_each(own_site).values())
    chosen = dict([*(page for page in site if page[0] in each), *special[::8]])
    assert len(chosen) > 15
    page = browser.new_page()
    for file, html in chosen.items():
        page.goto(base + file)
        assert unseen(page, html) == [], file
    page.context.close()


def test_invisible_claims_are_detected(browser: Browser) -> None:
    html = """<!doctype html><script type="application/ld+json">{"@context": "https://schema.org", "@graph": [
        {"@type": "WebPage", "name": "Seen", "description": "In the head", "about": {"@type": "Thing", "name": "Never seen"}}]}</script>
        <meta name="description" content="In the head"><body><h1>Seen</h1>
        <p itemscope itemtype="https://schema.org/Answer"><span itemprop="text">half <i hidden>hidden</i></span></p>
        <p itemscope itemtype="https://schema.org/Answer"><span itemprop="text">whole</span></p>half hidden"""
    page = browser.new_page()
    page.set_content(html)
    assert unseen(page, html) == ["JSON-LD WebPage.about.name: Never seen", "Microdata Answer.text: half hidden"]
    page.context.close()


def test_structured_data_holds_the_whole_answer(own_site: Path) -> None:
    for kind, file, html in pages(own_site):
        if kind == "record":
            (answer,), document = graph.read(html).of_type("Answer"), turbohtml.parse(html)
            (told,), body = answer.properties["text"], document.select_one(".qt-answer")
            assert body is not None
            assert document.select_one(".qt-answer :is(script, style, template, annotation, [hidden])") is None, file
            assert isinstance(told, Literal)
            assert shown(str(told.value)) == shown(body.text), file


BREAKERS = [
    "</script>", "<script>", "<!--", "-->", "<!--<script>", "]]>", "</title>", "</textarea>", '"', "'", "\\", "\\u003c", "&lt;/script&gt;",
    "&quot;", "&", "\u2028", "\u2029", "\n", "\t", "{", "}", "@id", "\ufeff", "\x7f", "é", "𝛂", "<img src=x onerror=alert(1)>",
]  # fmt: skip
titles = st.lists(st.sampled_from(BREAKERS) | st.text(max_size=8), min_size=1, max_size=8).map("".join)


@given(titles)
@example("</script><script>alert(1)</script>")
@example("<!--<script>")
def test_text_cannot_close_the_script_element(text: str) -> None:
    html = f'<!doctype html><title>x</title><script type="application/ld+json">{jsonld.dump({"name": text})}</script><p>after'
    document = turbohtml.parse(html)
    scripts = document.select("script")
    assert [json.loads(script.text) for script in scripts] == [{"name": text}]
    assert [one.text for one in document.select("p")] == ["after"]
    assert document.select("img") == []


@pytest.fixture(scope="module")
def make() -> Callable[[str], list[str]]:
    """Render a record page and a topic page with a text wherever a title or description is printed."""
    loaded = read_settings(ROOT / "mkdocs.yml", site_url=SITE_URL)
    content = catalogue.load(loaded, relating=True)
    all_pages = SitePages.of(content, catalogue.relate(content))
    renderer = Renderer(Host((Link("About", "about/"),), (), "assets/main.css").site(loaded), loaded.templates)
    record, topic = content.records[0], content.topics.in_order()[0]

    def pages_of(text: str) -> list[str]:
        seo = record.seo._replace(title=text, description=text)
        asked = dataclasses.replace(record, question=text, title=text, article_title=text, author=text, seo=seo)
        named = dataclasses.replace(topic, title=text, definition=text, synonyms=(text, "b"))
        first = all_pages.records.page(asked, content.rendered[record.path])
        second = next(all_pages.topics.all(named, content.rendered[topic.path]))
        return [renderer.render(page, "<p>An answer.</p>") for page in (first, second)]

    return pages_of


@settings(max_examples=60)
@given(titles.filter(str.strip))
@example("</script><script>alert(1)</script>")
@example('<!--<script> \u2028 "@id": {')
def test_title_cannot_break_the_page(make: Callable[[str], list[str]], text: str) -> None:
    plain = [turbohtml.parse(html) for html in make("A plain title")]
    for html, usual in zip(make(text), plain, strict=True):
        document, found = turbohtml.parse(html), graph.read(html)
        assert unexpected(rules.check(found, vocabulary.load())) == []
        for name in ("script", "meta", "main *", "body *"):
            assert len(document.select(name)) == len(usual.select(name)), name
        told = [
            literal.value
            for node in found.nodes
            for values in node.properties.values()
            for literal in values
            if isinstance(literal, Literal)
        ]
        assert text in told
