"""Bring the files of one article into agreement: find the file to copy from, and copy from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from generator.content import records
from generator.content.frontmatter import parser
from generator.editing import fixes
from generator.editing.cuts import Surgery, operate
from generator.editing.fixes import Fixed
from generator.library.articles import question_key
from generator.model import slugs
from generator.model.finding import Finding
from generator.model.record import Record
from generator.system import files, git

CODES = ("QT124", "QT125")
"""Findings on files of one article that differ."""
UNDECIDED = "none or several files of the article changed since the last commit; choose one with --from FILE"
OUTSIDE = "the files that would be changed are not in PATHS"
KEYS = ("question", "answer", "date", "updated")
"""Keys that are copied from one file to the others. The text below the front matter belongs to the answer."""


def others_of(folder: Path, record: Record, known: Iterable[Record]) -> list[Record]:
    """The other files of a record's article.

    They have its id, and also its question (current or of the last commit) or the last part of its url.
    """
    questions = {question_key(record.question)}
    before = git.last_committed(folder, record.path)
    old = records.read(record.path, before)[0] if before is not None else None
    if old is not None and old.id == record.id:
        questions.add(question_key(old.question))
    slug = slugs.loose_url_key(record.url)
    same = (other for other in known if other.id == record.id and other.path != record.path)
    return [o for o in same if question_key(o.question) in questions or slugs.loose_url_key(o.url) == slug]


def leaders(folder: Path, disagreeing: Iterable[str], known: Iterable[Record]) -> dict[str, str]:
    """For each file that differs from others of its article, the file to copy from.

    That is the only file of the article that changed since the last commit. Articles in which no file or several files
    changed are left out.
    """
    differing = set(disagreeing)
    groups: dict[tuple[int, str], list[str]] = {}
    for record in known:
        groups.setdefault((record.id, question_key(record.question)), []).append(record.path)
    articles = [paths for paths in groups.values() if not differing.isdisjoint(paths)]
    real = {path: (folder / path).resolve() for paths in articles for path in paths}
    changed = git.uncommitted(folder, list(real.values()))
    found: dict[str, str] = {}
    for paths in articles:
        new = [path for path in paths if real[path] in changed]
        if len(new) == 1:
            found.update((path, new[0]) for path in paths if path != new[0])
    return found


def follow(folder: Path, leading: Mapping[str, str], findings: Mapping[str, Sequence[Finding]]) -> Iterator[Fixed]:
    """Copy question, answer and dates into each file, then fix its other findings; ``leading`` maps file to source."""
    for path, source in leading.items():
        data = files.read(folder, path)
        text, (reason,) = operate(data.decode("utf-8"), [_adoption(files.read(folder, source).decode("utf-8"))])
        rest = [finding for finding in findings.get(path, ()) if finding.code not in CODES and not _is_copied(finding)]
        fixed = fixes.fix(path, text.encode("utf-8"), rest)
        differs = Finding(path, "QT124", f"this file differs from {source}", "copy the changes by hand").at(1, 1)
        left = ((differs, reason),) if reason else ()
        done = _differences(path, data.decode("utf-8"), text)
        yield replace(fixed, old=data, done=(*done, *fixed.done), left=(*left, *fixed.left))


def _differences(path: str, before: str, after: str) -> Iterator[Finding]:
    """The findings that the copied values fix."""
    (old, parts), (new, now) = parser.parse(before), parser.parse(after)
    changed = {key for key in KEYS if old.get(key) != new.get(key)}
    if changed & {"question", "answer"} or parts.body != now.body:
        yield Finding(path, "QT124", "", "")
    if changed & {"date", "updated"}:
        yield Finding(path, "QT125", "", "")


def _is_copied(finding: Finding) -> bool:
    return finding.fix is not None and finding.fix.key[0] in KEYS


def _adoption(source: str) -> Callable[[Surgery], None]:
    leader = Surgery(source)

    def work(surgery: Surgery) -> None:
        for key in KEYS:
            surgery.adopt(key, leader, after="date")
        surgery.body = leader.body

    return work
