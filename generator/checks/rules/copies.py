"""Rules for the files of one article: only their subjects, addresses and related entries may differ."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from generator.checks.rules.texts import in_text
from generator.library.library import Library
from generator.model.answer import Rendered
from generator.model.finding import Finding, Place
from generator.model.record import Record

_REMEDY = "run `quicktakes fix` to copy the file changed since the last commit, or `fix --from FILE` to choose one"
_ONLY_PRIMARY = """updated same_as canonical provenance reviewed_by last_reviewed review_due sources
corrections""".split()
"""Keys that describe the article: pages show only those of its primary file."""
_LONGEST = 40
"""Characters of each text that a message quotes."""


def disagreements(
    article: Record, rendered: Mapping[str, Rendered], library: Library, whole: Callable[[str], Record | None]
) -> Iterator[Finding]:
    """Compare the other files of an article with its primary: answer (an error), date, ``primary``, ineffective keys.

    Findings are never in the primary file, so that the article keeps its page. ``whole`` reads the record at a path,
    including its answer.
    """
    for copy in library.articles.copies(article):
        if rendered[copy.path].text != rendered[article.path].text:
            yield _answer(whole(copy.path), whole(article.path), copy.path, article.path)
        dates = {copy.date, article.date}
        if len(dates) > 1 and date.min not in dates:  # date.min means: the date is invalid
            message = f"the date differs from {article.date.isoformat()} in {article.path}"
            yield Finding(copy.path, "QT125", message, _REMEDY, Place(("date",), 0))
        if copy.primary and article.primary:
            message = f"{article.path} is already the primary file of this article"
            remedy = "keep `primary: true` in only one of the files"
            yield Finding(copy.path, "QT128", message, remedy, Place(("primary",), 0))
        for key in _ONLY_PRIMARY:
            if (value := _value(copy, key)) and value != _value(article, key):
                message = f"`{key}` has no effect: the page shows the values in {article.path}"
                remedy = f"move it to {article.path}, the primary file"
                yield Finding(copy.path, "QT129", message, remedy, Place((key,)))


def _value(record: Record, key: str) -> object:
    return getattr(record if hasattr(record, key) else record.ledger, key)


def _answer(copy: Record | None, primary: Record | None, path: str, other: str) -> Finding:
    """The finding about two answers that differ, at the beginning of the first different word."""
    if copy is None or primary is None:  # changed since it was read
        return Finding(path, "QT124", f"the answer differs from the one in {other}", _REMEDY)
    written, ours, theirs = copy.answer, _decoded(copy.answer), _decoded(primary.answer)
    in_body = ours == theirs
    if in_body:
        written, ours, theirs = copy.body, copy.body, primary.body
    same = next((at for at, (one, two) in enumerate(zip(ours, theirs, strict=False)) if one != two), None)
    start = max(ours.rfind(sign, 0, min(len(ours), len(theirs)) if same is None else same) for sign in " \n") + 1
    escapes = ours.count("\n", 0, start) * (len(written) - len(ours) > 0)
    mine, other_words = _quoted(ours, start), _quoted(theirs, start)
    message = f"the answer says {mine} where {other} says {other_words}"
    if not mine:
        message = f"the answer ends here, but in {other} it continues with {other_words}"
    elif not other_words:
        message = f"the answer continues with {mine}, but in {other} it ends here"
    return Finding(path, "QT124", message, _REMEDY, in_text(start + escapes, in_body))


def _decoded(answer: str) -> str:
    return answer.replace("\\n", "\n")  # a guess that may be wrong in formulas; it only decides what the message quotes


def _quoted(text: str, start: int) -> str:
    found = " ".join(text[start : start + _LONGEST].split())
    return repr(found) if found else ""
