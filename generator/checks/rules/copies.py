"""Rules on the files of one article: they may differ in subject, address and related entries, but in nothing else."""

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
"""Keys that say something of the article: in a file that is not its primary nobody sees them."""
_LONGEST = 40
"""Characters of each text that a finding quotes."""


def disagreements(
    article: Record, rendered: Mapping[str, Rendered], library: Library, whole: Callable[[str], Record | None]
) -> Iterator[Finding]:
    """What the other files of an article say differently: the answer (an error), the date, which is the primary.

    The primary itself is never blamed, so the article keeps its page. ``whole`` reads a record with its answer by path.
    """
    for copy in library.articles.copies(article):
        if rendered[copy.path].text != rendered[article.path].text:
            yield _answer(whole(copy.path), whole(article.path), copy.path, article.path)
        dates = {copy.date, article.date}
        if len(dates) > 1 and date.min not in dates:  # which stands for a date that cannot be read
            yield Finding(
                copy.path, "QT125", f"the date differs from {article.date.isoformat()} in {article.path}",
                _REMEDY, Place(("date",), 0),
            )  # fmt: skip
        if copy.primary and article.primary:
            yield Finding(
                copy.path, "QT128", f"{article.path} is already the primary file of this article",
                "keep `primary: true` in only one of the files", Place(("primary",), 0),
            )  # fmt: skip
        for key in _ONLY_PRIMARY:
            if (value := _value(copy, key)) and value != _value(article, key):
                yield Finding(
                    copy.path, "QT129", f"`{key}` has no effect: the page shows the values in {article.path}",
                    f"move it to {article.path}, the primary file", Place((key,)),
                )  # fmt: skip


def _value(record: Record, key: str) -> object:
    return getattr(record if hasattr(record, key) else record.ledger, key)


def _answer(copy: Record | None, primary: Record | None, path: str, other: str) -> Finding:
    """The finding on two answers, at the first character that differs."""
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
    return answer.replace("\\n", "\n")  # near enough to show the place: formulas are compared as they are rendered


def _quoted(text: str, start: int) -> str:
    found = " ".join(text[start : start + _LONGEST].split())
    return repr(found) if found else ""
