"""Files of one article that should say the same: which of them the others follow, and the following itself."""

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
"""The findings on files that disagree."""
UNDECIDED = "none or several files of the article changed since the last commit; choose one with --from FILE"
OUTSIDE = "the files that would be changed are not in PATHS"
KEYS = ("question", "answer", "date", "updated")
"""What is copied from one file to the others; the text below the front matter belongs to the answer."""


def others_of(folder: Path, record: Record, known: Iterable[Record]) -> list[Record]:
    """The other files of a record's article: those with its id, and with its question of now or of the last commit or
    with the last part of its url."""
    questions = {question_key(record.question)}
    before = git.last_committed(folder, record.path)
    old = records.read(record.path, before)[0] if before is not None else None
    if old is not None and old.id == record.id:
        questions.add(question_key(old.question))
    slug = slugs.loose_url_key(record.url)
    same = (other for other in known if other.id == record.id and other.path != record.path)
    return [o for o in same if question_key(o.question) in questions or slugs.loose_url_key(o.url) == slug]


def leaders(folder: Path, disagreeing: Iterable[str], known: Iterable[Record]) -> dict[str, str]:
    """For each file that disagrees with others of its article, the one to follow: the only one changed since the last
    commit. Files of an article of which none or several were changed are left out."""
    wanted = set(disagreeing)
    groups: dict[tuple[int, str], list[str]] = {}
    for record in known:
        groups.setdefault((record.id, question_key(record.question)), []).append(record.path)
    torn = [paths for paths in groups.values() if not wanted.isdisjoint(paths)]
    real = {path: (folder / path).resolve() for paths in torn for path in paths}
    changed = git.uncommitted(folder, list(real.values()))
    found: dict[str, str] = {}
    for paths in torn:
        new = [path for path in paths if real[path] in changed]
        if len(new) == 1:
            found.update((path, new[0]) for path in paths if path != new[0])
    return found


def follow(folder: Path, leading: Mapping[str, str], findings: Mapping[str, Sequence[Finding]]) -> Iterator[Fixed]:
    """Each file with the question, answer and dates of the one it follows; then its other findings put right."""
    for path, source in leading.items():
        data = files.read(folder, path)
        text, (reason,) = operate(data.decode("utf-8"), [_adoption(files.read(folder, source).decode("utf-8"))])
        rest = [finding for finding in findings.get(path, ()) if finding.code not in CODES and not _is_copied(finding)]
        fixed = fixes.fix(path, text.encode("utf-8"), rest)
        torn = Finding(path, "QT124", f"this file differs from {source}", "copy the changes by hand").at(1, 1)
        left = ((torn, reason),) if reason else ()
        done = _differences(path, data.decode("utf-8"), text)
        yield replace(fixed, old=data, done=(*done, *fixed.done), left=(*left, *fixed.left))


def _differences(path: str, before: str, after: str) -> Iterator[Finding]:
    """What was copied, as the findings it puts right."""
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
