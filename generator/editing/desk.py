"""A content folder that is being edited: find records by the names that people use, and plan changes to files.

Before a plan is carried out, the folder is checked as it would be afterwards. A plan that adds errors is refused.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from generator.catalogue import catalogue
from generator.catalogue.catalogue import Survey
from generator.catalogue.entry import Entry, read_one
from generator.config.settings import Settings
from generator.content import records
from generator.content.frontmatter import values
from generator.editing.file_edits import FileEdits
from generator.model import urls
from generator.model.answer import Target
from generator.model.finding import Finding, Place
from generator.model.record import Record
from generator.system import files
from generator.system.errors import RefusedError


@dataclass(frozen=True, slots=True)
class Change:
    """One file before and after; ``before`` is empty for a new file, ``path`` for a removed one."""

    path: str
    new: bytes
    before: str
    old: bytes


@dataclass(slots=True)
class Plan:
    """Planned ``changes`` to files, described by ``done``; ``left`` is what an editor must do by hand.

    ``dead`` are links that would break.
    """

    changes: list[Change] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    dead: list[str] = field(default_factory=list)


class Desk:
    """The content of a folder and the edits to its files.

    ``prefix`` is the path of the content folder from the current folder.
    """

    def __init__(self, settings: Settings, prefix: str, content: files.Content, entries: Sequence[Entry]) -> None:
        self.settings = settings
        self.prefix = prefix
        self.content = content
        self.survey = catalogue.survey(settings, content, entries)
        self.edited: dict[str, FileEdits] = {}

    def read(self, path: str) -> bytes:
        """A content file's bytes."""
        return files.read(self.settings.content, path)

    def find(self, called: str) -> Record:
        """The record with an id, a url (also an alias or a permanent link) or a file; raises ``RefusedError``.

        The id of an article with several files is ambiguous and refused: name a file or its url.
        """
        library = self.survey.everything.library
        path = self.path(called)
        number = urls.permalink_id(called) or values.identifier_or_none(called)
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
            raise RefusedError(f"{called} is a topic; commands rename and remove only records")
        if path in self.content.markdown:
            raise RefusedError(f"{called} is not a readable record; `quicktakes check` says why")
        raise RefusedError(f"record {called!r} not found; name its id, its url or its file")

    def find_article(self, called: str) -> Record:
        """The same as ``find``; for an article with several files, its primary file."""
        library = self.survey.everything.library
        number = values.identifier_or_none(called)
        article = library.by_id.get(number) if number is not None and number not in library.shared else None
        return library.articles.files(article)[0] if article is not None else self.find(called)

    def path(self, called: str) -> str:
        """A path in the content folder, from a path in the current folder or in the content folder."""
        folder = self.settings.content
        whole = [(base / called).parent.resolve() / Path(called).name for base in (Path.cwd(), folder)]
        inside = [file for file in whole if folder in file.parents]
        best = min(inside, key=lambda file: (not file.exists(), not file.parent.exists()), default=None)
        return best.relative_to(folder).as_posix() if best else called

    def mentions(self, record: Record, new_path: str) -> list[str]:
        """References to a record that no command can change: in the configuration and in unreadable files."""
        found = []
        config = self.settings.config_file
        for number, line in enumerate(config.read_text("utf-8", errors="replace").split("\n"), 1):
            if record.path != new_path and record.path in line:
                found.append(f"{config.name}:{number}: names {record.path}; change it there")
        words = (re.escape(record.url), re.escape(posixpath.basename(record.path)), rf"\bid: {record.id}\s")
        named = re.compile("|".join(words).encode())
        for entry in self.survey.entries:
            broken = entry.record is None and entry.topic is None and not (entry.is_authored or entry.is_drawing)
            if broken and named.search(self._text(entry.path)):
                found.append(
                    f"{self.prefix}{entry.path}: cannot be read, but seems to name this record; check it by hand"
                )
        return found

    def _text(self, path: str) -> bytes:
        try:
            return self.read(path)
        except OSError:
            return b""

    def edits(self, path: str) -> FileEdits:
        """The edits to a file."""
        if path not in self.edited:
            self.edited[path] = FileEdits(path, self.read(path))
        return self.edited[path]

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
        """Add the edits to a plan; ``moved`` maps old to new paths. A failed edit of ``essential`` is refused."""
        rendered = self.survey.everything.rendered
        for path, edits in sorted(self.edited.items(), key=lambda item: (item[0] != essential, item[0])):
            targets = None if path in self.survey.authored else rendered[path].targets
            made = edits.finish(targets)
            lines = [f"{self.prefix}{path}: {about}" + (f": {reason}" if reason else "") for about, reason in made.rows]
            failed = [line for line, (_, reason) in zip(lines, made.rows, strict=True) if reason]
            if path == essential and any(reason for _, reason in made.rows[: made.keys]):
                raise RefusedError("\n".join(f"{line}; rewrite it in the usual form first" for line in failed))
            plan.done += [line for line in lines if line not in failed]
            plan.left += failed
            if made.data != edits.data or path in moved:
                plan.changes.append(Change(moved.get(path, path), made.data, path, edits.data))

    def _findings(self, survey: Survey) -> list[Finding]:
        return catalogue.judged(self.settings.policy, survey.entries, survey.crossing)

    def wrong_after(self, plan: Plan) -> list[Finding]:
        """The errors that a plan would add to the content folder (``mentions`` covers the configuration)."""
        removed = {change.before for change in plan.changes}
        kept = [entry for entry in self.survey.entries if entry.path not in removed]
        made = {change.path: change.new for change in plan.changes if change.path}
        entries: list[Entry] = [*kept, *(read_one(path, new, b"")[0] for path, new in made.items())]
        entries.sort(key=lambda entry: entry.path)
        after = catalogue.survey(self.settings, self.content, entries)
        renamed = {change.before: change.path for change in plan.changes}
        known = Counter((renamed.get(f.path, f.path), f.code) for f in self._findings(self.survey))
        wrong = []
        for finding in self._findings(after):
            known[finding.path, finding.code] -= 1
            if finding.severity == "error" and known[finding.path, finding.code] < 0 and finding.path[:3] != "../":
                text = made[finding.path] if finding.path in made else self.read(finding.path)
                wrong += records.locate([finding], text.decode("utf-8"))
        return wrong
