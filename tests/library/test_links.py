"""Links of answers: what each form of an address means, in which order the forms are tried, and where a link leads."""

from __future__ import annotations

import itertools
from collections.abc import Collection
from datetime import date

import pytest

from generator.checks.rules.links import links
from generator.library.library import Library
from generator.library.links import Destination, Linker
from generator.model.answer import Rendered, Target
from generator.model.record import Record
from tests.library.test_library import TODAY, record

TOMORROW = date(2026, 1, 2)
RECORDS = [
    record(1, path="a/one.md", url="/learn/medicine/questions/one", aliases=("/old/first", "/a/b/shared-slug")),
    record(2, path="b/two.md", url="/learn/medicine/questions/two-words"),
    record(3, path="b/copy.md", url="/learn/nursing/questions/shared-slug", subject="Nursing"),
    record(4, path="c/copy.md", url="/learn/medicine/questions/shared-slug"),
    record(5, path="c/two.txt.md", url="/q/55", aliases=("/q/99",)),
    record(6, path="d/repeat.md", url="/learn/medicine/questions/repeat", same_as=7),
    record(7, path="d/again.md", url="/learn/medicine/questions/again", same_as=1),
    record(8, path="e/wrong.md", url="/learn/medicine/questions/wrong", withdrawn="Wrong."),
    record(9, path="f/heart.md", url="/learn/medicine/questions/heart", title="Heart", question="Heart?"),
    record(9, path="g/copy.md", url="/learn/nursing/questions/heart", subject="Nursing", question="Heart?"),
    record(55, path="h/late.md", url="/learn/medicine/questions/late", publish_on=TOMORROW),
    record(56, path="h/later.md", url="/learn/medicine/questions/later", publish_on=TOMORROW),
    record(57, path="h/today.md", url="/learn/medicine/questions/today", publish_on=TODAY),
    record(58, path="h/draft.md", url="/learn/medicine/questions/draft", draft=True),
]
AUTHORED = {
    "about.md": "about/index.html",
    "a/note.md": "a/note/index.html",
    "topics/axon.md": "learn/medicine/topics/axon/index.html",
}
ANCHORS: dict[str, Collection[str]] = {"a/one.md": ["part"], "topics/axon.md": ["parts"], "b/two.md": []}
STATIC = ("fig.png", "a/fig.png", "a/sheet.html", "two.md.html")


def linker(records: list[Record] = RECORDS, directory_urls: bool = True) -> Linker:
    library = Library(records, TODAY, preview=True)
    made = Linker(library, ANCHORS, AUTHORED, frozenset(STATIC), directory_urls)
    made.add_files(["index.html", "learn/medicine/index.html", "learn/law/two-words/index.html"])
    return made


def resolve(href: str, source: int = 2, image: bool = False) -> Destination:
    made = linker()
    return made.resolve(made.library.by_id[source], Target(href, 0, image))


def page(slug: str, subject: str = "medicine") -> str:
    return f"learn/{subject}/questions/{slug}/index.html"


@pytest.mark.parametrize(
    ("href", "file"),
    [
        # a file: next to the record, from the root, by its name alone; a copy means its article
        ("copy.md", page("shared-slug", "nursing")),
        ("../c/copy.md", page("shared-slug")),
        ("/c/copy.md", page("shared-slug")),
        ("%63opy.md?x=1#", page("shared-slug", "nursing")),
        ("one.md", page("one")),
        ("/elsewhere/one.md", page("one")),
        ("heart.md", page("heart")),
        ("../g/copy.md", page("heart")),
        ("repeat.md", page("one")),
        ("wrong.md", page("wrong")),
        ("/about.md", "about/index.html"),
        ("../topics/axon.md", "learn/medicine/topics/axon/index.html"),
        ("axon.md", ""),
        ("copy2.md", ""),
        # an address: exact, in another case, an alias, a permanent link
        ("/learn/medicine/questions/one", page("one")),
        ("/Learn/Medicine/questions/ONE/", page("one")),
        ("learn/medicine/questions/one", page("one")),
        ("/old/first", page("one")),
        ("/OLD/First/", page("one")),
        ("/q/1", page("one")),
        ("/q/1/", page("one")),
        ("/q/6", page("one")),
        ("/q/7", page("one")),
        ("/q/8", page("wrong")),
        ("/learn/medicine/questions/Wrong", page("wrong")),
        ("/learn/nursing/questions/heart", page("heart")),
        ("/q/9", page("heart")),
        ("/q/1000", ""),
        # the address of a record goes before a permanent link, an alias before a slug
        ("/q/55", "q/55/index.html"),
        ("/q/99", "q/55/index.html"),
        ("/a/b/shared-slug", page("one")),
        # other pages and files
        ("/", "index.html"),
        ("/about", "about/index.html"),
        ("/ABOUT/", "about/index.html"),
        ("/learn/medicine", "learn/medicine/index.html"),
        ("/learn/medicine/topics/Axon", "learn/medicine/topics/axon/index.html"),
        ("../a/fig.png", "a/fig.png"),
        ("/a/sheet.html", "a/sheet.html"),
        ("/fig.png", "fig.png"),
        ("fig.png", ""),
        # a page or listing goes before the slug of a record
        ("/learn/law/two-words", "learn/law/two-words/index.html"),
        # a slug: hyphenated in another way, under any subject, that of the record first, else the lowest id
        ("/learn/medicine/questions/twowords", page("two-words")),
        ("/learn/law/questions/two-words", page("two-words")),
        ("/learn/law/questions/shared-slug", page("shared-slug")),
        ("x/sharedslug", page("shared-slug")),
        ("/two-words", page("two-words")),
        ("sharedslug", ""),
        ("two-words", ""),
        ("/learn/law/questions/wrong", ""),
        ("/nowhere", ""),
    ],
)
def test_links_are_resolved(href: str, file: str) -> None:
    found = resolve(href)
    assert (found.file, found.code) == (file, "" if file else "QT150")


