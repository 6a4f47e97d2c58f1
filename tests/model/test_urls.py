"""URLs: unsafe ones are recognized, and relative links reach their target from any page."""

from __future__ import annotations

import posixpath
from urllib.parse import unquote, urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.model import slugs, urls

UNSAFE = [
    "/learn/../../etc/passwd",
    "/learn/./x",
    "/learn/%2e%2e/x",
    "/learn\\x",
    "https://evil.example/x",
    "//evil.example/x",
    "javascript:alert(1)",
    "/a b",
    "/a\x00b",
    "/a\nb",
    "/a?b",
    "/a#b",
    "learn/medicine",
    "/",
    "",
    "/a//b",
    "/.git/config",
    "/a/b.",
    "/a\u202eb",
    '/a"b',
    "/a<b",
    "/a/index",
    "/a/x.html",
    "/a/readme.md",
    "/" + "x" * 300,
    "/a;b",
    "/a|b",
]
SAFE = ["/learn/medicine/questions/a-slug", "/learn/medicine/questions/a-slug/", "/x", "/learn/é/ß", "/a/b_c~d(1)"]


@pytest.mark.parametrize("url", UNSAFE)
def test_unsafe_urls_are_recognized(url: str) -> None:
    assert urls.unsafe_reason(url)


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
