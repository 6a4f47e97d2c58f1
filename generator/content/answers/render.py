"""Renders an answer: scan → settle lists → CommonMark → safe, complete HTML.

Safety does not depend on a single step: raw HTML becomes text before the Markdown engine sees it, the engine escapes
the rest, links need a scheme from an allow-list, and ``formulas`` has an allow-list for its output.
"""

from __future__ import annotations

import html as html_text
import re
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from hashlib import blake2b
from urllib.parse import quote

from generator.content.answers import citations, commonmark, leftovers, misreadings, raw_html
from generator.content.answers.destinations import Destinations, shown_as
from generator.content.answers.math.formulas import convert
from generator.content.answers.math.tex import FormulaError
from generator.content.answers.prose import Prose, plain
from generator.content.answers.source import letters, tables
from generator.content.answers.source.lists import settle
from generator.content.answers.source.marks import CLOSE, MARK, OPEN, SOURCE_MARK, TARGET_CLOSE, TARGET_OPEN
from generator.content.answers.source.scan import scan
from generator.model import slugs
from generator.model.answer import Heading, Problem, Rendered, Target

_TARGET = re.compile(f"{TARGET_OPEN}(\\d+){TARGET_CLOSE}")
_PIECE = re.compile(
    r'<(?:h(?P<level>[1-6])>(?P<heading>.*?)</h(?P=level)>|a href="(?P<href>[^"]*)"'
    r'|img src="(?P<src>[^"]*)"(?P<img>[^<>]*?) ?/>|(?P<cell>t[hd]) align="(?P<align>\w+)">'
    r"|(?P<table>table>)|(?P<endtable>/table>)|(?P<pre>pre>)|(?P<enda>/a>))",
    re.DOTALL,
)
_MARK_IN_URL = re.compile(f"{quote(OPEN)}(\\d+){quote(CLOSE)}")
_MARK_OUT_OF_PLACE = re.compile(rf"<(?:[^<>]*|code[^<>]*>[^<]*){OPEN}")
_TAG_OR_MARK = re.compile(rf"<code[^<>]*>[^<]*</code>|<[^<>]*>|{MARK.pattern}")
_MATH_OR_TAG = re.compile(r'<(?:math.*?</math|code class="tex">.*?</small|[^<>]*)>', re.DOTALL)
_RESERVED_ANCHORS = ("main", "related", "referenced", "toc", "origin")
_EXTERNAL = re.compile(r"(?:https?:)?//", re.IGNORECASE)


def render(answer: str, body: str = "", taken: Collection[str] = ()) -> Rendered:
    """The safe HTML of an encoded answer and the ordinary Markdown below it in the body of the file.

    Pure; never raises for any text. Problems are in ``problems``, with offsets into ``answer`` (or ``body``). A formula
    that cannot be converted is shown as its source in ``<code class="tex">``, with a note. ``taken`` are further ids of
    the page, besides those that every page has.
    """
    return read(answer, body, taken=taken)[0]


def read(
    answer: str, body: str = "", counted: bool = True, taken: Collection[str] = (), sources: int = 0
) -> tuple[Rendered, tuple[Prose, ...]]:
    """The result of ``render``, and the two texts (the body only if there is one) for the rules of style.

    Words are counted only if ``counted``, else 0. ``[1]`` cites the first of the ``sources`` that the page lists.
    """
    listed = map(citations.anchor, range(1, sources + 1))
    anchors = dict.fromkeys((*_RESERVED_ANCHORS, *taken, *listed), 1)
    parts = [_Part(answer, False, anchors, 0, sources)]
    if body.strip():
        parts.append(_Part(body, True, anchors, len(parts[0].targets), sources))
    whole = "".join(part.html for part in parts)
    rendered = Rendered(
        html=whole,
        targets=tuple(target for part in parts for target in part.targets),
        headings=tuple(heading for part in parts for heading in part.headings),
        words=len(html_text.unescape(_MATH_OR_TAG.sub(" ", whole)).split()) if counted else 0,
        problems=tuple(problem for part in parts for problem in part.problems),
        text=_digest([piece for part in parts for piece in part.pieces()]),
    )
    return rendered, tuple(part.prose for part in parts)


