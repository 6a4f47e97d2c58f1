"""Rules for the structure of an answer: bold lines used as headings, and an incomplete last sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.checks.rules.texts import in_text
from generator.content.answers.prose import Prose, plain
from generator.model.finding import Finding

LEAST_BOLD_LINES = 2
"""One bold line may be a label; two or more divide the text like headings."""
LEAST_WORDS = 8
"""Shorter texts may be phrases, which need no full stop."""
_BOLD_LINE = re.compile(r"<p><strong>((?:(?!</?strong>|</p>)[^\n])+)</strong>:?</p>\n<(?:p|[uo]l)\b")
_CLOSING = ("</p>", "</li>", "</ul>", "</ol>", "</blockquote>")
_CONTINUES = re.compile(r"[A-Za-z0-9,;:(-]")
_SENTENCE_ENDS = re.compile(r"[.!?][\"”’)]*\s+[A-Z]")
_INCOMPLETE_AFTER = frozenset("a an and or the which".split())
"""Words that cannot end a phrase."""


def bold_headings(path: str, prose: Prose) -> Iterator[Finding]:
    """Report bold lines that divide a text like headings: they have no anchor and are missing from its outline."""
    html = prose.html
    if "</strong></p>" not in html and "</strong>:</p>" not in html:
        return  # most answers
    found = [
        plain(line[1]).strip(" :")
        for line in _BOLD_LINE.finditer(html)
        if html.count("<li>", 0, line.start()) == html.count("</li>", 0, line.start())
    ]
    titles = [words for words in found if words[-1:] not in (".", "!", "?")]
    if len(titles) >= LEAST_BOLD_LINES:
        message = f"{len(titles)} bold lines are used as headings (first: {titles[0]!r})"
        place = in_text(prose.place_of_line(titles[0]), prose.in_body)
        yield Finding(path, "QT215", message, "write ### before each instead of **", place)


def incomplete_end(path: str, prose: Prose) -> Iterator[Finding]:
    """Report a text whose last sentence is incomplete. (A list item counts as a phrase unless it contains the end of a
    sentence.)"""
    html = prose.html.rstrip()
    end = len(html)
    while html.endswith(_CLOSING, 0, end):
        end = len(html[: html.rfind("<", 0, end)].rstrip())
    if end == len(html) or not _CONTINUES.match(html, end - 1):
        return  # most texts, and those that end with code, a table or a formula
    passage = plain(prose.passages[-1]).strip()
    if not _CONTINUES.fullmatch(passage[-1:]):
        return  # an entity
    is_item = "</li>" in html[end:]
    words = passage.split()
    is_sentence = len(words) >= LEAST_WORDS and (not is_item or _SENTENCE_ENDS.search(passage))
    if not is_sentence and words[-1] not in _INCOMPLETE_AFTER:
        return
    message = f"the text ends with {' '.join(words[-3:])!r} without a full stop"
    yield Finding(path, "QT216", message, "complete the last sentence", in_text(prose.end, prose.in_body))
