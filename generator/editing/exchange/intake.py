"""``quicktakes import records``: the order of it. Nothing is written before every row has been looked at.

1. The catalogue is read into a ledger. 2. The file is read once; each row is matched with the record it means, drafted
and checked, and ids are given. 3. Rows that refer to others, or are copies of one article, are checked together, until
no more of them fall. 4. The file is read again and each sound row written, one whole file after the other, in the order
of rows. A run that is cut short is finished by running it again: what is there already is recognised.
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
from generator.editing.exchange.ledger import Fate, Holder, Ledger
from generator.editing.exchange.matcher import Matcher, RowError, digest, refused
from generator.editing.exchange.rows import Row
from generator.model.finding import Finding
from generator.system import display, files
from generator.system.progress import Progress

Watch = Callable[[str, int], AbstractContextManager[Callable[[int, int], None]]]
"""Shows how far a reading is: by a label and the size that positions count up to; told a position and a row."""
_HOPELESS = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO)


class Intake:
    """One import. ``tell`` gets a line for each reason for which a row is not taken, in the order of rows.

    ``fates`` counts rows and ``written`` files as it goes, so that they can be told after an interruption too.
    """

    def __init__(
        self, settings: Settings, source: Path, columns: Columns, force: bool, tell: Callable[[str], None]
    ) -> None:
        self.settings = settings
        self.source = source
        self.columns = columns
        self.force = force
        self.tell = tell
        self.fates: Counter[Fate] = Counter()
        self.written = 0

    def run(self, watch: Watch, progress: Callable[[str, int], AbstractContextManager[Progress]]) -> None:
        """Do it all; raises ``SourceError``, and ``OSError`` where nothing more can be written."""
        with closing(Ledger()) as ledger:
            self.ledger = ledger
            self.matcher = Matcher(self.settings, ledger, self.columns, self.force)
            next(self._read(), None)  # what cannot be read at all is told before the catalogue is read
            around = self._enter_catalogue(progress)
            for row in self._rows(watch, "Checking"):
                self._look(row)
            ledger.number()
            self._cross(Crossing(self.settings, ledger, around))
            for text in ledger.told():
                self.tell(text)
            if any(self.fates[fate] for fate in (Fate.NEW, Fate.CHANGED)):
                for row in self._rows(watch, "Writing"):
                    self._write(row)

    def summary(self) -> str:
        """One line: how many rows there were and what became of them."""
        words = {
            Fate.NEW: "new", Fate.CHANGED: "changed", Fate.LEFT: "in the catalogue already",
            Fate.KEPT: "different from the catalogue, not written", Fate.REFUSED: "refused",
        }  # fmt: skip
        parts = [f"{self.fates[fate]:,} {word}" for fate, word in words.items() if self.fates[fate] or fate is Fate.NEW]
        total = self.fates.total()
        return f"{self.source}: {total:,} row{'s' * (total != 1)}: {', '.join(parts)}"

    def is_incomplete(self) -> bool:
        """Whether a row was not taken."""
        return bool(self.fates[Fate.KEPT] or self.fates[Fate.REFUSED])

    def _enter_catalogue(self, progress: Callable[[str, int], AbstractContextManager[Progress]]) -> Surroundings:
        found = files.discover(self.settings.content, self.settings.exclude)
        with progress("Reading", len(found.markdown)) as advance:
            around, broken = known.enter(self.settings, found, self.ledger, advance)
        for path in broken:
            prefix = display.prefix(self.settings.content)
            self.tell(f"{prefix}{path}: cannot be read, so its id and url may be given anew; see quicktakes check")
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
                self._keep(row.number, row.place, place, reason)
        self.fates[fate] += 1

    def _keep(self, row: int, where: str, place: str, reason: str) -> None:
        self.ledger.tell(row, f"{where}{', ' if place else ''}{place}: {reason}")

    def _cross(self, crossing: Crossing) -> None:
        """Refuse the rows that would be wrong beside others, then those that refer to them, and so on.

        What a refused change would have taken away is missing for those that were looked at before it: they are refused
        too, and taken when the file is imported again.
        """
        for batch in self.ledger.rows():
            self._fell(crossing.addresses(batch))
        fell = True
        while fell:
            fell = False
            for articles in self.ledger.articles():
                fell |= self._fell(crossing.copies(articles))
            for batch in self.ledger.rows(crossing=True):
                fell |= self._fell(crossing.references(batch))

    def _fell(self, found: Iterable[tuple[Holder, Finding]]) -> bool:
        by_row: dict[int, list[Finding]] = defaultdict(list)
        holders: dict[int, Holder] = {}
        for holder, finding in found:
            holders[holder.row] = holder
            by_row[holder.row].append(finding)
        for row, findings in by_row.items():
            holder = holders[row]
            for finding in dict.fromkeys(findings):
                self._keep(row, holder.place, *self.matcher.said(finding))
            self.ledger.drop(holder)
            self.fates[holder.fate] -= 1
            self.fates[Fate.REFUSED] += 1
            if holder.fate is Fate.CHANGED:  # the record stays what it is in the catalogue
                old, _ = records.read(holder.path, files.read(self.settings.content, holder.path))
                if old is not None:
                    self.ledger.add(old)
        return bool(holders)

    def _write(self, row: Row) -> None:
        holder = self.ledger.written(row.number)
        if holder is None:
            return
        try:
            text = self._text(row, holder)
            files.replace(self.settings.content / holder.path, text.encode("utf-8"))
            self.written += 1
        except (RowError, FrontMatterError, OSError) as error:
            if isinstance(error, OSError) and error.errno in _HOPELESS:
                raise
            why = f"{error.filename}: {error.strerror}" if isinstance(error, OSError) else str(error)
            self.tell(f"{row.place}: {why}")
            self.fates[holder.fate] -= 1
            self.fates[Fate.REFUSED] += 1

    def _text(self, row: Row, holder: Holder) -> str:
        """What a row is written as: made anew as it was when it was checked, but with its id."""
        given = self.matcher.given(row)
        if digest(given) != holder.digest:
            raise refused("changed while it was being read; import again")
        if holder.fate is Fate.CHANGED:
            data = files.read(self.settings.content, holder.path)
            return drafts.rewritten(data, drafts.merged(given, drafts.taken_apart(data)))
        if (self.settings.content / holder.path).exists() and not self.force:
            raise refused(f"{holder.path} has just been made by somebody else; import again")
        text = self.matcher.filler.whole(given, self.matcher.filler.url(given))
        number = {"id": str(holder.record.id)} if is_blank(given.get("id")) else {}
        return writer.record_text({**text.mapping, **number}, text.body)
