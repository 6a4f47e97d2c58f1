"""``quicktakes report changes``: what differs from a Git revision, page by page, for those who review it."""

from __future__ import annotations

import shutil
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from generator.catalogue import catalogue, reader
from generator.catalogue.catalogue import Survey
from generator.catalogue.entry import Wanted, read_one
from generator.config.settings import Settings
from generator.model import urls
from generator.model.record import Record, Topic
from generator.system import files
from generator.system.git import Since
from generator.system.state import State

_LINKS = ("QT14", "QT15", "QT123")
"""Codes, or their beginnings, of findings on what leads nowhere."""
_WANTED = Wanted(grade=True)
_SHARED = ("assets", "search")


@dataclass(frozen=True, slots=True)
class Page:
    """One page: ``url`` is empty where it is not published, ``grade`` (the reading grade) ``None`` for short texts."""

    title: str
    url: str
    words: int
    grade: float | None


@dataclass(frozen=True, slots=True)
class ChangeReport:
    """``changed`` has pages before and after. ``broken`` and ``mended`` are findings on links, as text; links that went
    with their file are neither."""

    added: tuple[Page, ...]
    removed: tuple[Page, ...]
    changed: tuple[tuple[Page, Page], ...]
    broken: tuple[str, ...]
    mended: tuple[str, ...]

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return asdict(self)

    def as_text(self) -> str:
        """For a terminal, and for GitHub's step summary: Markdown that reads well as it stands."""
        return "".join(f"{line}\n" for line in self._lines())

    def _lines(self) -> Iterator[str]:
        before = [page for page, _ in self.changed] + list(self.removed)
        after = [page for _, page in self.changed] + list(self.added)
        yield f"**{_pages(self.added)} added, {len(self.changed):,} changed, {len(self.removed):,} removed**"
        yield ""
        words = sum(page.words for page in after) - sum(page.words for page in before)
        yield f"- words: {words:+,}"
        yield f"- reading grade of these pages: {_grade(before)} before, {_grade(after)} now"
        yield f"- links broken: {len(self.broken):,}, mended: {len(self.mended):,}"
        for title, rows in (
            ("Added", [_shown(page) for page in self.added]),
            ("Changed", [_difference(*pair) for pair in self.changed]),
            ("Removed", [_shown(page) for page in self.removed]),
            ("Links broken", [f"`{text}`" for text in self.broken]),
            ("Links mended", [f"`{text}`" for text in self.mended]),
        ):
            if rows:
                yield from ("", f"### {title}", "", *(f"- {row}" for row in rows))


def _pages(pages: Sequence[Page]) -> str:
    return f"{len(pages):,} page{'' if len(pages) == 1 else 's'}"


def _grade(pages: Iterable[Page]) -> str:
    grades = [page.grade for page in pages if page.grade is not None]
    return f"{statistics.median(grades):.1f}" if grades else "none"


def _shown(page: Page) -> str:
    grade = f", grade {page.grade:.1f}" if page.grade is not None else ""
    return f"{_plain(page.title)} `{page.url or 'not published'}` ({page.words:,} words{grade})"


def _difference(before: Page, after: Page) -> str:
    """The page now, and what has changed of it that a list can show."""
    notes = [f"{after.words - before.words:+,} words"] if after.words != before.words else []
    if before.url != after.url:
        notes.append(f"was `{before.url or 'not published'}`")
    if before.title != after.title:
        notes.append(f"was “{_plain(before.title)}”")
    return _shown(after) + (f": {', '.join(notes)}" if notes else "")


def _plain(text: str) -> str:
    """A title that means nothing in Markdown."""
    return "".join(f"\\{char}" if char in "\\`*_[]<>#&" else char for char in text)


def changes(settings: Settings, since: Since) -> ChangeReport:
    """Read the content folder, and what of it was otherwise at the revision, and compare the two."""
    state = State(settings.state_dir)  # an empty one: builds do not keep reading grades
    read = reader.read(settings, state, _WANTED)
    found, now = read.content, reader.entries(read, state)
    old = {entry.path: entry for entry in now if entry.path not in since.changed}
    old |= {path: read_one(path, data, b"", _WANTED)[0] for path, data in since.before.items()}
    static = {**found.static, **{path: files.Stamp(0, 0) for path in since.gone if not path.endswith(files.MARKDOWN)}}
    earlier = files.Content(found.markdown, static)
    before = catalogue.survey(settings, earlier, [old[path] for path in sorted(old)])
    after = catalogue.survey(settings, found, now)
    return _compared(before, after, settings, {*since.changed, *since.gone})


def _compared(before: Survey, after: Survey, settings: Settings, touched: set[str]) -> ChangeReport:
    was, now = _pages_of(before, settings), _pages_of(after, settings)
    both = [key for key in now if key in was and {was[key][0], now[key][0]} & touched]
    is_there = {*now, *(entry.path for entry in after.entries)}
    old, new = _links(before, was), _links(after, now)
    broken, mended = new - old, Counter({link: 1 for link in old - new if link[0] in is_there})
    return ChangeReport(
        added=tuple(now[key][1] for key in now if key not in was),
        removed=tuple(was[key][1] for key in was if key not in now),
        changed=tuple((was[key][1], now[key][1]) for key in both),
        broken=_told(broken, now),
        mended=_told(mended, now),
    )


def _pages_of(survey: Survey, settings: Settings) -> dict[int | str, tuple[str, Page]]:
    """Path and page of each record by its id, and of each topic by its file's path."""
    found: dict[int | str, tuple[str, Page]] = {}
    for entry in survey.entries:
        rendered, of = entry.rendered, entry.record or entry.topic
        if rendered is None or of is None:
            continue
        page = Page(of.title, of.url if _is_public(of, settings) else "", rendered.words, rendered.grade)
        found[of.id if isinstance(of, Record) and of.id else entry.path] = entry.path, page
    return found


def _is_public(of: Record | Topic, settings: Settings) -> bool:
    return isinstance(of, Topic) or not (of.draft or (of.publish_on is not None and of.publish_on > settings.today))


_Pages = Mapping[int | str, tuple[str, Page]]
_Links = Counter[tuple[int | str, str, str]]


def _links(survey: Survey, pages: _Pages) -> _Links:
    """Findings on links by the page's key in ``pages`` (else the file's path), code and message: a page keeps its links
    when its file is renamed."""
    keys = {path: key for key, (path, _) in pages.items()}
    findings = (*survey.own, *survey.crossing)
    return Counter((keys.get(f.path, f.path), f.code, f.message) for f in findings if f.code.startswith(_LINKS))


def _told(links: _Links, pages: _Pages) -> tuple[str, ...]:
    """Such findings as text, each under its file's path of today."""
    paths = {key: path for key, (path, _) in pages.items()}
    return tuple(sorted(f"{paths.get(key, key)}: {code} {message}" for key, code, message in links))


def copy_pages(report: ChangeReport, site: Path, folder: Path, directory_urls: bool) -> int:
    """Copy the pages that were added or changed from a built site, with what all pages need; how many there are."""
    wanted = [page.url for page in (*report.added, *(after for _, after in report.changed)) if page.url]
    there = [file for url in wanted if (site / (file := urls.record_file(url, directory_urls))).is_file()]
    for file in ("index.html", *there):
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(site / file, folder / file)
    for name in _SHARED:
        if (site / name).is_dir():
            shutil.copytree(site / name, folder / name, dirs_exist_ok=True)
    return len(there)