def test_a_slug_in_several_subjects_means_that_of_the_own_subject_or_the_lowest_id() -> None:
    href = "/learn/law/questions/shared-slug"
    assert resolve(href, source=3).file == page("shared-slug", "nursing")
    assert resolve(href, source=4).file == page("shared-slug")
    for records in itertools.permutations(record(n, path=f"{9 - n}.md", url=f"/x{n}/same", subject="Law") for n in range(1, 4)):  # fmt: skip
        made = linker([*RECORDS, *(record(r.id + 100, path=r.path, url=r.url, subject="Law") for r in records)])
        assert made.resolve(made.library.by_id[1], Target("/y/same", 0, False)).file == "x1/same/index.html"


def test_a_file_name_that_two_records_have_is_ambiguous() -> None:
    assert resolve("copy.md", source=1) == Destination(code="QT150", address="copy.md")
    assert resolve("copy.md", source=2).file == page("shared-slug", "nursing")
    assert resolve("copy.md", source=4).file == page("shared-slug")


def test_anchors_are_those_of_the_final_page() -> None:
    assert resolve("/q/6#part") == Destination(page("one"), "part", linker().library.by_id[1])
    assert resolve("/q/6#other") == Destination(code="QT151", address="a/one.md", anchor="other")
    assert resolve("#part").code == "QT151"
    assert resolve("#part", source=1).anchor == "part"
    assert resolve("/learn/medicine/topics/axon#parts").anchor == "parts"
    assert resolve("/learn/medicine/topics/axon#part").code == "QT151"
    assert resolve("/about#anything") == Destination(
        "about/index.html", "anything"
    )  # the host knows the headings of its pages
    assert resolve("/q/6#").anchor == ""


@pytest.mark.parametrize(
    ("href", "external"),
    [
        ("https://example.org/a", "https://example.org/a"),
        ("HTTP://example.org", "HTTP://example.org"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("//example.org/a", "https://example.org/a"),
        ("  https://example.org ", "https://example.org"),
        ("javascript:x", ""),
        ("data:text/html,x", ""),
        ("", ""),
    ],
)
def test_external_links_have_an_allowed_scheme(href: str, external: str) -> None:
    found = resolve(href)
    assert (found.external, found.code) == (external, "" if external else "QT153")


def test_images_are_static_files_next_to_the_record_or_below_the_root() -> None:
    assert resolve("fig.png", source=1, image=True).file == "a/fig.png"
    assert resolve("/fig.png", source=1, image=True).file == "fig.png"
    assert resolve("fig.png", source=2, image=True) == Destination(code="QT152", address="fig.png")
    assert resolve("/about", source=1, image=True).code == "QT152"


def findings(source: int, href: str) -> list[str]:
    made = linker()
    rendered = Rendered("", (Target(href, 0, False),), (), 0, ())
    return [finding.message for finding in links(made.library.by_id[source], rendered, made)]


@pytest.mark.parametrize(
    ("source", "target", "is_ahead"),
    [
        (1, 2, False), (1, 55, True), (1, 58, True), (1, 57, False), (57, 55, True), (55, 1, False),
        (55, 56, False), (56, 55, False), (55, 58, False), (58, 55, False), (58, 58, False),
    ],
)  # fmt: skip
def test_only_published_records_must_not_link_to_unpublished_ones(source: int, target: int, is_ahead: bool) -> None:
    href = linker().library.by_id[target].url
    told = [f"this links to record {target}, which is not published"] if is_ahead else []
    assert findings(source, href) == told


def test_content_file_of_an_address() -> None:
    made = linker()
    found = {
        "/Q/6": None, "/q/6": "a/one.md", "/OLD/first/": "a/one.md", "/about": "about.md", "/learn/medicine": "",
        "/learn/nursing/questions/heart": "f/heart.md", "/learn/law/questions/two-words": None,
    }  # fmt: skip
    assert {url: made.content_file(url) for url in found} == found
