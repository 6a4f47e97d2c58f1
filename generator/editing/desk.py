"""A content folder on an editor's desk: records are found as people call them, changes drafted before any is made.

A draft is made in the file's own text (``surgery``). Before a plan is carried out, the folder is looked at as it would
be then: what would be wrong and is not today speaks against the plan.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from generator.catalogue import catalogue
from generator.catalogue.catalogue import Survey
from generator.catalogue.entry import Entry, read_one
from generator.config.settings import Settings
from generator.content import records
from generator.content.frontmatter import scalars
from generator.editing import references
from generator.editing.cuts import Surgery, operate
from generator.model import urls
from generator.model.answer import Target
from generator.model.finding import Finding, Place
from generator.model.record import Record
from generator.system import files
from generator.system.errors import RefusedError

Work = Callable[[Surgery], None]


@dataclass(frozen=True, slots=True)
class Change:
    """One file before and after; ``before`` is empty for a file that is new, ``path`` for one that goes."""

    path: str
    new: bytes
    before: str
    old: bytes


@dataclass(slots=True)
class Plan:
    """What would be done: ``changes`` to files, told by ``done``; ``left`` is what an editor has to see to.

    ``dead`` are links that would lead nowhere.
    """

    changes: list[Change] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    dead: list[str] = field(default_factory=list)


class Finished(NamedTuple):
    """A draft made: the file's new content, and each change with the reason why it was not made (empty: it was).

    The first ``keys`` rows are of keys, the others of links.
    """

    data: bytes
    rows: list[tuple[str, str]]
    keys: int


def replaced(key: tuple[str | int, ...], value: str) -> Work:
    """The work of giving a key another text."""
    return lambda surgery: surgery.replace(key, value)


class Draft:
    """The changes to one file of a desk."""

    def __init__(self, path: str, data: bytes) -> None:
        self.path = path
        self.data = data
        self._works: list[tuple[str, Work]] = []
        self._links: list[tuple[Target, str]] = []

    def add(self, about: str, work: Work) -> None:
        """Note a change; ``about`` names it to the editor."""
        self._works.append((about, work))

    def link(self, target: Target, href: str) -> None:
        """Note that a link gets another address; an empty one: that its text stays without a link."""
        self._links.append((target, href))

    def finish(self, targets: tuple[Target, ...] | None) -> Finished:
        """Make the changes. ``targets`` are the links that the file's text has now, ``None`` for a page of MkDocs."""
        text = self.data.decode("utf-8")
        links = sorted(self._links, key=lambda link: link[0].offset, reverse=True)
        if targets is None:
            for target, href in links:
                text = text[: target.offset] + href + text[target.offset + len(target.href) :]
            return Finished(text.encode("utf-8"), [(_told(*link), "") for link in links], 0)
        works = [*self._works, *((_told(target, href), _relinked(target, href)) for target, href in links)]
        new, reasons = operate(text, [work for _, work in works])
        given = {
            target: href
            for (target, href), reason in zip(links, reasons[len(self._works) :], strict=True)
            if not reason
        }
        entry, _ = read_one(self.path, new.encode("utf-8"), b"")
        now = [unquote(target.href) for target in entry.rendered.targets] if entry.rendered else []
        if given and now != [unquote(href) for target in targets if (href := given.get(target, target.href))]:
            new, reasons = operate(text, [work for _, work in self._works])
            reasons += ["where it stands is not sure"] * len(links)
        rows = [(about, reason) for (about, _), reason in zip(works, reasons, strict=True)]
        return Finished(new.encode("utf-8"), rows, len(self._works))


def _told(target: Target, href: str) -> str:
    return f"link {target.href} → {href}" if href else f"link {target.href} taken out, its text kept"


def _relinked(target: Target, href: str) -> Work:
    def work(surgery: Surgery) -> None:
        text = surgery.body if target.in_body else str(surgery.mapping["answer"])
        plain = unquote(target.href)  # a link's address is given in percent signs, however it was written
        old = plain if text.startswith(plain, target.offset) else target.href
        cuts = [(target.offset, old)] if href else references.markup(text, target.offset, old)
        for at, cut in cuts:
            if target.in_body:
                surgery.splice_body(at, cut, href)
            else:
                surgery.splice(("answer",), at, cut, href)

    return work


