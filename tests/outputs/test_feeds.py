"""Feeds: their entries and order; feeds, sitemap and llms.txt are well-formed for any text."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.config import file
from generator.config.settings import Settings, read_settings
from generator.library.library import Library
from generator.library.topics import Topics
from generator.model import urls
from generator.model.record import Ledger, Record, Seo, Subject, Topic
from generator.model.wellformed import legal, line, xml
from generator.outputs import feeds, llms, sitemap
from generator.outputs.output import Catalogue, Output
from generator.system import errors
from tests.helpers import crooked
from tests.helpers.folder import SITE_URL, Folder
from tests.helpers.grammars import ATOM, atom_problems, json_feed_problems, sitemap_problems
from tests.helpers.records import related_entry, topic_text

DAYS = st.dates(date(1990, 1, 1), date(2040, 1, 1))
NASTY = [
    "\x00\x01\x08\x0b\x0c\x1f", "\ud800", "\udfff tail", "]]>", "<![CDATA[", "\ufffe\uffff", "\u202eright to left\u202c",
    "قلب ونبض", "a\r\nb\tc", "&amp; & &#0; &bogus;", "<b>\"'</b>", "-->", "😀\U0010ffff", "\x7f\x85\u2028", "```\n# x", "](x) [y]: z",
]  # fmt: skip
TEXTS = st.text(st.characters(), max_size=40) | st.sampled_from(NASTY)
SETTINGS = read_settings(file.default_config(), content=Path(__file__).parent, site_url=SITE_URL)


def settings_of(**values: Any) -> Settings:
    """The settings of the packaged configuration, with changes."""
    return replace(SETTINGS, **values)


def record(number: int, **values: Any) -> Record:
    usual: dict[str, Any] = {
        "path": f"{number}.md", "id": number, "date": date(2024, 1, 1), "title": f"T{number}", "question": "Q?", "answer": "",
        "subject": "Medicine", "url": f"/learn/medicine/questions/r{number}",
    }  # fmt: skip
    return Record(**{**usual, **values})


def catalogue(
    settings: Settings, records: list[Record], topics: tuple[Topic, ...] = (), listed: tuple[str, ...] = ()
) -> Catalogue:
    library = Library(records, settings.today, settings.subjects)
    indexed = tuple((url, "2024-01-01") for url in listed)
    return Catalogue(settings, library, indexed, frozenset(), Topics(topics), library.listed)


def check(found: dict[str, bytes]) -> None:
    """Validate every feed; both forms of a feed list the same entries."""
    for path, data in found.items():
        if path.endswith(".xml"):
            assert atom_problems(data) == [], path
            ids = [entry.text for entry in ElementTree.fromstring(data).iterfind(f"{ATOM}entry/{ATOM}id")]
            other = json.loads(found[path.replace(".xml", ".json")])
            assert ids == [item["id"] for item in other["items"]]
        else:
            assert json_feed_problems(data) == [], path


@given(TEXTS, TEXTS, TEXTS, TEXTS, st.lists(DAYS, min_size=4, max_size=4))
def test_feeds_and_llms_are_well_formed_for_any_text(
    title: str, about: str, author: str, name: str, days: list[date]
) -> None:
    records = [
        record(n, title=title, author=author, seo=Seo(description=about), date=days[n], updated=days[n - 1])
        for n in range(1, 4)
    ]
    subjects = (Subject("Medicine", "medicine", "", about),)
    settings = settings_of(site_name=name, site_description=about, language=author, disclaimer=title, subjects=subjects)
    topic = Topic("t.md", title, about, "Medicine", "/learn/medicine/topics/t", date(2024, 1, 1))
    found = catalogue(settings, records, (topic,))
    files = dict(feeds.outputs(found))
    check(files)
    assert files.keys() == {"feed.xml", "feed.json", "learn/medicine/feed.xml", "learn/medicine/feed.json"}
    entry = ElementTree.fromstring(files["feed.xml"]).find(f"{ATOM}entry")
    assert entry is not None
    assert " ".join(entry.findtext(f"{ATOM}title", "").split()) in (line(title), "1", "2", "3")
    ((path, text),) = llms.outputs(found)
    assert path == "llms.txt"
    assert sum(row.startswith("# ") for row in text.decode("utf-8").splitlines()) == 1


@given(st.lists(st.text(st.characters(), min_size=1, max_size=30), max_size=5), st.booleans())
def test_sitemap_is_well_formed_for_any_url(names: list[str], directory_urls: bool) -> None:
    settings = settings_of(directory_urls=directory_urls)
    addresses = {f"/learn/{name}" for name in names if not urls.unsafe_reason(f"/learn/{name}")}
    public = [
        SITE_URL + urls.public(urls.record_file(url, directory_urls), directory_urls) for url in sorted(addresses)
    ]
    files = dict(sitemap.outputs(catalogue(settings, [], listed=tuple(dict.fromkeys(public)))))
    assert bool(files) == bool(addresses)
    assert all(sitemap_problems(data) == [] for data in files.values())


@given(st.text(st.characters(), max_size=20))
def test_feeds_and_sitemap_are_well_formed_for_any_site_url(path: str) -> None:
    try:
        settings = read_settings(
            file.default_config(), content=Path(__file__).parent, site_url=f"https://a.example/{path}"
        )
    except errors.ConfigError:
        return
    found = catalogue(settings, [record(1)], listed=(settings.site_url, f"{settings.site_url}a/"))
    check(dict(feeds.outputs(found)))
    assert all(sitemap_problems(data) == [] for _, data in sitemap.outputs(found))


@given(TEXTS)
def test_legal_text_keeps_every_character_that_xml_allows(text: str) -> None:
    root = ElementTree.fromstring(f'<a b="{xml(text)}">{xml(text)}</a>'.encode())
    assert (root.text or "").split() == legal(text).split()
    assert set(text) - set(legal(text)) <= {*map(chr, range(32)), *map(chr, range(0xD800, 0xE000)), "\ufffe", "\uffff"}


def test_feed_lists_the_newest_fifty_records() -> None:
    start = date(2024, 1, 1)
    records = [record(n, date=start + timedelta(days=n)) for n in range(1, 71)]
    records[4] = replace(records[4], ledger=Ledger(last_reviewed=date(2030, 1, 1)))
    records[9] = replace(records[9], subject="Surgery", updated=date(2020, 1, 1))
    files = dict(feeds.outputs(catalogue(settings_of(), records)))
    check(files)
    items = json.loads(files["feed.json"])["items"]
    assert [item["id"] for item in items] == [f"{SITE_URL}q/{n}/" for n in [5, *range(70, 21, -1)]]
    assert items[0]["date_published"] == "2024-01-06T00:00:00Z"
    assert items[0]["date_modified"] == "2030-01-01T00:00:00Z"
    root = ElementTree.fromstring(files["feed.xml"])
    assert root.findtext(f"{ATOM}updated") == "2030-01-01T00:00:00Z"
    assert [item["title"] for item in json.loads(files["learn/surgery/feed.json"])["items"]] == ["T10"]


def test_feeds_of_malformed_records_list_the_same_records(folder: Folder) -> None:
    for name, found in crooked.folder(5, 12).items():
        folder.add(name, found.data(found.right))
    folder.add("hidden/a.md", id=101, withdrawn="Wrong.")
    folder.add("hidden/b.md", id=102, draft=True)
    folder.add("hidden/c.md", id=103, same_as=1)
    folder.add("hidden/d.md", id=104, publish_on="2999-01-01")
    text = 'title: "Tab\\there \\x07 \\uFFFE ]]> \\u202Eleft"'
    dirty = (
        folder.add("dirty.md", id=105, date="2030-02-03")
        .read_text("utf-8")
        .replace("title: What is question 105?", text, 1)
    )
    folder.add("dirty.md", dirty)
    folder.build()
    files = {path: data for path, data in folder.tree().items() if re.search(r"feed\.(?:xml|json)$", path)}
    check(files)
    assert sitemap_problems(folder.tree()["sitemap.xml"]) == []
    items = json.loads(files["feed.json"])["items"]
    assert {item["id"] for item in items} == {f"{SITE_URL}q/{n}/" for n in (*range(1, 13), 105)}
    assert items[0]["title"] == "Tab here ]]> \u202eleft"
    assert "\u202eleft" in folder.read("feed.xml")


def test_entry_keeps_its_id_when_the_slug_changes(folder: Folder) -> None:
    folder.add("a.md", id=7, slug="before")
    folder.build()
    before = json.loads(folder.read("feed.json"))["items"][0]
    folder.add("a.md", id=7, slug="after")
    folder.build()
    after = json.loads(folder.read("feed.json"))["items"][0]
    assert before["id"] == after["id"] == f"{SITE_URL}q/7/"
    assert (before["url"], after["url"]) == tuple(
        f"{SITE_URL}learn/medicine/questions/{slug}/" for slug in ("before", "after")
    )


def test_pages_link_to_their_feeds(folder: Folder) -> None:
    for number in range(1, 61):
        folder.add(f"{number}.md", id=number)
    folder.build()
    home, second = folder.read("index.html"), folder.read("learn/medicine/page/2/index.html")
    assert '<link rel="alternate" type="application/atom+xml" title="QuickTakes" href="feed.xml">' in home
    assert '<link rel="alternate" type="application/feed+json" title="QuickTakes" href="feed.json">' in home
    assert '<a href="feed.xml">Feed</a>' in home
    assert 'type="application/atom+xml" title="QuickTakes: Medicine" href="../../feed.xml">' in second
    assert '<a href="../../feed.xml">Feed</a>' in second
    assert 'rel="alternate"' not in folder.read("learn/medicine/questions/what-is-question-1/index.html")


@pytest.mark.parametrize("options", [("--site-url", SITE_URL, "--outputs", "pages,listings"), ()])
def test_no_page_links_to_feeds_that_are_off(folder: Folder, options: tuple[str, ...]) -> None:
    folder.add("a.md", id=1, related_article1=related_entry(2))
    folder.add("b.md", id=2)
    assert folder.run("build", *options) == 0
    assert not [path for path in folder.tree() if "feed" in path]
    assert "feed.xml" not in folder.read("index.html") + folder.read("learn/medicine/index.html")


def test_static_feed_takes_precedence(folder: Folder) -> None:
    folder.add("a.md", id=1)
    folder.configure("files: [xml]")
    folder.add("feed.xml", "<mine/>")
    folder.build()
    assert folder.read("feed.xml") == "<mine/>"


def test_url_of_a_feed_is_refused_for_records(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("a.md", id=1, aliases=["/learn/medicine/feed.json"])
    assert folder.run("check") == 1
    assert "QT122" in capsys.readouterr().out


def test_sitemap_is_split_by_size() -> None:
    addresses = tuple(f"{SITE_URL}learn/{number}/" for number in range(100))
    found = catalogue(settings_of(), [], listed=addresses)
    assert list(sitemap.outputs(catalogue(settings_of(), [], listed=(SITE_URL + "x" * 2048,)))) == []
    files: list[Output] = list(sitemap.outputs(found, most_bytes=1_000))
    *parts, (name, index) = files
    assert name == "sitemap.xml"
    assert all(len(data) <= 1_000 and sitemap_problems(data) == [] for _, data in parts)
    assert sitemap_problems(index) == []
    told = b"".join(data for _, data in parts).decode()
    assert re.findall(r"<loc>(.*?)</loc>", told) == list(addresses)
    assert [SITE_URL + path for path, _ in parts] == re.findall(r"<loc>(.*?)</loc>", index.decode())


def test_parts_of_a_sitemap_are_full_and_their_lastmod_is_the_newest_of_their_pages() -> None:
    days = ["2024-01-02", "2024-01-03", "", "2024-01-01", "", ""]
    rows = tuple((f"{SITE_URL}{number}/", day) for number, day in enumerate(days))
    found = replace(catalogue(settings_of(), []), indexed=rows)
    whole, three, two, five = (dict(sitemap.outputs(found, limit=limit)) for limit in (6, 3, 2, 5))
    assert whole.keys() == {"sitemap.xml"}
    assert re.findall(rb"<lastmod>(.*?)<", three["sitemap.xml"]) == [b"2024-01-03", b"2024-01-01"]
    assert re.findall(rb"sitemap-(.).xml</loc>(?:<lastmod>(.*?)<)?", two["sitemap.xml"]) == [
        (b"1", b"2024-01-03"), (b"2", b"2024-01-01"), (b"3", b""),
    ]  # fmt: skip
    assert [five[f"sitemap-{number}.xml"].count(b"<url>") for number in (1, 2)] == [5, 1]


def test_a_sitemap_of_exactly_the_largest_size_is_one_file() -> None:
    found = catalogue(settings_of(), [], listed=tuple(f"{SITE_URL}{number}/" for number in range(9)))
    ((_, data),) = sitemap.outputs(found)
    assert [name for name, _ in sitemap.outputs(found, most_bytes=len(data))] == ["sitemap.xml"]
    assert len(dict(sitemap.outputs(found, most_bytes=len(data) - 1))) == 3
    longest = SITE_URL + "x" * (2048 - len(SITE_URL))
    assert b"x</loc>" in dict(sitemap.outputs(catalogue(settings_of(), [], listed=(longest,))))["sitemap.xml"]


def test_lastmod_of_a_listing_is_its_newest_record(folder: Folder) -> None:
    folder.add("a.md", id=1, updated="2026-01-02")
    for number in range(2, 5):
        seo = {"page_description": "D.", "page_keywords": "spleen"}
        folder.add(
            f"{number}.md", id=number, subject="Surgery", seo=seo, corrections=[{"date": "2025-03-04", "text": "X."}]
        )
    folder.build()
    days = dict(re.findall(r"<loc>(.*?)</loc><lastmod>(.*?)</lastmod>", folder.read("sitemap.xml")))
    assert days[f"{SITE_URL}learn/surgery/"] == days[f"{SITE_URL}keywords/spleen/"] == "2025-03-04"
    assert days[f"{SITE_URL}learn/medicine/"] == days[SITE_URL] == days[f"{SITE_URL}a-z/"] == "2026-01-02"
    assert sitemap_problems(folder.tree()["sitemap.xml"]) == []


def test_sitemap_lists_exactly_the_pages_without_noindex(own_site: Path) -> None:
    told = set(re.findall(r"<loc>(.*?)</loc>", (own_site / "sitemap.xml").read_text("utf-8")))
    for page in own_site.rglob("*.html"):
        html = page.read_text("utf-8")
        address = SITE_URL + str(page.relative_to(own_site)).removesuffix("index.html")
        assert (address in told) == ('name="robots"' not in html), address


def test_records_with_noindex_are_in_no_feed_and_no_sitemap(folder: Folder) -> None:
    config = folder.path.parent / "mine.yml"
    review = "review: {unreviewed: noindex}"
    config.write_text(f"site_name: S\ntheme: {{name: material}}\nplugins:\n  - quicktakes: {{{review}}}\n")
    folder.add("people.yml", "ann: {name: Ann, role: doctor}\n")
    folder.add("1.md", id=1)
    folder.add("2.md", id=2, reviewed_by="ann", last_reviewed="2026-01-02")
    folder.add("3.md", id=3, subject="Surgery")
    folder.add("nerve.md", topic_text("Nerve"))
    folder.build("--config", str(config))
    files = {path: data for path, data in folder.tree().items() if "feed." in path}
    check(files)
    assert [item["id"] for item in json.loads(files["feed.json"])["items"]] == [f"{SITE_URL}q/2/"]
    assert json.loads(files["learn/surgery/feed.json"])["items"] == []
    assert "<updated>1970-01-01T00:00:00Z</updated>" in folder.read("learn/surgery/feed.xml")
    told = folder.read("sitemap.xml")
    assert re.findall(r"/(?:questions|topics)/([^<]*)/<", told) == ["what-is-question-2"]
