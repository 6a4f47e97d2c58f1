"""Row → what becomes of it: which record it means, whether that changes, whether what it makes is sound.

A row with an id means the file that has it together with the row's url, else with its question and subject; with its
question under another subject it is a new file, one more address of that article. A row without an id means the file of
its address, given or made from its question. Otherwise it is new. It is refused if something of it belongs to another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from generator.config.settings import Settings
from generator.content.frontmatter import values
from generator.content.frontmatter.parser import FrontMatterError
from generator.editing.exchange import drafts
from generator.editing.exchange.columns import Columns, is_blank
from generator.editing.exchange.drafts import Draft, Filler, Text
from generator.editing.exchange.ledger import Fate, Holder, Ledger
from generator.editing.exchange.rows import BODY, PATH, TOO_DEEP, Row, not_text, unix
from generator.model import slugs, urls
from generator.model.finding import Finding
from generator.model.record import Record
from generator.system import files


class RowError(Exception):
    """A row that cannot be taken: for each reason where in the row (may be empty) and why, with what to do."""

    def __init__(self, *reasons: tuple[str, str]) -> None:
        super().__init__("; ".join(reason for _, reason in reasons))
        self.reasons = reasons


def refused(reason: str) -> RowError:
    """A row that cannot be taken, for one reason that concerns all of it."""
    return RowError(("", reason))


class Matcher:
    """Looks at rows one by one, in order, and enters into the ledger what becomes of them."""

    def __init__(self, settings: Settings, ledger: Ledger, columns: Columns, force: bool) -> None:
        self.content = settings.content
        self.policy = settings.policy
        self.ledger = ledger
        self.columns = columns
        self.force = force
        self.filler = Filler(settings.subjects, settings.today, settings.exclude)

    def look(self, row: Row) -> Fate:
        """What becomes of a row, as far as the row and the catalogue can tell; raises ``RowError``."""
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
            raise refused(f"the record it means cannot be read: {error.message}; {error.remedy}") from None

    def given(self, row: Row) -> dict[str, Any]:
        """What a row says, by the record's keys; raises ``RowError``."""
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
                raise RowError((self.columns.column(key), "not text; write it as one value"))
        return dict(unix(given)) if is_blank(given.get(PATH)) else given  # what an export wrote stays as it is

    def _number(self, given: Mapping[str, Any]) -> int:
        """The id that a row gives, or 0. No other row gets it, whatever becomes of this one."""
        written = given.get("id")
        if is_blank(written):
            return 0
        try:
            number = values.identifier(written.strip() if isinstance(written, str) else "")
        except ValueError:
            remedy = "write a whole number other than 0, or leave it empty to get the next id"
            raise RowError((self.columns.column("id"), f"QT111 invalid id {str(written)[:60]!r}; {remedy}")) from None
        self.ledger.give(number)
        return number

    def _meant(self, number: int, given: Mapping[str, Any]) -> Holder | None:
        """The file of the catalogue that a row means."""
        copies = self.ledger.by_id(number) if number else []
        if copies:
            return _among(copies, given)
        url = self.filler.url(given)
        holder = next(iter(self.ledger.by_url(url)), None) if url else None
        if holder is None:
            return None
        if holder.row:
            raise refused(f"{holder.called} has the url {url} too; keep one of the two, or give this one another url")
        if number:
            raise refused(f"the url {url} is that of {holder.called}; give the row that id, or another url")
        if is_blank(given.get("url")) and not drafts.is_same_question(given, holder.record):
            raise refused(f"the url {url} is that of {holder.called}, another question; give the row a url of its own")
        return holder

    def _known(self, row: Row, given: Mapping[str, Any], holder: Holder) -> Fate:
        old = drafts.read(self.content, holder.path)
        new = drafts.merged(given, old)
        changed = drafts.differences(old, new)
        fate = Fate.CHANGED if changed and self.force else Fate.KEPT if changed else Fate.LEFT
        if changed:
            draft = self._sound(holder.path, new)
        if fate is Fate.CHANGED:
            self._enter(row, given, replace(draft.record, id=holder.record.id), draft, fate, holder)
            return fate
        self.ledger.take(holder, row.number, row.place, fate)
        if changed:
            keys = ", ".join(changed)
            self.ledger.tell(row.number, f"{row.place}: {holder.called} differs in {keys}; --force writes over it")
        return fate

    def _new(self, row: Row, given: Mapping[str, Any], number: int) -> Fate:
        url = self.filler.url(given)
        draft = self._sound("", self.filler.whole(given, url))
        if not url:
            raise refused("the question has no letters that could make an address; give the row a url")
        path = self.filler.path(given, url)
        holder = self.ledger.by_path(path)
        if holder is not None:
            raise refused(f"its file {path} is that of {holder.called}; give the row another {PATH}")
        if (self.content / path).exists() and not self.force:
            raise refused(f"its file {path} is there already, but is not this record; --force writes over it")
        self._enter(row, given, replace(draft.record, id=number, path=path), draft, Fate.NEW)
        return Fate.NEW

    def _sound(self, path: str, text: Text) -> Draft:
        """The draft, where nothing is wrong with it by itself."""
        draft = drafts.draft(path, text, self.policy)
        if draft.errors:
            raise RowError(*map(self.said, draft.errors))
        return draft

    def said(self, finding: Finding) -> tuple[str, str]:
        """A finding as it is told of a row: by the column, and how far into its text."""
        steps = [str(step) for step in finding.place.key]
        column = self.columns.column(".".join(step for step in steps if step[:1] != "/"))  # the message has the url
        at = f", character {finding.place.offset + 1}" if finding.place.offset > 0 else ""
        remedy = finding.remedy
        if finding.code == "QT110":
            remedy = "fill it in, or name its column in the mapping"
        elif finding.code == "QT112" and self.columns.dates:
            remedy = f"write the date in the format of the mapping, {self.columns.dates}"
        return f"{column}{at}", f"{finding.code} {finding.message}; {remedy}"

    def _enter(
        self, row: Row, given: Mapping[str, Any], record: Record, draft: Draft, fate: Fate,
        replaces: Holder | None = None,
    ) -> None:  # fmt: skip
        for url in (record.url, *record.aliases, f"/q/{record.id}"):
            for other in self.ledger.by_url(url):
                if (replaces is None or other.n != replaces.n) and not _may_share(url, record, other.record):
                    raise refused(f"the url {url} is that of {other.called}; give each record its own")
        if replaces is not None:
            self.ledger.drop(replaces)
        self.ledger.mention(drafts.mentions(record))
        self.ledger.add(record, row.number, row.place, fate, draft.targets, draft.anchors, digest(given), draft.text)