class Desk:
    """Everything that can be read in a content folder, and the drafts of changes to its files.

    ``prefix`` is how the content folder is called from here.
    """

    def __init__(self, settings: Settings, prefix: str, content: files.Content, entries: Sequence[Entry]) -> None:
        self.settings = settings
        self.prefix = prefix
        self.content = content
        self.survey = catalogue.survey(settings, content, entries)
        self.drafts: dict[str, Draft] = {}

    def read(self, path: str) -> bytes:
        """A content file's bytes."""
        return files.read(self.settings.content, path)

    def find(self, called: str) -> Record:
        """The record of an id, a url (an alias or a permanent link too) or a file; raises ``RefusedError``.

        Of an article with several files it is one of them, and an id means all: then the file or its url must be named.
        """
        library = self.survey.everything.library
        path = self.path(called)
        number = urls.permalink_id(called) or scalars.identifier_or_none(called)
        if number is not None:
            same = [record for record in library.files if record.id == number]
        elif library.at(path) is not None:
            same = [record for record in library.files if record.path == path]
        elif called.startswith("/"):
            key = urls.key(called)
            same = [record for record in library.files if urls.key(record.url) == key]
            same = same or [record for record in library.files if key in map(urls.key, record.aliases)]
        else:
            same = []
        if len(same) == 1:
            return same[0]
        if same:
            raise RefusedError(f"{called} is the id of {', '.join(record.path for record in same)}; name the file")
        if path in self.survey.everything.topics.by_path:
            raise RefusedError(f"{called} is a topic; only records are renamed and removed by commands")
        if path in self.content.markdown:
            raise RefusedError(f"{called} is no record that can be read; see what `quicktakes check` says of it")
        raise RefusedError(f"there is no record {called}; name its id, its url or its file")

    def find_article(self, called: str) -> Record:
        """As ``find``; an article with several files is its primary file."""
        library = self.survey.everything.library
        number = scalars.identifier_or_none(called)
        article = library.by_id.get(number) if number is not None and number not in library.shared else None
        return library.articles.files(article)[0] if article is not None else self.find(called)

    def path(self, called: str) -> str:
        """A file as people call it (from here, or from the content folder) as a path in the content folder."""
        folder = self.settings.content
        whole = [(base / called).parent.resolve() / Path(called).name for base in (Path.cwd(), folder)]
        inside = [file for file in whole if folder in file.parents]
        best = min(inside, key=lambda file: (not file.exists(), not file.parent.exists()), default=None)
        return best.relative_to(folder).as_posix() if best else called

    def mentions(self, record: Record, new_path: str) -> list[str]:
        """Where a record is named that no command can change: the configuration, and files that cannot be read."""
        found = []
        config = self.settings.config_file
        for number, line in enumerate(config.read_text("utf-8", errors="replace").split("\n"), 1):
            if record.path != new_path and record.path in line:
                found.append(f"{config.name}:{number}: names {record.path}; change it there")
        words = (re.escape(record.url), re.escape(posixpath.basename(record.path)), rf"\bid: {record.id}\s")
        named = re.compile("|".join(words).encode())
        for entry in self.survey.entries:
            broken = entry.record is None and entry.topic is None and not entry.is_authored
            if broken and named.search(self._text(entry.path)):
                found.append(f"{self.prefix}{entry.path}: cannot be read, but seems to name this record; see to it")
        return found

    def _text(self, path: str) -> bytes:
        try:
            return self.read(path)
        except OSError:
            return b""

    def draft(self, path: str) -> Draft:
        """The draft of a file's changes."""
        if path not in self.drafts:
            self.drafts[path] = Draft(path, self.read(path))
        return self.drafts[path]

    def where(self, at: Record, target: Target) -> str:
        """``path:line:column`` of a link."""
        text = self.read(at.path).decode("utf-8", errors="replace")
        if at.path in self.survey.authored:
            before = text[: target.offset]
            return f"{self.prefix}{at.path}:{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"
        place = Place((), target.offset, in_body=True) if target.in_body else Place(("answer",), target.offset)
        (found,) = records.locate([Finding(at.path, "QT150", "", "", place)], text)
        return f"{self.prefix}{at.path}:{found.line}:{found.column}"

    def finish(self, plan: Plan, moved: dict[str, str], essential: str = "") -> None:
        """Put the drafts into a plan; ``moved`` maps old to new paths. What fails in ``essential`` is refused."""
        rendered = self.survey.everything.rendered
        for path, draft in sorted(self.drafts.items(), key=lambda item: (item[0] != essential, item[0])):
            targets = None if path in self.survey.authored else rendered[path].targets
            made = draft.finish(targets)
            told = [f"{self.prefix}{path}: {about}" + (f": {reason}" if reason else "") for about, reason in made.rows]
            failed = [line for line, (_, reason) in zip(told, made.rows, strict=True) if reason]
            if path == essential and any(reason for _, reason in made.rows[: made.keys]):
                raise RefusedError("\n".join(f"{line}; write it in the usual form first" for line in failed))
            plan.done += [line for line in told if line not in failed]
            plan.left += failed
            if made.data != draft.data or path in moved:
                plan.changes.append(Change(moved.get(path, path), made.data, path, draft.data))

    def _told(self, survey: Survey) -> list[Finding]:
        return catalogue.judged(self.settings.policy, survey.entries, survey.crossing)

    def wrong_after(self, plan: Plan) -> list[Finding]:
        """The errors that the content folder would have after a plan, and has not now (``mentions`` tells of the
        configuration)."""
        gone = {change.before for change in plan.changes}
        kept = [entry for entry in self.survey.entries if entry.path not in gone]
        made = {change.path: change.new for change in plan.changes if change.path}
        entries: list[Entry] = [*kept, *(read_one(path, new, b"")[0] for path, new in made.items())]
        entries.sort(key=lambda entry: entry.path)
        after = catalogue.survey(self.settings, self.content, entries)
        renamed = {change.before: change.path for change in plan.changes}
        known = Counter((renamed.get(f.path, f.path), f.code) for f in self._told(self.survey))
        wrong = []
        for finding in self._told(after):
            known[finding.path, finding.code] -= 1
            if finding.severity == "error" and known[finding.path, finding.code] < 0 and finding.path[:3] != "../":
                text = made[finding.path] if finding.path in made else self.read(finding.path)
                wrong += records.locate([finding], text.decode("utf-8"))
        return wrong