def fill(html: str, addresses: Sequence[str]) -> str:
    """The HTML with the address of each target. A target with an empty address loses its link."""

    def attribute(match: re.Match[str]) -> str:
        address = addresses[int(match[1])]
        name = "src" if html.startswith("<img", match.start() - 4) else "href"
        return f' {name}="{html_text.escape(address)}"' if address else ""

    return _TARGET.sub(attribute, html)


def _digest(pieces: Sequence[str]) -> str:
    return blake2b("\0".join(pieces).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


class _Part:
    """Renders one of the two texts of a record, and collects its problems."""

    def __init__(self, source: str, in_body: bool, anchors: dict[str, int], first_target: int, sources: int) -> None:
        self.in_body = in_body
        self.anchors = anchors
        self.first_target = first_target
        self.sources = sources
        self.targets: list[Target] = []
        self.headings: list[Heading] = []
        self.problems: list[Problem] = []
        self.open_levels: list[int] = []
        self.in_link = False
        self.scanned = scan(source, escapes=not in_body)
        self.destinations = Destinations(self.scanned)
        self.formulas = [self.formula(number) for number in range(len(self.scanned.formulas))]
        html = self.markdown()
        self.problems += leftovers.find(html, self.scanned, in_body)
        self.problems += misreadings.find(html, self.scanned, in_body)
        self.prose = Prose(html, self.scanned, in_body)
        self.html = self.finish(html)

    def pieces(self) -> list[str]:
        """The decoded text with marks, and the formulas."""
        return [self.scanned.text.strip(), *(formula.tex for formula in self.scanned.formulas)]

    def problem(self, code: str, message: str, remedy: str, offset: int) -> None:
        self.problems.append(Problem(code, message, remedy, offset, self.in_body))

    def formula(self, number: int) -> str:
        formula = self.scanned.formulas[number]
        try:
            mathml, percents = convert(formula.tex, formula.display)
        except FormulaError as error:
            at = formula.trace.source(error.offset)
            self.problem("QT160", f"formula not converted: {error.message}", error.remedy, at)
            sign = "$$" if formula.display else "$"
            code = f'<code class="tex">{html_text.escape(f"{sign}{formula.tex}{sign}")}</code>{SOURCE_MARK}'
            return f'<span class="qt-math">{code}</span>' if formula.display else code
        for offset in percents:
            self.problem("QT161", "% starts a comment in LaTeX", r"write \%", formula.trace.source(offset))
        return f'<span class="qt-math">{mathml}</span>' if formula.display else mathml

    def markdown(self) -> str:
        beyond = tables.beyond(self.scanned.text)
        if beyond >= 0:
            self.problem(*tables.TOO_LARGE, self.scanned.trace.source(beyond))
            return ""
        text, tags = raw_html.inert(self.scanned)
        for tag in tags:
            remedy = "use Markdown instead, or put it in `code`"
            self.problem("QT162", f"raw HTML {tag.name} is shown as text", remedy, self.scanned.trace.source(tag.at))
        numbered, first = letters.numbered(text, self.scanned.in_code)
        if first < 0:
            return self.engine(text)
        lettered = letters.lettered(self.engine(numbered))
        if lettered is None:
            remedy = "add a blank line before and after each list"
            self.problem("QT167", "lettered list shown as text", remedy, self.scanned.trace.source(first))
        return lettered or self.engine(text)

    def engine(self, text: str) -> str:
        return commonmark.html(text if self.in_body else settle(text))

    def finish(self, html: str) -> str:
        html = citations.link(_PIECE.sub(self.piece, html), self.sources, self.uncited)
        if not self.formulas:
            return html
        if _MARK_OUT_OF_PLACE.search(html):
            return _TAG_OR_MARK.sub(self.math, html)
        return MARK.sub(lambda mark: self.formulas[int(mark[1])], html)

    def uncited(self, text: str, number: int) -> None:
        """Report a citation of a source that is not listed."""
        message = f"source {number} is cited, but `sources` has only {self.sources}"
        at = next(self.citations.get(text, iter(())), 0)
        self.problem("QT187", message, "add it to `sources`, or correct the number", self.scanned.trace.source(at))

    @cached_property
    def citations(self) -> dict[str, Iterator[int]]:
        """The offsets of the citations in the decoded text that are not in code."""
        found: dict[str, list[int]] = {}
        for citation in citations.WRITTEN.finditer(self.scanned.text):
            if not self.scanned.in_code(citation.start()):
                found.setdefault(citation[0], []).append(citation.start())
        return {text: iter(places) for text, places in found.items()}

    def math(self, match: re.Match[str]) -> str:
        if match[1] is not None:
            return self.formulas[int(match[1])]
        # inside a tag or code, which cannot hold math
        return MARK.sub(lambda mark: html_text.escape(self.scanned.formulas[int(mark[1])].source), match[0])

    def piece(self, match: re.Match[str]) -> str:
        if match["level"]:
            return self.heading(int(match["level"]), match["heading"])
        if match["href"] is not None:
            by_itself = any(match.string.startswith(f">{text}</a>", match.end()) for text in shown_as(match["href"]))
            self.in_link = True
            return f"<a{self.target(match['href'], image=False, by_itself=by_itself)}"
        if match["enda"]:
            self.in_link = False
            return match[0]
        if match["src"] is not None:
            return self.image(match["src"], match["img"])
        if match["cell"]:
            return f'<{match["cell"]} class="qt-{match["align"]}">'
        if match["table"]:
            return '<div class="qt-table" role="region" aria-label="Table" tabindex="0"><table>'
        return "</table></div>" if match["endtable"] else '<pre tabindex="0">'

    def heading(self, level: int, inner: str) -> str:
        inner = _PIECE.sub(self.piece, inner)
        while self.open_levels and self.open_levels[-1] >= level:
            self.open_levels.pop()
        self.open_levels.append(level)
        shown = _TAG_OR_MARK.sub(self.math, inner).replace(SOURCE_MARK, "")
        new_level = min(1 + len(self.open_levels), 6)
        anchor = slugs.anchor(plain(shown), self.anchors)
        self.headings.append(Heading(new_level, anchor, re.sub(r"</?(?:a|img)\b[^<>]*>", "", shown)))
        return f'<h{new_level} id="{anchor}">{inner}</h{new_level}>'

    def image(self, src: str, rest: str) -> str:
        found = re.search(r'alt="([^"]*)"', rest)
        alt = found[1] if found else ""
        if not src or src.lower().startswith("data:"):
            return alt if self.in_link else f"<a{self.target('', image=False)}>{alt}</a>"
        if _EXTERNAL.match(src):
            shown = (alt or src) if self.in_link else f"<a{self.target(src, image=False)}>{alt or src}</a>"
            offset = self.scanned.trace.source(self.destinations.next(src)) if self.in_link else self.targets[-1].offset
            remedy = "save the image next to the record, so that readers contact no third party"
            self.problem("QT154", "an image on another host is shown as a link", remedy, offset)
            return shown
        return f'<img{self.target(src, image=True, alt=alt)}{rest} loading="lazy">'

    def target(self, escaped: str, image: bool, alt: str = "", by_itself: bool = False) -> str:
        href = _MARK_IN_URL.sub(lambda mark: self.scanned.formulas[int(mark[1])].source, html_text.unescape(escaped))
        at = self.destinations.next(href, by_itself)
        bare = href.startswith("http://www.") and self.scanned.text.startswith("www.", at)
        offset = self.scanned.trace.source(at)
        self.targets.append(Target(href, offset, image, self.in_body, html_text.unescape(alt), bare))
        return f"{TARGET_OPEN}{self.first_target + len(self.targets) - 1}{TARGET_CLOSE}"