def _among(copies: Sequence[Holder], given: Mapping[str, Any]) -> Holder | None:
    """The file that a row means, of those with its id; none if the row is a further file of their article."""
    number = copies[0].record.id
    url, question = drafts.word(given, "url"), drafts.word(given, "question", "title")
    at_url = _at(url, copies) if url else []
    found = at_url or [copy for copy in copies if not question or drafts.is_same_question(given, copy.record)]
    if not found:
        raise refused(
            f"the id {number} is that of {copies[0].called}, another question; give the row another id, or none"
        )
    subject = slugs.subject_slug(drafts.word(given, "subject"))
    there = [copy for copy in found if slugs.subject_slug(copy.record.subject) == subject]
    if url and not at_url:
        there = [copy for copy in there if not copy.row]  # a row with another url is another file
        if not there and not question:
            raise refused(f"no file with the id {number} has the url {url}; correct the url, or add the question")
    if question and subject and not at_url and not there:
        return None
    found = there or found
    if len(found) > 1:
        paths = ", ".join(copy.path for copy in found)
        raise refused(f"several files have the id {number} ({paths}); give the row the url of one of them")
    if found[0].row:
        raise refused(f"{found[0].called} has the id {number} too; keep one of the two")
    return found[0]


def _at(url: str, holders: Sequence[Holder]) -> list[Holder]:
    """Who has a url as its own; if nobody has, those that have it as an alias."""
    key = urls.key(url)
    own = [holder for holder in holders if urls.key(holder.record.url) == key]
    return own or [holder for holder in holders if key in map(urls.key, holder.record.aliases)]


def _may_share(url: str, one: Record, other: Record) -> bool:
    """Whether two records may both claim a url: files of one article, unless it is the own url of both."""
    both = urls.key(one.url) == urls.key(other.url) == urls.key(url)
    return bool(one.id) and one.id == other.id and not both


def digest(given: Mapping[str, Any]) -> bytes:
    """What stands for a row's content, to tell whether it was changed between two readings."""
    return files.digest(repr(given).encode("utf-8", errors="surrogatepass"))
