"""Match a row with the record that it updates, and decide whether it is written.

A row with an id updates the file with that id and the row's url, else the file with that id and the row's question and
subject. With the question under another subject it is a new file of that article. A row without an id updates the file
with its url (given, or made from its question). Every other row is new. A row is refused if another record has its id,
url or file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from generator.catalogue.facts import mentions
from generator.config.settings import Settings
from generator.content.frontmatter import values
from generator.content.frontmatter.parser import FrontMatterError
from generator.editing.exchange import drafts
from generator.editing.exchange.columns import Columns, is_blank
from generator.editing.exchange.drafts import CheckedRecord, Filler, RecordText
from generator.editing.exchange.registry import Fate, Holder, Registry
from generator.editing.exchange.rows import BODY, PATH, TOO_DEEP, Row, not_text, unix
from generator.model import slugs, urls
from generator.model.finding import Finding
from generator.model.record import Record
from generator.system import files


class RowError(Exception):
    """A row that is refused. Each reason has a place in the row (may be empty) and a text that says what to do."""

    def __init__(self, *reasons: tuple[str, str]) -> None:
        super().__init__("; ".join(reason for _, reason in reasons))
        self.reasons = reasons


def refused(reason: str) -> RowError:
    """The error for a row that is refused as a whole."""
    return RowError(("", reason))


class Matcher:
    """Checks rows in order and enters the result into the registry."""

    def __init__(self, settings: Settings, registry: Registry, columns: Columns, force: bool) -> None:
        self.content = settings.content
        self.policy = settings.policy
        self.registry = registry
        self.columns = columns
        self.force = force
        self.filler = Filler(settings.subjects, settings.today, settings.exclude)

    def look(self, row: Row) -> Fate:
        """The fate of a row, before it is checked together with other rows; raises ``RowError``."""
        try:
            given = self.given(row)
            number = self._number(given)
            holder = self._meant(number, given)
            return self._new(row, given, number) if holder is None else self._known(row, given, holder)
        except ValueError as error:
            raise refused(str(error)) from None
        except RecursionError:
            raise refused(TOO_DEEP) from None
        except OSError as error:
            raise refused(f"{error.filename}: {error.strerror}") from None
        except FrontMatterError as error:
            raise refused(f"the record to update cannot be read: {error.message}; {error.remedy}") from None

    def given(self, row: Row) -> dict[str, Any]:
        """The values of a row by the keys of a record; raises ``RowError``."""
        if row.reason:
            raise refused(row.reason)
        for name, value in row.values.items():
            if not_text(name) or not_text(value):
                raise RowError((ascii(name)[1:-1], "not UTF-8; save the file as UTF-8"))
        given, reason = self.columns.given(row.values)
        if reason:
            raise refused(reason)
        for key in (PATH, BODY):
            if not isinstance(given.get(key, ""), str | None):
                raise RowError((self.columns.column(key), "not text; write a single value"))
        return dict(unix(given)) if is_blank(given.get(PATH)) else given  # exported rows stay unchanged

    def _number(self, given: Mapping[str, Any]) -> int:
        """The id of a row, or 0; the id is reserved even if the row is refused."""
        written = given.get("id")
        if is_blank(written):
            return 0
        try:
            number = values.identifier(written.strip() if isinstance(written, str) else "")
        except ValueError:
            remedy = "write a whole number other than 0, or leave it empty to get the next free id"
            raise RowError((self.columns.column("id"), f"QT111 invalid id {str(written)[:60]!r}; {remedy}")) from None
        self.registry.reserve(number)
        return number

    def _meant(self, number: int, given: Mapping[str, Any]) -> Holder | None:
        """The file of the catalogue that a row updates."""
        copies = self.registry.by_id(number) if number else []
        if copies:
            return _among(copies, given)
        url = self.filler.url(given)
        holder = next(iter(self.registry.by_url(url)), None) if url else None
        if holder is None:
            return None
        if holder.row:
            raise refused(f"{holder.name} also has the url {url}; keep one of the two, or give this row another url")
        if number:
            raise refused(f"the url {url} belongs to {holder.name}; give the row the id of that record, or another url")
        if is_blank(given.get("url")) and not drafts.is_same_question(given, holder.record):
            raise refused(f"the url {url} belongs to {holder.name}, another question; give the row another url")
        return holder

    def _known(self, row: Row, given: Mapping[str, Any], holder: Holder) -> Fate:
        old = drafts.read(self.content, holder.path)
        new = drafts.merged(given, old)
        changed = drafts.differences(old, new)
        fate = Fate.CHANGED if changed and self.force else Fate.KEPT if changed else Fate.LEFT
        if changed:
            found = self._checked(holder.path, new)
        if fate is Fate.CHANGED:
            self._enter(_holder(row, given, replace(found.record, id=holder.record.id), found, fate), replaces=holder)
            return fate
        self.registry.take(holder, row.number, row.place, fate)
        if changed:
            keys = ", ".join(changed)
            self.registry.report(
                row.number, f"{row.place}: {holder.name} differs in {keys}; use --force to overwrite it"
            )
        return fate

    def _new(self, row: Row, given: Mapping[str, Any], number: int) -> Fate:
        url = self.filler.url(given)
        found = self._checked("", self.filler.whole(given, url))
        if not url:
            raise refused("the question has no letters to make a url from; give the row a url")
        path = self.filler.path(given, url)
        holder = self.registry.by_path(path)
        if holder is not None:
            raise refused(f"the file {path} belongs to {holder.name}; give the row another {PATH}")
        if (self.content / path).exists() and not self.force:
            raise refused(f"the file {path} already exists and is not this record; use --force to overwrite it")
        self._enter(_holder(row, given, replace(found.record, id=number, path=path), found, Fate.NEW))
        return Fate.NEW

    def _checked(self, path: str, text: RecordText) -> CheckedRecord:
        """The record, if it has no errors of its own; raises ``RowError``."""
        found = drafts.checked(path, text, self.policy)
        if found.errors:
            raise RowError(*map(self.message, found.errors))
        return found

    def message(self, finding: Finding) -> tuple[str, str]:
        """A finding as a message on a row: the column with the position in its text, and the reason."""
        steps = [str(step) for step in finding.place.key]
        column = self.columns.column(".".join(step for step in steps if step[:1] != "/"))  # the message has the url
        at = f", character {finding.place.offset + 1}" if finding.place.offset > 0 else ""
        remedy = finding.remedy
        if finding.code == "QT110":
            remedy = "fill it in, or map its column"
        elif finding.code == "QT112" and self.columns.dates:
            remedy = f"write the date in the format of the mapping, {self.columns.dates}"
        return f"{column}{at}", f"{finding.code} {finding.message}; {remedy}"

    def _enter(self, holder: Holder, replaces: Holder | None = None) -> None:
        record = holder.record
        for url in (record.url, *record.aliases, f"/q/{record.id}"):
            for other in self.registry.by_url(url):
                if (replaces is None or other.n != replaces.n) and not _may_share(url, record, other.record):
                    raise refused(f"{other.name} also has the url {url}; give each record its own url")
        if replaces is not None:
            self.registry.drop(replaces)
        self.registry.mention(mentions(record))
        self.registry.add(holder)


def _holder(row: Row, given: Mapping[str, Any], record: Record, found: CheckedRecord, fate: Fate) -> Holder:
    return Holder(record, row.number, row.place, fate, found.targets, found.anchors, digest(given), found.text)


def _among(copies: Sequence[Holder], given: Mapping[str, Any]) -> Holder | None:
    """The file that a row updates, among those with its id; ``None`` if the row is a new file of their article."""
    number = copies[0].record.id
    url, question = drafts.word(given, "url"), drafts.word(given, "question", "title")
    at_url = _at(url, copies) if url else []
    found = at_url or [copy for copy in copies if not question or drafts.is_same_question(given, copy.record)]
    if not found:
        raise refused(
            f"the id {number} belongs to {copies[0].name}, another question; give the row another id, or leave it empty"
        )
    subject = slugs.subject_slug(drafts.word(given, "subject"))
    there = [copy for copy in found if slugs.subject_slug(copy.record.subject) == subject]
    if url and not at_url:
        there = [copy for copy in there if not copy.row]  # a row with another url is another file
        if not there and not question:
            raise refused(f"no file with the id {number} has the url {url}; correct the url, or add a question")
    if question and subject and not at_url and not there:
        return None
    found = there or found
    if len(found) > 1:
        paths = ", ".join(copy.path for copy in found)
        raise refused(f"several files have the id {number} ({paths}); give the row the url of one of them")
    if found[0].row:
        raise refused(f"{found[0].name} also has the id {number}; keep one of the two")
    return found[0]


def _at(url: str, holders: Sequence[Holder]) -> list[Holder]:
    """The holders with a url; if there are none, those with the url as an alias."""
    key = urls.key(url)
    own = [holder for holder in holders if urls.key(holder.record.url) == key]
    return own or [holder for holder in holders if key in map(urls.key, holder.record.aliases)]


def _may_share(url: str, one: Record, other: Record) -> bool:
    """Whether two records may share a url: files of one article may, unless it is the url of both."""
    both = urls.key(one.url) == urls.key(other.url) == urls.key(url)
    return bool(one.id) and one.id == other.id and not both


def digest(given: Mapping[str, Any]) -> bytes:
    """A digest of a row's content, to detect changes between two readings."""
    return files.digest(repr(given).encode("utf-8", errors="surrogatepass"))
