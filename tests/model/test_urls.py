"""URLs: unsafe ones are recognized, and relative links reach their target from any page."""

from __future__ import annotations

import posixpath
from urllib.parse import unquote, urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.model import slugs, urls

UNSAFE = {
    "/learn/../../etc/passwd": "a segment begins or ends with a dot",
    "/learn/./x": "a segment begins or ends with a dot",
    "/.git/config": "a segment begins or ends with a dot",
    "/a/b.": "a segment begins or ends with a dot",
    "/learn/%2e%2e/x": "it contains the character '%'",
    "/learn\\x": "it contains a backslash",
    "https://evil.example/x": "it has a scheme",
    "javascript:alert(1)": "it has a scheme",
    "//evil.example/x": "it names a host",
    "learn/medicine": "it does not begin with /",
    "": "it does not begin with /",
    "/": "it is the address of the home page",
    "/a//b": "it contains an empty segment (//)",
    "/a/index": "the segment 'index' looks like a file of the site",
    "/a/INDEX/b": "the segment 'INDEX' looks like a file of the site",
    "/a/x.html": "the segment 'x.html' looks like a file of the site",
    "/a/readme.MD": "the segment 'readme.MD' looks like a file of the site",
    "/a.xml/b": "the segment 'a.xml' looks like a file of the site",
    "/a.txt": "the segment 'a.txt' looks like a file of the site",
    "/a.apkg": "the segment 'a.apkg' looks like a file of the site",
    "/" + "x" * 241: "a segment is longer than 240 bytes",
    "/a/" + "é" * 121 + "/b": "a segment is longer than 240 bytes",
}
FORBIDDEN = ' \x00\n?#\u202e"<>`{}|^;%\x7f\xa0\u2028\u200b\ufeff'
SAFE = [
    "/learn/medicine/questions/a-slug",
    "/learn/medicine/questions/a-slug/",
    "/x",
    "/learn/é/ß",
    "/a/b_c~d(1)",
    "/" + "x" * 240,
    "/a/" + "é" * 120,
]


def test_unsafe_urls_are_recognized() -> None:
    assert {url: urls.unsafe_reason(url) for url in UNSAFE} == UNSAFE


@pytest.mark.parametrize("char", FORBIDDEN)
def test_characters_that_are_not_allowed_in_urls_are_named(char: str) -> None:
    assert urls.unsafe_reason(f"/a{char}b") == f"it contains the character {char!r}"


@pytest.mark.parametrize("url", SAFE)
def test_safe_urls_are_accepted(url: str) -> None:
    assert urls.unsafe_reason(url) == ""


@given(st.text(max_size=60).map(lambda text: "/" + text), st.booleans())
def test_no_safe_url_leaves_the_site(url: str, directory_urls: bool) -> None:
    if urls.unsafe_reason(url):
        return
    file = urls.record_file(url, directory_urls)
    assert posixpath.normpath(file) == file
    assert not file.startswith(("/", ".."))


segments = st.lists(st.sampled_from(["learn", "a", "b-c", "é", "x:y", "q"]), min_size=1, max_size=5)
files = st.builds(lambda parts, index: "/".join(parts) + ("/index.html" if index else ".html"), segments, st.booleans())


@given(files, files, st.booleans())
def test_relative_links_reach_their_target(source: str, target: str, directory_urls: bool) -> None:
    base = "http://host/sub/" + urls.public(source, True)
    if not source.endswith("index.html"):
        base = "http://host/sub/" + source
    link = urls.link(source, target, directory_urls)
    reached = unquote(urljoin(base, link)).removeprefix("http://host/sub/")
    if directory_urls and target.endswith("index.html"):
        assert reached + "index.html" == target
    else:
        assert reached == target


@pytest.mark.parametrize(
    ("file", "with_directories", "without"),
    [
        ("learn/medicine/questions/x/index.html", "learn/medicine/questions/x/", "learn/medicine/questions/x/"),
        ("learn/medicine/questions/x.html", "learn/medicine/questions/x.html", "learn/medicine/questions/x"),
        ("index.html", "", ""),
    ],
)
def test_public_url_of_a_page_with_and_without_directories(file: str, with_directories: str, without: str) -> None:
    assert urls.public(file, True) == with_directories
    assert urls.public(file, False) == without


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "How does the excitatory post-synaptic potential work?",
            "how-does-the-excitatory-postsynaptic-potential-work",
        ),
        ("Tkinter: place(), grid() and pack()", "tkinter-place-grid-and-pack"),
        ("What's Ménière's disease?", "whats-menieres-disease"),
        ("place()/grid()", "place-grid"),
        ("  A   B  ", "a-b"),
        ("?!", ""),
    ],
)
def test_slug_of_a_question(text: str, expected: str) -> None:
    assert slugs.slug(text) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Health Studies", "health-studies"),
        ("Computer science", "computer-science"),
        ("Ear-Nose & Throat", "ear-nose-throat"),
    ],
)
def test_slug_of_a_subject(name: str, expected: str) -> None:
    assert slugs.subject_slug(name) == expected


@pytest.mark.parametrize(
    ("question", "letter"),
    [
        ("How do ion channels work?", "i"),
        ("What is the role of Éclair?", "e"),
        ("5-HT: what is it?", "0-9"),
        ("What is?", "w"),
        ("Ωmega", "0-9"),
    ],
)
def test_letter_of_the_index(question: str, letter: str) -> None:
    assert slugs.index_letter(question) == letter
