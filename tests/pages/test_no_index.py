"""``no_index`` and ``canonical``: the effect on search engines and on links within the site."""

from __future__ import annotations

import json
import re

import pytest

from generator.search.engine import Engine
from tests.helpers.decks import decks, ids
from tests.helpers.folder import SITE_URL, Folder, tree
from tests.helpers.records import related_entry, topic_text

OUTPUTS = "pages,listings,redirects,sitemap,robots,schema,feeds,llms,search,study,twins,anki"
HIDDEN = "What is the hidden zebra?"
PAGE = "learn/medicine/questions/hidden/index.html"


def some(folder: Folder, hidden: bool) -> None:
    """Add records that share words, a keyword and a topic; the third may have ``no_index``, and both others link to it."""
    seo = {"title": "QuickTakes | Medicine", "page_description": "On zebras.", "page_keywords": "zebra, stripe"}
    folder.add("topics/zebra.md", topic_text("Zebra"))
    folder.add(
        "1.md", id=1, question="What is a zebra?", slug="one", seo=seo, answer="It has stripes, see [this](3.md)."
    )
    entry = related_entry(3, title=HIDDEN, url="/learn/medicine/questions/hidden")
    folder.add("2.md", id=2, question="Why stripes?", slug="two", seo=seo, answer="Flies.", related_article1=entry)
    entry = related_entry(1, title="What is a zebra?", url="/learn/medicine/questions/one")
    answer = "I cannot answer this question."
    folder.add(
        "3.md", id=3, question=HIDDEN, slug="hidden", seo=seo, answer=answer, related_article1=entry, no_index=hidden
    )


def holding(folder: Folder, words: str) -> set[str]:
    """Return the files of the site, except decks and search, that hold some words."""
    return {path for path, data in folder.tree().items() if words.encode() in data}


def test_record_with_no_index_keeps_only_its_page_and_links(folder: Folder) -> None:
    some(folder, hidden=True)
    folder.build("--outputs", OUTPUTS)
    page = folder.read(PAGE)
    assert '<meta name="robots" content="noindex">' in page
    assert f'<link rel="canonical" href="{SITE_URL}learn/medicine/questions/hidden/">' in page
    assert "text/markdown" not in page
    assert "qt-flash" not in page
    assert "Anki" not in page
    assert '<a href="../one/">What is a zebra?</a>' in page
    assert "I cannot answer this question." in page
    assert not (folder.site / "learn/medicine/questions/hidden.md").exists()
    assert 'url=../../learn/medicine/questions/hidden/"' in folder.read("q/3/index.html")
    leading = {f"learn/medicine/questions/{name}" for name in ("one/index.html", "two/index.html", "one.md", "two.md")}
    assert holding(folder, "/hidden/") == {PAGE, "q/3/index.html", *leading}
    assert holding(folder, HIDDEN) == {
        PAGE,
        "learn/medicine/questions/two/index.html",
        "learn/medicine/questions/two.md",
    }
    assert "Referenced by" not in folder.read("learn/medicine/questions/one/index.html")
    assert ids(decks(folder.site)["Medicine"]) == [1, 2]
    engine = Engine(lambda path: (folder.site / path).read_bytes())
    assert {hit.id for hit in engine.search("zebra").hits if hit.id < 100} == {1, 2}
    assert engine.search("hidden").total == 0


def test_switching_no_index_equals_a_clean_build(folder: Folder) -> None:
    for hidden in (False, True, False):
        some(folder, hidden)
        folder.build("--outputs", OUTPUTS)
        there = tree(folder.site)
        folder.build("--outputs", OUTPUTS, "--clean")
        assert tree(folder.site) == there
        assert (HIDDEN.encode() in there["learn/medicine/index.html"]) is not hidden


def test_subject_with_only_hidden_records_has_no_page(folder: Folder) -> None:
    folder.add("1.md", id=1)
    folder.add("2.md", id=2, subject="Nursing", noIndex=True)
    folder.build()
    assert not (folder.site / "learn/nursing/index.html").exists()
    assert "<span>Nursing</span>" in folder.read("learn/nursing/questions/what-is-question-2/index.html")


def test_article_with_no_index_in_one_file_is_not_listed(folder: Folder) -> None:
    question = "What is a zebra?"
    folder.add("a.md", id=1, question=question, slug="a")
    folder.add("b.md", id=1, question=question, subject="Nursing", url="/learn/nursing/questions/a", no_index=True)
    folder.add("c.md", id=2, slug="c")
    folder.build()
    assert holding(folder, "What is a zebra?") == {"learn/medicine/questions/a/index.html"}
    assert "noindex" in folder.read("learn/medicine/questions/a/index.html")


@pytest.mark.parametrize("canonical", [
    "https://example.org/zebra?a=1&b=2", "HTTP://EXAMPLE.ORG/", f"{SITE_URL}learn/medicine/questions/one/",
])  # fmt: skip
def test_foreign_canonical_is_used_and_removed_from_the_sitemap(canonical: str, folder: Folder) -> None:
    folder.add("1.md", id=1, slug="one")
    folder.add("2.md", id=2, slug="two", canonical=canonical, answer="See [one](1.md).")
    folder.build("--outputs", OUTPUTS)
    page, shown = folder.read("learn/medicine/questions/two/index.html"), canonical.replace("&", "&amp;")
    assert re.findall(r'<link rel="canonical" href="([^"]*)">', page) == [shown]
    assert re.findall(r'<meta property="og:url" content="([^"]*)">', page) == [shown]
    assert "noindex" not in page
    graph = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)[0])["@graph"]
    assert graph[0]["@id"] == canonical
    assert ("isPartOf" in graph[0]) == canonical.startswith(SITE_URL)
    sitemap = folder.read("sitemap.xml")
    assert "/questions/one/" in sitemap
    assert "/questions/two/" not in sitemap
    assert "two/" in folder.read("learn/medicine/index.html")
    twin = folder.read("learn/medicine/questions/two.md")
    assert f"- Source: <{canonical}>" in twin or f"- Source: {canonical}" in twin
    assert f"[one]({SITE_URL}learn/medicine/questions/one/)" in twin


@pytest.mark.parametrize("canonical", [
    f"{SITE_URL}learn/medicine/questions/two/", f"{SITE_URL}learn/medicine/questions/two",
    f"{SITE_URL}learn/medicine/questions/two.html#top", f"{SITE_URL}learn/medicine/questions/two/index.html?x=1",
    f"{SITE_URL.upper()}LEARN/medicine/questions/two", SITE_URL.replace("https", "http") + "learn/medicine/questions/two/",
    f"{SITE_URL}q/2/", f"{SITE_URL}old", "not an address", None,
])  # fmt: skip
def test_own_canonical_changes_nothing(canonical: str | None, folder: Folder) -> None:
    folder.add("2.md", id=2, slug="two", aliases=["/old"])
    folder.build("--outputs", OUTPUTS)
    before = folder.tree()
    folder.add("2.md", id=2, slug="two", aliases=["/old"], canonical=canonical)
    folder.build("--outputs", OUTPUTS)
    assert folder.tree() == before


def test_canonical_is_used_without_a_site_url(folder: Folder) -> None:
    folder.add("1.md", id=1, canonical="https://example.org/a")
    assert folder.run("build") == 0
    assert '<link rel="canonical" href="https://example.org/a">' in folder.read(
        "learn/medicine/questions/what-is-question-1/index.html"
    )
