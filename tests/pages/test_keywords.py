"""Keywords: spellings that count as one, pages of shared keywords, the A–Z of topics and keywords."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest

from generator.catalogue import catalogue
from generator.config.file import find_config
from generator.config.settings import read_settings
from generator.model import urls
from generator.model.slugs import keyword_key
from generator.pages.site import SitePages
from tests.helpers.folder import SITE_URL, Folder
from tests.helpers.records import seo, topic_text

FIRST = "learn/medicine/questions/what-is-question-1/index.html"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Action potential", "action  potentials"), ("T-cell", "T cells"), ("biopsy", "Biopsies"), ("reflex", "reflexes"),
        ("post-synaptic", "postsynaptic"), ("Ménière disease", "meniere disease"), ("branch", "branches"), ("headache", "Headaches"), ("calorie", "calories"), ("virus", "viruses"), ("cause", "causes"),
        ("inner ear", "inner-ears"), ("rash", "rashes"), ("box", "boxes"), ("ache", "aches"), ("movie", "movies"),
    ],
)  # fmt: skip
def test_spellings_of_one_keyword_are_joined(one: str, other: str) -> None:
    assert keyword_key(one) == keyword_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Na", "Na+"),
        ("virus", "viru"),
        ("stress", "stres"),
        ("C", "C#"),
        ("ion", "ions channel"),
        ("gas", "ga"),
        ("ache", "ACh"),
        ("use", "us"),
    ],
)
def test_different_keywords_stay_separate(one: str, other: str) -> None:
    assert keyword_key(one) != keyword_key(other)


def tags(html: str) -> list[str]:
    return re.findall(r"<li>(.*)", html.partition('aria-label="Keywords"')[2].partition("</ul>")[0])


def test_shared_keyword_has_a_page(folder: Folder) -> None:
    folder.add("t.md", topic_text("Motor unit", synonyms=["neuromotor unit"]))
    folder.add("1.md", id=1, seo=seo("Ion  Channels, neuromotor units, bare, Bare"))
    folder.add("2.md", id=2, seo=seo("ion channel, Motor Unit"))
    folder.add("3.md", id=3, seo=seo("ion channel"), subject="Physiology")
    folder.add("4.md", id=4, seo=seo("ion channel"), withdrawn="Wrong.")
    folder.build()
    assert tags(folder.read(FIRST)) == [
        '<a href="../../../../keywords/ion-channels/">ion channel</a>',
        '<a href="../../topics/motor-unit/">Motor unit</a>',
        "bare",
    ]
    html = folder.read("keywords/ion-channels/index.html")
    assert "<h1>ion channel</h1>" in html
    assert "3 questions" in html
    assert html.count("what-is-question-") == 3
    assert f"<loc>{SITE_URL}keywords/ion-channels/</loc>" in folder.read("sitemap.xml")
    assert not (folder.site / "keywords" / "bare").exists()
    index = folder.read("a-z/topics/index.html")
    links = re.findall(r'<li><a href="([^"]*)">([^<]*)</a> <small>([^<]*)', index)
    assert links == [
        ("../../keywords/ion-channels/", "ion channel", "3 questions"),
        ("../../learn/medicine/topics/motor-unit/", "Motor unit", "topic"),
    ]
    assert 'href="a-z/topics/"' in folder.read("index.html")
    assert 'url=../a-z/topics/"' in folder.read("keywords/index.html")


def test_keyword_of_two_records_has_a_page_only_if_needed(folder: Folder) -> None:
    folder.add("1.md", id=1, seo=seo("nerve, spleen"))
    folder.add("2.md", id=2, seo=seo("nerve, spleen"))
    folder.add("3.md", id=3, seo=seo("nerve"))
    folder.add("4.md", id=4, seo=seo("liver, bile"))
    folder.add("5.md", id=5, seo=seo("bile, gut, nerve"))
    folder.build()
    assert sorted(path.name for path in (folder.site / "keywords").iterdir()) == ["bile", "index.html", "nerve"]


def test_records_without_keywords_are_listed_under_other_questions(folder: Folder) -> None:
    folder.add("1.md", id=1, seo=seo("nerve"))
    folder.add("2.md", id=2, seo=seo("—, …"))
    folder.add("t.md", topic_text("Spleen", synonyms=["…"]))
    folder.build()
    assert tags(folder.read("learn/medicine/questions/what-is-question-2/index.html")) == []
    assert '<a href="other/">Other questions</a> <small>1 question' in folder.read("a-z/topics/index.html")
    assert "What is question 2?" in folder.read("a-z/topics/other/index.html")


def test_no_index_without_topics_and_keywords(folder: Folder) -> None:
    folder.add("1.md", id=1, seo=seo(""))
    folder.build()
    assert not (folder.site / "keywords").exists()
    assert not (folder.site / "a-z" / "topics").exists()
    assert "a-z/topics" not in folder.read("index.html")


@pytest.mark.parametrize("sign", ["a ", "я", "神"])
def test_keyword_longer_than_a_file_name_has_a_page(folder: Folder, sign: str) -> None:
    """Some editors separate keywords by semicolons, which makes one long keyword."""
    for number in range(1, 4):
        folder.add(f"{number}.md", id=number, seo=seo(f"{sign * 300}{number}"))
    folder.build()
    found = {path.parent.name for path in (folder.site / "keywords").glob("*/index.html")}
    assert len(found) == 3
    assert max(len(name.encode()) for name in found) <= urls.LONGEST_SEGMENT
    linked = re.findall(r'href="[./]*keywords/([^"/]*)/"', folder.read(FIRST))
    assert [unquote(name) in found for name in linked] == [True]


def test_many_keywords_and_questions_are_paged(folder: Folder) -> None:
    for number in range(1, 103):
        folder.add(f"{number}.md", id=number, seo=seo(f"nerve, own {number}"))
    folder.build("--outputs", "pages,listings")
    assert "page 2 of 2" in folder.read("keywords/nerve/page/2/index.html")
    assert folder.read("keywords/nerve/page/2/index.html").count("what-is-question-") == 2


def test_questions_of_a_topic_are_grouped_and_paged(folder: Folder) -> None:
    folder.add("t.md", topic_text("Spleen", keywords=[]))
    folder.add("u.md", topic_text("Bile", requires=["Spleen"]))
    folder.add("v.md", topic_text("Gut"))
    for number in range(1, 61):
        subject = "Medicine" if number > 15 else "Anatomy"
        folder.add(f"{number}.md", id=number, subject=subject, question=f"Is the spleen {number}?", seo=seo("gut"))
    folder.add("61.md", id=61, answer="**Spleen**: an organ.", seo=seo("bile"))
    folder.add("62.md", id=62, seo=seo("spleens, gut"))
    folder.build("--strict")
    html = folder.read("learn/medicine/topics/spleen/index.html")
    section = html.partition('id="questions"')[2]
    assert "62 questions" in section
    assert re.findall("<h3>(.*)</h3>", section) == ["Medicine", "Anatomy"]
    first = section.partition("<h3>Anatomy")[0]
    assert first.index("Is the spleen 16?") < first.index("What is question 62?") < first.index("What is question 61?")
    more = folder.read("learn/medicine/topics/spleen/page/2/index.html")
    assert "<h1>Questions on Spleen</h1>" in more
    assert re.findall("<h3>(.*)</h3>", more) == []
    assert "page 2 of 2" in more
    near = html.partition('id="near"')[2].partition("</section>")[0]
    assert "Gut" in near
    assert "Bile" not in near


def test_each_listing_makes_the_pages_that_its_files_name(folder: Folder) -> None:
    """A rebuild makes only the listings of changed files, so no listing may make the pages of another one."""
    folder.add("t.md", topic_text("Motor unit"))
    for number in range(1, 7):
        folder.add(
            f"{number}.md",
            id=number,
            seo=seo(("ion channel, nerve" if number < 5 else "") or "bare"),
            subject="Nursing" if number % 2 else "Medicine",
        )
    content = catalogue.load(read_settings(find_config(None, folder.path), content=folder.path), relating=True)
    listings = SitePages.of(content, catalogue.relate(content)).listings
    made = {listing: [page.path for page in listings.pages_of(listing)] for listing in listings.all()}
    paths = [path for found in made.values() for path in found]
    assert len(paths) == len(set(paths))
    assert {listing.kind for listing in made} == {"a-z", "subject", "subject a-z", "topics a-z", "keywords"}
    assert all(listing in listings.of_file(path) for listing, found in made.items() for path in found)
    assert all(made.values())
