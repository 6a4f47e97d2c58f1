"""``quicktakes import records``: the steps of an import. Nothing is written before all rows are checked.

1. The catalogue is read into the registry. 2. The file is read; each row is matched with a record and checked, and new
records get ids. 3. Rows that refer to other records, or are files of one article, are checked together until no further
row is refused. 4. The file is read again, and each accepted row is written as one file, in the order of rows. To finish
an interrupted import, run it again: rows that are already written are recognised.
"""

from __future__ import annotations

import errno
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, closing
from pathlib import Path

from generator.config.settings import Settings
from generator.content import records, writer
from generator.content.frontmatter.parser import FrontMatterError
from generator.editing.exchange import drafts, known, sources
from generator.editing.exchange.clashes import Crossing, Surroundings
from generator.editing.exchange.columns import Columns, is_blank
from generator.editing.exchange.matcher import Matcher, RowError, digest, refused
from generator.editing.exchange.registry import Fate, Holder, Registry
from generator.editing.exchange.rows import Row
from generator.model.finding import Finding
from generator.system import atomic, display, files
from generator.system.progress import Progress

Watch = Callable[[str, int], AbstractContextManager[Callable[[int, int], None]]]
"""Shows progress through a file, given a label and the final position; called with a position and a row."""
_FATAL = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO)


class Intake:
    """One import. ``report`` is called with a line for each reason to refuse a row, in the order of rows.

    ``fates`` counts rows and ``written`` counts files, also if the import is interrupted.
    """

    def __init__(
        self, settings: Settings, source: Path, columns: Columns, force: bool, report: Callable[[str], None]
    ) -> None:
        self.settings = settings
        self.source = source
        self.columns = columns
        self.force = force
        self.report = report
        self.fates: Counter[Fate] = Counter()
        self.written = 0

    def run(self, watch: Watch, progress: Callable[[str, int], AbstractContextManager[Progress]]) -> None:
        """Check and write all rows; raises ``SourceError``, and ``OSError`` if no file can be written any more."""
        with closing(Registry()) as registry:
            self.registry = registry
            self.matcher = Matcher(self.settings, registry, self.columns, self.force)
            next(self._read(), None)  # report an unreadable file before reading the catalogue
            around = self._enter_catalogue(progress)
            for row in self._rows(watch, "Checking"):
                self._look(row)
            registry.number()
            self._cross(Crossing(self.settings, registry, around))
            for text in registry.messages():
                self.report(text)
            if any(self.fates[fate] for fate in (Fate.NEW, Fate.CHANGED)):
                for row in self._rows(watch, "Writing"):
                    self._write(row)

    def summary(self) -> str:
        """One line: the number of rows, and what happened to them."""
        words = {
            Fate.NEW: "new",
            Fate.CHANGED: "changed",
            Fate.LEFT: "unchanged",
            Fate.KEPT: "different from the catalogue, not written",
            Fate.REFUSED: "refused",
        }
        parts = [f"{self.fates[fate]:,} {word}" for fate, word in words.items() if self.fates[fate] or fate is Fate.NEW]
        total = self.fates.total()
        return f"{self.source}: {total:,} row{'s' * (total != 1)}: {', '.join(parts)}"

    def is_incomplete(self) -> bool:
        """Whether any row was not written."""
        return bool(self.fates[Fate.KEPT] or self.fates[Fate.REFUSED])

    def _enter_catalogue(self, progress: Callable[[str, int], AbstractContextManager[Progress]]) -> Surroundings:
        found = files.discover(self.settings.content, self.settings.exclude)
        with progress("Reading", len(found.markdown)) as advance:
            around, broken = known.enter(self.settings, found, self.registry, advance)
        for path in broken:
            prefix = display.prefix(self.settings.content)
            self.report(f"{prefix}{path}: cannot be read, so its id and url may be reused; run `quicktakes check`")
        return around

    def _rows(self, watch: Watch, label: str) -> Iterator[Row]:
        with watch(label, sources.size(self.source)) as seen:
            for row in self._read():
                yield row
                seen(row.position, row.number)

    def _read(self) -> Iterator[Row]:
        return sources.read(self.source, self.columns.delimiter, frozenset(self.columns.columns.values()))

    def _look(self, row: Row) -> None:
        try:
            fate = self.matcher.look(row)
        except RowError as error:
            fate = Fate.REFUSED
            for place, reason in error.reasons:
                self._note(row.number, row.place, place, reason)
        self.fates[fate] += 1

    def _note(self, row: int, where: str, place: str, reason: str) -> None:
        self.registry.report(row, f"{where}{', ' if place else ''}{place}: {reason}")

    def _cross(self, crossing: Crossing) -> None:
        """Refuse the rows that are wrong in combination with others, then those that refer to them, and so on.

        A refused row no longer makes way for others. Rows that are refused because of it can be imported again.
        """
        for batch in self.registry.rows():
            self._refuse(crossing.addresses(batch))
        again = True
        while again:
            again = False
            for articles in self.registry.articles():
                again |= self._refuse(crossing.copies(articles))
            for batch in self.registry.rows(crossing=True):
                again |= self._refuse(crossing.references(batch))

    def _refuse(self, found: Iterable[tuple[Holder, Finding]]) -> bool:
        """Refuse rows that have findings; whether there were any."""
        by_row: dict[int, list[Finding]] = defaultdict(list)
        holders: dict[int, Holder] = {}
        for holder, finding in found:
            holders[holder.row] = holder
            by_row[holder.row].append(finding)
        for row, findings in by_row.items():
            holder = holders[row]
            for finding in dict.fromkeys(findings):
                self._note(row, holder.place, *self.matcher.message(finding))
            self.registry.drop(holder)
            self.fates[holder.fate] -= 1
            self.fates[Fate.REFUSED] += 1
            if holder.fate is Fate.CHANGED:  # the record of the catalogue stays
                old, _ = records.read(holder.path, files.read(self.settings.content, holder.path))
                if old is not None:
                    self.registry.add(Holder(old))
        return bool(holders)

    def _write(self, row: Row) -> None:
        holder = self.registry.written(row.number)
        if holder is None:
            return
        try:
            text = self._text(row, holder)
            atomic.replace(atomic.inside(self.settings.content, holder.path), text.encode("utf-8"))
            self.written += 1
        except (RowError, FrontMatterError, OSError) as error:
            if isinstance(error, OSError) and error.errno in _FATAL:
                raise
            why = f"{error.filename}: {error.strerror}" if isinstance(error, OSError) else str(error)
            self.report(f"{row.place}: {why}")
            self.fates[holder.fate] -= 1
            self.fates[Fate.REFUSED] += 1

    def _text(self, row: Row, holder: Holder) -> str:
        """The text of a row's file: the one that was checked, with the assigned id."""
        given = self.matcher.given(row)
        if digest(given) != holder.digest:
            raise refused("changed during the import; import again")
        if holder.fate is Fate.CHANGED:
            data = files.read(self.settings.content, holder.path)
            return drafts.rewritten(data, drafts.merged(given, drafts.parsed(data)))
        if (self.settings.content / holder.path).exists() and not self.force:
            raise refused(f"{holder.path} was created during the import; import again")
        text = self.matcher.filler.whole(given, self.matcher.filler.url(given))
        number = {"id": str(holder.record.id)} if is_blank(given.get("id")) else {}
        return writer.record_text({**text.mapping, **number}, text.body)
