"""Style rules for the text of one record or topic.

The limits are wide enough that careful writers rarely reach them; ``explanations.toml`` gives the reason for each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from generator.checks.rules.texts import in_text
from generator.content.answers.prose import Prose, plain
from generator.model.answer import Target
from generator.model.finding import Finding, Place
from generator.model.record import Record

LONGEST_PARAGRAPH = 120
"""Words: about as many as fit on the screen of a phone."""
DENSEST, LEAST_REPEATED, LEAST_WORDS = 0.08, 10, 100
"""The largest share of the words that a keyword may make up, checked from this many repetitions and words."""
MOST_KEYWORDS = 20
_BEFORE, _AFTER = r"(?<!\w)(?<!\w-)", r"(?![\w+#]|-\w)"
"""Bounds of a whole word: "R" is not one in "R-squared", nor "C" in "C++"."""
_WORD = re.compile(r"[^\W_]+")
_FIRST_WORD = re.compile(r"(?:<[^>]*>|[^\w<]|_)*([^\W_]+)")
_LOCAL = re.compile(r"http://(?:localhost|127\.|\[::1\])", re.IGNORECASE)
_FILE_NAME = re.compile(r"[^\s]+\.(?:png|jpe?g|gif|svg|webp)", re.IGNORECASE)


def text(path: str, prose: Sequence[Prose], targets: Sequence[Target]) -> Iterator[Finding]:
    """All findings about one text; ``prose`` is the answer and the body."""
    for part in prose:
        if part.headings:
            yield from skipped_levels(path, part)
            yield from duplicate_headings(path, part)
        yield from long_paragraphs(path, part)
    yield from empty_sections(path, prose)
    for target in targets:
        if not target.bare:  # in a bare domain, http:// was added by the renderer
            yield from unencrypted(path, target.href, in_text(target.offset, target.in_body))
        yield from alternative_text(path, target)


def skipped_levels(path: str, prose: Prose) -> Iterator[Finding]:
    """Report headings more than one level below the previous heading."""
    level = 6
    for number, heading in enumerate(prose.headings):
        if heading.level > level + 1:
            message = f"the heading skips from level {level} to level {heading.level}"
            yield _at_heading(path, "QT211", prose, number, message, f"write {'#' * (level + 1)}")
        level = heading.level


def empty_sections(path: str, prose: Sequence[Prose]) -> Iterator[Finding]:
    """Report headings without text before the next heading of the same or a higher level, or before the end."""
    for part in prose:
        for number, heading in enumerate(part.headings):
            after = part.headings[number + 1] if number + 1 < len(part.headings) else None
            is_last = after is None and part is prose[-1]
            if (is_last or (after and after.level <= heading.level)) and part.is_empty_after(heading, after):
                message = f"the section {_quoted(heading.text)} is empty"
                yield _at_heading(path, "QT212", part, number, message, "add text, or remove the heading")


def duplicate_headings(path: str, prose: Prose) -> Iterator[Finding]:
    """Report headings with the same words as an earlier one in the same section."""
    above: list[tuple[int, int]] = []
    seen: set[tuple[int, str]] = set()
    for number, heading in enumerate(prose.headings):
        while above and above[-1][0] >= heading.level:
            above.pop()
        key = (above[-1][1] if above else -1, " ".join(heading.text.casefold().split()))
        if key in seen:
            message = f"the heading {_quoted(heading.text)} appears twice in one section"
            yield _at_heading(path, "QT213", prose, number, message, "make the two different, or merge the sections")
        seen.add(key)
        above.append((heading.level, number))


def long_paragraphs(path: str, prose: Prose) -> Iterator[Finding]:
    """Report paragraphs and list items with too many words."""
    remedy = f"split it into paragraphs of at most {LONGEST_PARAGRAPH} words"
    for passage in prose.passages:
        if len(passage) < 2 * LONGEST_PARAGRAPH or passage.count(" ") + passage.count("\n") < LONGEST_PARAGRAPH:
            continue  # most paragraphs
        words = len(plain(passage).split())
        if words > LONGEST_PARAGRAPH:
            place = in_text(prose.place_of_passage(passage), prose.in_body)
            yield Finding(path, "QT214", f"the paragraph has {words} words", remedy, place)


def alternative_text(path: str, target: Target) -> Iterator[Finding]:
    """Report an image without alternative text."""
    if target.image and (not target.alt.strip() or _FILE_NAME.fullmatch(target.alt.strip())):
        text = "a file name as" if target.alt.strip() else "no"
        message = f"the image {target.href} has {text} alternative text"
        place = in_text(target.offset, target.in_body)
        yield Finding(path, "QT220", message, "describe it in the [brackets]", place)


def unencrypted(path: str, href: str, place: Place) -> Iterator[Finding]:
    """Report a link to another host that uses http."""
    if href[:7].lower() == "http://" and not _LOCAL.match(href):
        yield Finding(path, "QT221", f"the link {href} is not encrypted", "use https://", place)


def repeated_question(record: Record, prose: Prose) -> Iterator[Finding]:
    """Report an answer that begins with the words of the question."""
    first = _FIRST_WORD.match(prose.html)
    if first is None or first[1].casefold() not in ("question", record.question.partition(" ")[0].casefold()):
        return  # most answers
    asked = _WORD.findall(record.question.casefold())
    begun = _WORD.findall(plain(prose.html[: 6 * len(record.question) + 200]).casefold())
    if begun[:1] == ["question"]:
        del begun[0]
    if len(asked) > 1 and begun[: len(asked)] == asked:
        message = "the answer begins by repeating the question"
        yield Finding(record.path, "QT210", message, "begin with the answer itself", in_text(prose.start, False))


def dense_keyword(record: Record, prose: Sequence[Prose]) -> Iterator[Finding]:
    """Report keywords that are repeated so often that the answer seems written for search engines."""
    written = f"{record.answer} {record.body}".casefold()
    often = [
        word for word in record.seo.keywords[:MOST_KEYWORDS] if written.count(word.casefold()) >= LEAST_REPEATED
    ]  # most answers have none
    words = " ".join(part.words for part in prose).casefold() if often else ""
    total = words.count(" ") + words.count("\n") + 1
    for keyword in often if total >= LEAST_WORDS else ():
        count = len(re.findall(_BEFORE + re.escape(keyword.casefold()) + _AFTER, words))
        share = count * (1 + keyword.count(" ")) / total
        if count >= LEAST_REPEATED and share > DENSEST:
            message = f"the keyword {keyword!r} makes up {share:.0%} of the answer ({count} times)"
            yield Finding(record.path, "QT204", message, "use other words or pronouns", Place(("seo", "page_keywords")))


def _at_heading(path: str, code: str, prose: Prose, number: int, message: str, remedy: str) -> Finding:
    return Finding(path, code, message, remedy, in_text(prose.place_of_heading(number), prose.in_body))


def _quoted(text: str) -> str:
    text = " ".join(text.split())
    return repr(text if len(text) <= 60 else text[:57] + "…")
