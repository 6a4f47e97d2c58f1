"""Rules about the shape of an answer: bold lines in place of headings, an end in the middle of a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.checks.rules.texts import in_text
from generator.content.answers.prose import Prose, plain
from generator.model.finding import Finding

LEAST_BOLD_LINES = 2
"""One bold line may be a label; two divide the text as headings do."""
LEAST_WORDS = 8
"""A shorter text may be a phrase that needs no full stop."""
_BOLD_LINE = re.compile(r"<p><strong>((?:(?!</?strong>|</p>)[^\n])+)</strong>:?</p>\n<(?:p|[uo]l)\b")
_CLOSING = ("</p>", "</li>", "</ul>", "</ol>", "</blockquote>")
_GOES_ON = re.compile(r"[A-Za-z0-9,;:(-]")
_SENTENCE_ENDS = re.compile(r"[.!?][\"”’)]*\s+[A-Z]")
_GO_ON = frozenset("a an and or the which".split())
"""Words that end no phrase."""


def bold_headings(path: str, prose: Prose) -> Iterator[Finding]:
    """Bold lines between which the text is divided: no outline and no link leads to them."""
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
        yield Finding(
            path, "QT215", f"{len(titles)} bold lines are used as headings, the first is {titles[0]!r}",
            "write ### before each instead of **", in_text(prose.place_of_line(titles[0]), prose.in_body),
        )  # fmt: skip


def breaks_off(path: str, prose: Prose) -> Iterator[Finding]:
    """A text whose last sentence has no end. (Items of a list are phrases, unless a sentence ends within them.)"""
    html = prose.html.rstrip()
    end = len(html)
    while html.endswith(_CLOSING, 0, end):
        end = len(html[: html.rfind("<", 0, end)].rstrip())
    if end == len(html) or not _GOES_ON.match(html, end - 1):
        return  # nearly all; code, tables and formulas too
    passage = plain(prose.passages[-1]).strip()
    if not _GOES_ON.fullmatch(passage[-1:]):
        return  # an entity
    is_item = "</li>" in html[end:]
    words = passage.split()
    is_sentence = len(words) >= LEAST_WORDS and (not is_item or _SENTENCE_ENDS.search(passage))
    if not is_sentence and words[-1] not in _GO_ON:
        return
    message = f"the text ends with {' '.join(words[-3:])!r} without a full stop"
    yield Finding(path, "QT216", message, "complete the last sentence", in_text(prose.end, prose.in_body))
