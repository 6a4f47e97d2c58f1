"""Rules for the texts of one record: refusals, placeholders, and problems found by the renderer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.content.answers.misreadings import Misreading
from generator.model.answer import Rendered
from generator.model.finding import Edit, Finding, Place
from generator.model.record import Record

TO_FILL_IN = "TO FILL IN:"
"""Beginning of the placeholders that ``quicktakes new`` writes, as a whole text or a line of an answer."""
_TO_FILL_IN = re.compile(rf"(?:\A|\n|\\n)[ \t]*({TO_FILL_IN})")

_REFUSAL = re.compile(
    r"""[\s*_>#]*
    (?:(?:unfortunately|(?P<sorry>sorry|i(?:['’]m|\sam)\s(?:very\s|so\s)?sorry|i\sapologi[sz]e|my\sapologies)
         |as\san\sai(?:\s+(?!(?:as|i)\b)\w+){0,5})
       [,.:;]?\s+(?:but\s+|that\s+)?){0,5}
    (?P<words>
       i(?:\s(?:cannot|can\snot|can['’]t|could\snot|couldn['’]t|(?:am|was)\s(?:unable|not\sable)\sto)|['’]m\s(?:unable|not\sable)\sto)
       \s(?:\w+\s){0,2}(?:answer|provide|give|help|assist|respond|determine|find|fulfil|fulfill|comply)\b
     | i\s(?:do\snot|don['’]t)\shave\s(?:\w+\s){0,2}(?:information|access|data|details)\b
     | (?:this|the|your)\squestion\s(?:cannot|can\snot|can['’]t)\sbe\sanswered\b
     | (?(sorry)(?:\w+\s){1,6}(?:do(?:es)?\snot|do(?:es)?n['’]t)
         \s(?:have|hold|contain|include|provide|mention|say)\b|(?!))
    )""",
    re.IGNORECASE | re.VERBOSE,
)


def refusal(record: Record) -> Iterator[Finding]:
    """Report an answer that begins with a refusal, unless the record is hidden from listings and search engines."""
    if record.no_index or record.withdrawn or record.same_as is not None:
        return
    found = _REFUSAL.match(record.answer)
    if found:
        message = f"the answer is a refusal: {' '.join(found['words'].split())!r}"
        remedy = "answer the question, or add `no_index: true`"
        yield Finding(record.path, "QT138", message, remedy, Place(("answer",), found.start("words")))


def placeholders(record: Record) -> Iterator[Finding]:
    """Report placeholders of ``quicktakes new`` that have not been filled in."""
    keywords = next(iter(record.seo.keywords), "")
    texts = (
        (("seo", "page_description"), record.seo.description, "sum up the answer in one or two sentences"),
        (("seo", "page_keywords"), keywords, "write words and phrases separated by commas"),
        (("answer",), record.answer, "write the answer, and delete this line"),
    )
    for key, text, remedy in texts:
        found = _TO_FILL_IN.search(text) if TO_FILL_IN in text else None
        if found:
            place = Place(key, found.start(1))
            yield Finding(record.path, "QT117", f"`{'.'.join(key)}` is not filled in", remedy, place)


def rendering(path: str, rendered: Rendered) -> Iterator[Finding]:
    """The findings about a text from the renderer."""
    for problem in rendered.problems:
        place = in_text(problem.offset, problem.in_body)
        pieces = problem.pieces if isinstance(problem, Misreading) else ()
        fix = Edit(place.key, pieces, problem.in_body) if pieces else None
        yield Finding(path, problem.code, problem.message, problem.remedy, place, fix=fix)


def in_text(offset: int, in_body: bool) -> Place:
    """A place in the answer or in the body."""
    return Place((), offset, in_body=True) if in_body else Place(("answer",), offset)
