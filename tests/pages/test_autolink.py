"""Links from topic names in a text, and explained abbreviations."""

from __future__ import annotations

import datetime
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.library.autolink import Autolinker, Term, abbreviation, term
from generator.model.record import Topic

TAG = re.compile(r"<[^>]*>")


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
    """Return the HTML with each link to a topic as [text|slug]."""
    return re.sub(r'<a class="qt-term" href="\.\./t/([^/]*)/">(.*?)</a>', r"[\2|\1]", LINKER.link(html, file))


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("an action potential", "an [action potential|action-potential]"),
        ("Action Potential first", "[Action Potential|action-potential] first"),
        ("action potentials", "[action potentials|action-potential]"),
        ("two action potential, action potential", "two [action potential|action-potential], action potential"),
        ("nerve impulse, action potential", "[nerve impulse|action-potential], action potential"),
        ("artery; a reflex; more", "[artery|artery]; a [reflex|reflex]; more"),
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
def test_names_of_topics_become_links(html: str, expected: str) -> None:
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
def test_abbreviations_next_to_character_references(pairs: dict[str, str], text: str, expected: str) -> None:
    linker = Autolinker([abbreviation(*pair) for pair in sorted(pairs.items())], directory_urls=True)
    assert linker.link(text, "here.html") == expected


def test_abbreviation_and_topic_that_differ_in_case() -> None:
    cat = Topic("t.md", "Cat", "A cat.", "Medicine", "/t/cat", datetime.date(2026, 1, 2))
    linker = Autolinker(
        [term(cat, "t/cat/index.html"), abbreviation("CAT", "computed tomography")], directory_urls=True
    )
    html = linker.link("<p>A CAT, a cat.</p>", "index.html")
    assert '<abbr title="computed tomography">CAT</abbr>' in html


def test_abbreviations_are_explained_once() -> None:
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


def test_topic_page_does_not_link_to_itself() -> None:
    assert LINKER.link("an artery", "t/artery/index.html") == "an artery"


@given(
    st.lists(
        st.sampled_from(
            ["artery", " ", "potential", "<b>", "</b>", "ACh", "&lt;", "x", "<a href='#'>", "</a>", "İ", "-"]
        )
    )
)
def test_text_is_unchanged_except_for_links(parts: list[str]) -> None:
    html = "".join(parts)
    assert TAG.sub("", LINKER.link(html, "q/index.html")) == TAG.sub("", html)
