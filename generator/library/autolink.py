"""Link the first mention of each topic in a text to its page, and explain the first mention of each abbreviation.

All names are matched in one pass (Aho-Corasick), the longest at each position: whole words, plurals and hyphenations,
but not in headings, links, code or math. Names with inner capitals (``ACh``, ``NMJ``) must match in case.
"""

from __future__ import annotations

import html as html_text
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import ahocorasick_rs

from generator.model import urls
from generator.model.record import Topic

_PIECE = re.compile(r"<(a|h[1-6]|code|pre|math)\b.*?</\1>|<[^>]*>", re.DOTALL)
_VOWELS = "aeiou"


@dataclass(frozen=True, slots=True)
class Term:
    """A topic with its names and the file of its page; or an abbreviation, with a meaning instead of a page."""

    file: str
    names: tuple[str, ...]
    meaning: str = ""


def term(topic: Topic, file: str) -> Term:
    """Return a topic with its names, their plurals and hyphenations."""
    found: dict[str, None] = {}
    for name in (topic.title, *topic.synonyms):
        plain = name[:1].lower() + name[1:] if name[1:] == name[1:].lower() else name
        for variant in (plain, plain.replace("-", " "), plain.replace("-", "")):
            found.update(dict.fromkeys((variant, _plural(variant))))
    return Term(file, tuple(found))


def abbreviation(short: str, meaning: str) -> Term:
    """Return an abbreviation and its plural."""
    return Term("", (short, f"{short}s"), meaning)


def _plural(name: str) -> str:
    if name.endswith("y") and name[-2:-1] not in _VOWELS:
        return f"{name[:-1]}ies"
    return f"{name}es" if name.endswith(("s", "x", "ch", "sh")) else f"{name}s"


class Autolinker:
    """Links texts to the topics of a site."""

    def __init__(self, terms: Sequence[Term], directory_urls: bool) -> None:
        names: dict[str, list[tuple[str, Term]]] = {}
        for found in terms:
            for name in found.names:
                escaped = html_text.escape(name, quote=False)
                names.setdefault(escaped.lower(), []).append((escaped, found))
        self._names = list(names.values())
        self._directory_urls = directory_urls
        kind = ahocorasick_rs.MatchKind.LeftmostLongest
        self._matcher = ahocorasick_rs.AhoCorasick(list(names), matchkind=kind)

    def link(self, html: str, file: str) -> str:
        """Add links to the HTML of a page. A page never links to itself, or twice to one topic."""
        if not self._names:
            return html
        linked = {file}
        out: list[str] = []
        at = 0
        for piece in _PIECE.finditer(html):
            out += self._text(html[at : piece.start()], file, linked)
            out.append(piece[0])
            at = piece.end()
        out += self._text(html[at:], file, linked)
        return "".join(out)

    def _text(self, text: str, file: str, linked: set[str]) -> Iterator[str]:
        lowered = text.lower()
        if len(lowered) != len(text):  # offsets differ: some letters become several in lower case
            yield text
            return
        done = 0
        for number, start, end in self._matcher.find_matches_as_indexes(lowered):
            if not _is_word(text, start, end):
                continue
            found = text[start:end]
            fitting = [pair for pair in self._names[number] if _is_cased(pair[0], found, pair[1])]
            if not fitting:
                continue
            _, term = min(fitting, key=lambda pair: pair[0] != found)  # prefer the exact case
            target = term.file or term.names[0]
            if target in linked:
                continue
            linked.add(target)
            yield text[done:start]
            if term.meaning:
                yield f'<abbr title="{html_text.escape(term.meaning)}">{text[start:end]}</abbr>'
            else:
                href = html_text.escape(urls.link(file, target, self._directory_urls))
                yield f'<a class="qt-term" href="{href}">{text[start:end]}</a>'
            done = end
        yield text[done:]


def _is_word(text: str, start: int, end: int) -> bool:
    around = text[start - 1 : start] + text[end : end + 1]
    if text.endswith(("&", "&#"), 0, start) and text.startswith(";", end):
        return False  # an HTML entity: `amp` in `&amp;`
    return not any(char.isalnum() or char in "-–" for char in around)


def _is_cased(name: str, found: str, term: Term) -> bool:
    """Whether the case of a text fits a name. Names with inner capitals are abbreviations: ``MG`` is not ``mg``."""
    return (not term.meaning and name[1:] == name[1:].lower()) or name == found


@lru_cache(maxsize=2)
def autolinker(terms: tuple[Term, ...], directory_urls: bool) -> Autolinker:
    """Return the autolinker of this process, which is made once."""
    return Autolinker(terms, directory_urls)
