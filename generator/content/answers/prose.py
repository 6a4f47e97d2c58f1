"""A text for the rules of style: headings, passages of running text, and their positions in the source."""

from __future__ import annotations

import html as html_text
import re
from functools import cached_property
from typing import NamedTuple

from generator.content.answers.source.marks import MARK, OPEN, Scanned
from generator.content.answers.source.places import Places

_HEADING = re.compile(r"<h([1-6])>(.*?)</h\1>", re.DOTALL)
_BETWEEN_PASSAGES = re.compile(
    r"<pre.*?</pre>|<table.*?</table>|<h[1-6]>.*?</h[1-6]>|</?(?:p|[uo]l|li|blockquote)(?: [^<>]*)?>|<hr>", re.DOTALL
)
_HASHES = re.compile(r"^(?:[ \t>]|[-*+•][ \t]|\d{1,9}[.)][ \t])*(#{1,6})(?:[ \t]|$)", re.MULTILINE)
_TAG = re.compile(r"<[^<>]*>")
_FIRST_WORDS = 40
"""Characters that are used to find a passage in the source."""


class WrittenHeading(NamedTuple):
    """A heading as written: its level (1 to 6), its text, its start and end in the HTML."""

    level: int
    text: str
    start: int
    end: int


class Prose:
    """One text of a record or a topic. ``html`` comes from the Markdown engine and has marks for formulas."""

    def __init__(self, html: str, scanned: Scanned, in_body: bool) -> None:
        self.html = html
        self.in_body = in_body
        self._scanned = scanned
        self._places = Places(scanned.text)
        self._cursor = 0

    @cached_property
    def headings(self) -> list[WrittenHeading]:
        """The headings in order, with the levels that the writer chose."""
        if "<h" not in self.html:
            return []
        return [WrittenHeading(int(m[1]), self._shown(m[2]), m.start(), m.end()) for m in _HEADING.finditer(self.html)]

    def _shown(self, html: str) -> str:
        """Plain text with the sources of formulas."""
        return plain(MARK.sub(lambda mark: self._scanned.formulas[int(mark[1])].source, html))

    @cached_property
    def passages(self) -> list[str]:
        """The HTML of each paragraph and list item, without headings, tables and code blocks."""
        return [passage for passage in _BETWEEN_PASSAGES.split(self.html) if passage and not passage.isspace()]

    @cached_property
    def words(self) -> str:
        """The passages as plain text, one per line."""
        return plain("\n".join(passage.replace("\n", " ").strip() for passage in self.passages))

    def is_empty_after(self, heading: WrittenHeading, following: WrittenHeading | None = None) -> bool:
        """Whether there is nothing between a heading and the following one, or the end."""
        return not self.html[heading.end : following.start if following else len(self.html)].strip()

    def place_of_heading(self, number: int) -> int:
        """The offset in the source of a heading, by its number from 0."""
        return self._scanned.trace.source(self._heading_places[number])

    @cached_property
    def _heading_places(self) -> list[int]:
        text = self._scanned.text
        found = (m.start(1) for m in _HASHES.finditer(text))
        written = [at for at in found if not self._scanned.in_code(at)]
        if len(written) == len(self.headings):
            return written
        places, at = [], 0
        for heading in self.headings:  # some are underlined
            at = max(self._places.find(heading.text[:_FIRST_WORDS], at), at)
            places.append(at)
        return places

    def place_of_passage(self, passage: str) -> int:
        """The offset in the source of a passage. Call it for the passages in order."""
        first = next((piece for piece in re.split(f"<[^<>]*>|{OPEN}|\n", passage) if piece.strip()), "")
        words = html_text.unescape(first).strip()[:_FIRST_WORDS]
        self._cursor = max(self._places.find(words, self._cursor), self._cursor)
        return self._scanned.trace.source(self._cursor)

    def place_of_line(self, words: str) -> int:
        """The offset in the source of a line that begins with these words in bold, or of the words."""
        text = self._scanned.text
        found = re.search(rf"^[ \t]*[*_]+{re.escape(words[:_FIRST_WORDS])}", text, re.MULTILINE)
        return self._scanned.trace.source(found.start() if found else max(0, text.find(words[:_FIRST_WORDS])))

    @property
    def end(self) -> int:
        """The offset in the source of the last character."""
        return self._scanned.trace.source(max(0, len(self._scanned.text.rstrip()) - 1))

    @property
    def start(self) -> int:
        """The offset in the source of the first word."""
        text = self._scanned.text
        return self._scanned.trace.source(len(text) - len(text.lstrip()))


def plain(html: str) -> str:
    """The plain text of HTML, without formulas."""
    if OPEN in html:
        html = MARK.sub("", html)
    if "<" in html:
        html = _TAG.sub("", html)
    return html_text.unescape(html) if "&" in html else html
