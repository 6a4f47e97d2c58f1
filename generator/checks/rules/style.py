"""Rules about good answers and topics, on the text of one file; each yields findings.

Limits are chosen so that careful texts keep them without thinking of them; what each is for stands in
``explanations.toml``.
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
"""Words: about what a phone shows at once."""
DENSEST, LEAST_REPEATED, LEAST_WORDS = 0.08, 10, 100
"""The share of an answer's words that a keyword may take; how often it must stand there, in how many words."""
MOST_KEYWORDS = 20
_BEFORE, _AFTER = r"(?<!\w)(?<!\w-)", r"(?![\w+#]|-\w)"
"""Around a whole word: "R" is none in "R-squared", nor "C" in "C++"."""
_WORD = re.compile(r"[^\W_]+")
_FIRST_WORD = re.compile(r"(?:<[^>]*>|[^\w<]|_)*([^\W_]+)")
_LOCAL = re.compile(r"http://(?:localhost|127\.|\[::1\])", re.IGNORECASE)
_FILE_NAME = re.compile(r"[^\s]+\.(?:png|jpe?g|gif|svg|webp)", re.IGNORECASE)


def text(path: str, prose: Sequence[Prose], targets: Sequence[Target]) -> Iterator[Finding]:
    """All that is told of a text by itself; ``prose`` are the answer and the body."""
    for part in prose:
        if part.headings:
            yield from skipped_levels(path, part)
            yield from duplicate_headings(path, part)
        yield from long_paragraphs(path, part)
    yield from empty_sections(path, prose)
    for target in targets:
        if not target.bare:  # an editor who names a domain has written no http://
            yield from unencrypted(path, target.href, in_text(target.offset, target.in_body))
        yield from alternative_text(path, target)


def skipped_levels(path: str, prose: Prose) -> Iterator[Finding]:
    """A heading more than one level below the one before it."""
    level = 6
    for number, heading in enumerate(prose.headings):
        if heading.level > level + 1:
            yield _at_heading(
                path, "QT211", prose, number, f"the heading skips from level {level} to level {heading.level}",
                f"write {'#' * (level + 1)}",
            )  # fmt: skip
        level = heading.level


def empty_sections(path: str, prose: Sequence[Prose]) -> Iterator[Finding]:
    """A heading with nothing between it and the next one of its level or above, or the end."""
    for part in prose:
        for number, heading in enumerate(part.headings):
            after = part.headings[number + 1] if number + 1 < len(part.headings) else None
            is_last = after is None and part is prose[-1]
            if (is_last or (after and after.level <= heading.level)) and part.is_empty_after(heading, after):
                yield _at_heading(
                    path, "QT212", part, number, f"the section {_quoted(heading.text)} is empty",
                    "add text, or remove the heading",
                )  # fmt: skip


def duplicate_headings(path: str, prose: Prose) -> Iterator[Finding]:
    """Two headings of one section with the same words."""
    above: list[tuple[int, int]] = []
    seen: set[tuple[int, str]] = set()
    for number, heading in enumerate(prose.headings):
        while above and above[-1][0] >= heading.level:
            above.pop()
        key = (above[-1][1] if above else -1, " ".join(heading.text.casefold().split()))
        if key in seen:
            yield _at_heading(
                path, "QT213", prose, number, f"the heading {_quoted(heading.text)} appears twice in one section",
                "make the two different, or merge the sections",
            )  # fmt: skip
        seen.add(key)
        above.append((heading.level, number))


def long_paragraphs(path: str, prose: Prose) -> Iterator[Finding]:
    """A paragraph, or an item of a list, of too many words."""
    for passage in prose.passages:
        if len(passage) < 2 * LONGEST_PARAGRAPH or passage.count(" ") + passage.count("\n") < LONGEST_PARAGRAPH:
            continue  # nearly all
        words = len(plain(passage).split())
        if words > LONGEST_PARAGRAPH:
            yield Finding(
                path, "QT214", f"the paragraph has {words} words",
                f"split it into paragraphs of at most {LONGEST_PARAGRAPH}",
                in_text(prose.place_of_passage(passage), prose.in_body),
            )  # fmt: skip


def alternative_text(path: str, target: Target) -> Iterator[Finding]:
    """An image without words for those who do not see it."""
    if target.image and (not target.alt.strip() or _FILE_NAME.fullmatch(target.alt.strip())):
        shown = "no alternative text" if not target.alt.strip() else "a file name as alternative text"
        yield Finding(
            path, "QT220", f"the image {target.href} has {shown}", "describe it in the [brackets]",
            in_text(target.offset, target.in_body),
        )  # fmt: skip


def unencrypted(path: str, href: str, place: Place) -> Iterator[Finding]:
    """A link by http to another host."""
    if href[:7].lower() == "http://" and not _LOCAL.match(href):
        yield Finding(path, "QT221", f"the link {href} is not encrypted", "use https://", place)


def repeated_question(record: Record, prose: Prose) -> Iterator[Finding]:
    """An answer whose first words are the question's."""
    first = _FIRST_WORD.match(prose.html)
    if first is None or first[1].casefold() not in ("question", record.question.partition(" ")[0].casefold()):
        return  # nearly every answer
    asked = _WORD.findall(record.question.casefold())
    begun = _WORD.findall(plain(prose.html[: 6 * len(record.question) + 200]).casefold())
    if begun[:1] == ["question"]:
        del begun[0]
    if len(asked) > 1 and begun[: len(asked)] == asked:
        yield Finding(
            record.path, "QT210", "the answer begins by repeating the question",
            "begin with the answer itself", in_text(prose.start, False),
        )  # fmt: skip


def dense_keyword(record: Record, prose: Sequence[Prose]) -> Iterator[Finding]:
    """A keyword that stands in the answer so often that it seems written for search engines. Whole words count."""
    written = f"{record.answer} {record.body}".casefold()
    often = [
        word for word in record.seo.keywords[:MOST_KEYWORDS] if written.count(word.casefold()) >= LEAST_REPEATED
    ]  # few answers
    words = " ".join(part.words for part in prose).casefold() if often else ""
    total = words.count(" ") + words.count("\n") + 1
    for keyword in often if total >= LEAST_WORDS else ():
        count = len(re.findall(_BEFORE + re.escape(keyword.casefold()) + _AFTER, words))
        share = count * (1 + keyword.count(" ")) / total
        if count >= LEAST_REPEATED and share > DENSEST:
            yield Finding(
                record.path, "QT204", f"the keyword {keyword!r} makes up {share:.0%} of the answer ({count} times)",
                "use other words or pronouns", Place(("seo", "page_keywords")),
            )  # fmt: skip


def _at_heading(path: str, code: str, prose: Prose, number: int, message: str, remedy: str) -> Finding:
    return Finding(path, code, message, remedy, in_text(prose.place_of_heading(number), prose.in_body))


def _quoted(text: str) -> str:
    text = " ".join(text.split())
    return repr(text if len(text) <= 60 else text[:57] + "…")
