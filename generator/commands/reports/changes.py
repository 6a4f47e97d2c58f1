"""``quicktakes report changes``: the differences from a Git revision, page by page, for reviewers."""

from __future__ import annotations

import shutil
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.catalogue import catalogue, reader
from generator.catalogue.catalogue import Survey
from generator.catalogue.entry import Wanted, read_one
from generator.config.settings import Settings
from generator.model import urls
from generator.model.finding import counted
from generator.model.record import Record, Topic
from generator.system import display, files
from generator.system.git import Since
from generator.system.state import State

_LINKS = ("QT14", "QT15", "QT123")
"""Codes and prefixes of findings on broken links."""
_GRADED = Wanted(grade=True)
_SHARED = ("assets", "search")


@dataclass(frozen=True, slots=True)
class PageVersion:
    """A page at one revision: ``url`` is empty if it is not published, ``grade`` (reading grade) ``None`` if short."""

    title: str
    url: str
    words: int
    grade: float | None


@dataclass(frozen=True, slots=True)
class ChangeReport:
    """``changed`` are pages before and after. ``broken`` and ``fixed`` are findings on links, as text.

    Links in a removed file are in neither of them.
    """

    added: tuple[PageVersion, ...]
    removed: tuple[PageVersion, ...]
    changed: tuple[tuple[PageVersion, PageVersion], ...]
    broken: tuple[str, ...]
    fixed: tuple[str, ...]

    def lines(self) -> Iterator[str]:
        """Markdown for GitHub's step summary that is also readable on a terminal."""
        before = [page for page, _ in self.changed] + list(self.removed)
        after = [page for _, page in self.changed] + list(self.added)
        added = counted(len(self.added), "page")
        yield f"**{added} added, {len(self.changed):,} changed, {len(self.removed):,} removed**"
        yield ""
        words = sum(page.words for page in after) - sum(page.words for page in before)
        yield f"- words: {words:+,}"
        yield f"- reading grade of these pages: {_grade(before)} before, {_grade(after)} now"
        yield f"- links broken: {len(self.broken):,}, fixed: {len(self.fixed):,}"
        for title, rows in (
            ("Added", [_shown(page) for page in self.added]),
            ("Changed", [_difference(*pair) for pair in self.changed]),
            ("Removed", [_shown(page) for page in self.removed]),
            ("Links broken", [display.code_span(text) for text in self.broken]),
            ("Links fixed", [display.code_span(text) for text in self.fixed]),
        ):
            if rows:
                yield from ("", f"### {title}", "", *(f"- {row}" for row in rows))


def _grade(pages: Iterable[PageVersion]) -> str:
    grades = [page.grade for page in pages if page.grade is not None]
    return f"{statistics.median(grades):.1f}" if grades else "none"


def _shown(page: PageVersion) -> str:
    grade = f", grade {page.grade:.1f}" if page.grade is not None else ""
    return f"{display.code_span(page.title)} {_address(page)} ({page.words:,} words{grade})"


def _difference(before: PageVersion, after: PageVersion) -> str:
    """The current page, and what has changed in it."""
    notes = [f"{after.words - before.words:+,} words"] if after.words != before.words else []
    if before.url != after.url:
        notes.append(f"was {_address(before)}")
    if before.title != after.title:
        notes.append(f"was {display.code_span(before.title)}")
    return _shown(after) + (f": {', '.join(notes)}" if notes else "")


def _address(page: PageVersion) -> str:
    return display.code_span(page.url) if page.url else "not published"


def changes(settings: Settings, since: Since) -> ChangeReport:
    """Read the content folder and its state at a revision, and compare them."""
    state = State(settings.state_dir)  # an empty one: builds do not keep reading grades
    read = reader.read(settings, state, _GRADED)
    found, now = read.content, reader.entries(read, state)
    old = {entry.path: entry for entry in now if entry.path not in since.changed}
    old |= {path: read_one(path, data, b"", _GRADED)[0] for path, data in since.before.items()}
    static = {
        **found.static,
        **{path: files.Stamp(0, 0) for path in since.removed if not path.endswith(files.MARKDOWN)},
    }
    earlier = files.Content(found.markdown, static)
    before = catalogue.survey(settings, earlier, [old[path] for path in sorted(old)])
    after = catalogue.survey(settings, found, now)
    return _compared(before, after, settings, {*since.changed, *since.removed})


def _compared(before: Survey, after: Survey, settings: Settings, touched: set[str]) -> ChangeReport:
    was, now = _pages_of(before, settings), _pages_of(after, settings)
    both = [key for key in now if key in was and {was[key][0], now[key][0]} & touched]
    existing = {*now, *(entry.path for entry in after.entries)}
    old, new = _links(before, was), _links(after, now)
    broken, fixed = new - old, Counter({link: 1 for link in old - new if link[0] in existing})
    return ChangeReport(
        added=tuple(now[key][1] for key in now if key not in was),
        removed=tuple(was[key][1] for key in was if key not in now),
        changed=tuple((was[key][1], now[key][1]) for key in both),
        broken=_as_text(broken, now),
        fixed=_as_text(fixed, now),
    )


def _pages_of(survey: Survey, settings: Settings) -> dict[int | str, tuple[str, PageVersion]]:
    """Path and page of each record by its id, and of each topic by its file's path."""
    found: dict[int | str, tuple[str, PageVersion]] = {}
    for entry in survey.entries:
        rendered, of = entry.rendered, entry.record or entry.topic
        if rendered is None or of is None:
            continue
        page = PageVersion(of.title, of.url if _is_public(of, settings) else "", rendered.words, rendered.grade)
        found[of.id if isinstance(of, Record) and of.id else entry.path] = entry.path, page
    return found


def _is_public(of: Record | Topic, settings: Settings) -> bool:
    return isinstance(of, Topic) or not (of.draft or (of.publish_on is not None and of.publish_on > settings.today))


_Pages = Mapping[int | str, tuple[str, PageVersion]]
_Links = Counter[tuple[int | str, str, str]]


def _links(survey: Survey, pages: _Pages) -> _Links:
    """Findings on links by page (its key in ``pages``, else the file's path), code and message.

    The key stays the same when the file is renamed.
    """
    keys = {path: key for key, (path, _) in pages.items()}
    findings = (*survey.own, *survey.crossing)
    return Counter((keys.get(f.path, f.path), f.code, f.message) for f in findings if f.code.startswith(_LINKS))


def _as_text(links: _Links, pages: _Pages) -> tuple[str, ...]:
    """Findings as text, each with the current path of its file."""
    paths = {key: path for key, (path, _) in pages.items()}
    return tuple(sorted(f"{paths.get(key, key)}: {code} {message}" for key, code, message in links))


def copy_pages(report: ChangeReport, site: Path, folder: Path, directory_urls: bool) -> int:
    """Copy added and changed pages, and the files that all pages need, from a built site; the number of pages."""
    addresses = [page.url for page in (*report.added, *(after for _, after in report.changed)) if page.url]
    copied = [file for url in addresses if (site / (file := urls.record_file(url, directory_urls))).is_file()]
    for file in ("index.html", *copied):
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(site / file, folder / file)
    for name in _SHARED:
        if (site / name).is_dir():
            shutil.copytree(site / name, folder / name, dirs_exist_ok=True)
    return len(copied)
