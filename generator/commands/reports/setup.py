"""``quicktakes doctor``: the state of the set-up, one row a fact, and what to do about each problem.

Nothing is changed and nothing fetched. A ``problem`` keeps a command from its work; a ``note`` is only worth knowing.
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Literal

from generator import __version__
from generator.build import host, publication
from generator.catalogue import checker, facts, fingerprint
from generator.config import file
from generator.config.amounts import shown
from generator.config.settings import Settings, read_settings, refuse_overlap
from generator.system import errors, files, packages, state
from generator.system.errors import ConfigError, GitError
from generator.system.git import ask
from generator.system.packages import PACKAGE

Mark = Literal["ok", "note", "problem"]
_SOME_URL, _SOME_FOLDER = "https://example.org/", PACKAGE / "commands" / "project" / "content"
"""In place of a wrong address and of content that is not there, so that the rest of a configuration is looked at."""


@dataclass(frozen=True, slots=True)
class Row:
    """One fact of the set-up; ``remedy`` is what to do about it, if anything; ``counts`` are its figures."""

    name: str
    mark: Mark
    says: str
    remedy: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)


def examine(config_file: Path | None, content: Path | None) -> Iterator[Row]:
    """Look at everything, one row after the other; what a problem hides is not looked at."""
    yield Row("program", "ok", f"QuickTakes Site {__version__} in {PACKAGE}")
    yield from _packages()
    try:
        path = file.find_config(config_file, content)
        raw = file.read_yaml(path)
    except ConfigError as error:
        yield _problem("configuration", error)
        return
    is_built_in = path == file.default_config()
    folder = (content or (Path("content") if is_built_in else file.docs_dir(path, raw))).resolve()
    settings, rows = _settings(path, folder if folder.is_dir() else _SOME_FOLDER)
    yield from rows
    if settings is not None:
        yield _host(settings, _built_in() if is_built_in else str(path))
        if not rows:
            yield _address(settings)
        yield from _site(settings)
        yield from _state(settings)
    if not folder.is_dir():
        remedy = "name the folder of records with --content, or in docs_dir of mkdocs.yml"
        yield Row("content", "problem", f"{folder}: no such folder", remedy)
        return
    if settings is not None:
        yield from _content(settings)
    yield _git(folder)


def _problem(name: str, error: Exception) -> Row:
    says, _, remedy = str(error).rpartition("; ")
    return Row(name, "problem", says, remedy) if says else Row(name, "problem", remedy)


def _packages() -> Iterator[Row]:
    python = f"{platform.python_version()} ({sys.executable})"
    misfits, (_, needed) = packages.misfits(), packages.requirements()
    wrong = [(name, says) for name, says in misfits if name.startswith("Python ")]
    missing = [misfit for misfit in misfits if misfit not in wrong]
    yield (
        Row("Python", "problem", f"{wrong[0][0]} is needed; {wrong[0][1]}", packages.remedy(wrong))
        if wrong
        else Row("Python", "ok", python)
    )
    if missing:
        says = ", ".join(f"{name} ({how})" for name, how in missing)
        yield Row("packages", "problem", f"needed: {says}", packages.remedy(missing))
    elif needed:
        yield Row("packages", "ok", f"all {len(needed)} that are needed")
    else:
        yield Row("packages", "note", "which are needed is not known: this is neither installed nor a checkout")
    if "quicktakes" not in metadata.entry_points(group="mkdocs.plugins").names:
        says, remedy = "MkDocs does not find the plugin quicktakes", f"install this program as a package: {_install()}"
        yield Row("plugin", "problem", says, remedy)


def _install() -> str:
    is_checkout = (PACKAGE.parent / "pyproject.toml").is_file()
    return f"{sys.executable} -m pip install {f'--editable {PACKAGE.parent}' if is_checkout else packages.NAME}"


def _settings(path: Path, content: Path) -> tuple[Settings | None, list[Row]]:
    """The settings of a configuration, and what is wrong with it; a wrong address (which gives way to another) does not
    hide the rest."""
    rows = []
    try:
        settings: Settings | None = read_settings(path, content=content, site_url=_SOME_URL)
    except ConfigError as error:
        settings, rows = None, [_problem("configuration", error)]
    try:
        return read_settings(path, content=content), rows
    except ConfigError as error:
        if settings is not None or str(error).startswith("site_url"):
            rows.append(_problem("site address", error))
    return settings, rows


def _built_in() -> str:
    other = Path("mkdocs.yml")
    return f"built in{f': {other.resolve()} is not that of the content folder' if other.is_file() else ''}"


def _host(settings: Settings, where: str) -> Row:
    """Whether MkDocs takes the configuration too."""
    try:
        from generator.build import mkdocs  # here, because importing MkDocs takes longer than all the rest

        refusal = mkdocs.refusal(settings)
    except ImportError as error:
        refusal = f"it cannot be loaded ({error})"
    if refusal:
        return Row("configuration", "problem", f"{where}: MkDocs does not take it: {refusal}", "mend what it names")
    return Row("configuration", "ok", where)


def _address(settings: Settings) -> Row:
    if settings.site_url:
        return Row("site address", "ok", settings.site_url)
    says = "none: canonical links and the sitemap are left out"
    return Row("site address", "note", says, "where the site is published, set site_url or pass --site-url")


def _site(settings: Settings) -> Iterator[Row]:
    site = settings.site_dir
    try:
        refuse_overlap(settings)
        publication.check_site_folder(site, host.PROGRAM)
    except (ConfigError, errors.SiteFolderError) as error:
        yield _problem("site folder", error)
        return
    except OSError as error:
        yield Row("site folder", "problem", f"{site}: {error.strerror}", "check its permissions")
        return
    says = f"{site}, {'there' if site.is_dir() else 'not there yet'}"
    yield _writable("site folder", (site.parent, site), says, "check its permissions, or choose another --site-dir")


def _writable(name: str, folders: tuple[Path, ...], says: str, remedy: str) -> Row:
    """A row about a folder: whether it, or the nearest one above it that is there, can be written."""
    for folder in folders:
        there = next(path for path in (folder, *folder.parents) if os.path.lexists(path))
        if not there.is_dir():
            return Row(name, "problem", f"{there} is no folder", "remove it, or choose another folder")
        try:
            with tempfile.TemporaryFile(dir=there):
                pass
        except OSError as error:
            return Row(name, "problem", f"{there} cannot be written: {error.strerror}", remedy)
    return Row(name, "ok", says)


def _state(settings: Settings) -> Iterator[Row]:
    """What builds keep. Nothing must be done about one that is of no use: the next build makes it anew."""
    folder = settings.state_dir
    row = _writable("state", (folder,), "", "check its permissions, or choose another --state")
    if row.mark != "ok":
        yield row
        return
    code, checks = fingerprint.of_code(), checker.folder_of(folder)
    if not os.path.lexists(folder / state.NAME):
        yield Row("state", "ok", f"{folder}: none of a build yet; the first one reads and makes everything")
    else:
        yield _kept("state", "build", folder, (code,))
    if os.path.lexists(checks / state.NAME):
        yield _kept("checks", "check", checks, checker.codes(code))


def _kept(name: str, work: str, folder: Path, codes: tuple[bytes, ...]) -> Row:
    """What builds or checks have kept in a folder."""
    found = (folder / state.NAME).lstat()
    made = time.strftime("%Y-%m-%d %H:%M", time.localtime(found.st_mtime))
    says, counts = f"{folder}: {shown(found.st_size)}, of {made}", {"bytes": found.st_size}
    trouble = state.trouble(folder, codes)
    if not trouble:
        return Row(name, "ok", f"{says}, of use to the next {work}", "", counts)
    remedy = f"nothing has to be done: the next {work} does without it, and takes as long as the first"
    return Row(name, "note", f"{says}; {trouble}", remedy, counts)


def _content(settings: Settings) -> Iterator[Row]:
    folder = settings.content
    found = files.discover(folder, settings.exclude)
    known = facts.read(settings, found)
    drafts = sum(r.draft or (r.publish_on or settings.today) > settings.today for r in known.records)
    counts = {
        "records": len(known.records), "not published": drafts, "topics": len(known.topics),
        "authored pages": len(known.authored), "other files": len(found.static), "broken files": len(known.broken),
    }  # fmt: skip
    shown_counts = (f"{number:,} {kind}" for kind, number in counts.items() if number or kind == "records")
    says = f"{folder}: {', '.join(shown_counts)}"
    if known.broken:
        remedy = f"`quicktakes check` says what is wrong with {known.broken[0]}"
        yield Row("content", "problem", says, f"{remedy} and the others" if known.broken[1:] else remedy, counts)
    elif not known.records:
        remedy = "name the folder of records with --content, or write the first one: `quicktakes new`"
        yield Row("content", "problem", f"{says}; there is nothing to publish", remedy, counts)
    else:
        yield Row("content", "ok", says, "", counts)
    row = _writable("content", (folder,), "", "check its permissions: records can be read, but not edited")
    if row.mark != "ok":
        yield row


def _git(folder: Path) -> Row:
    """Whether the content is under version control: what is overwritten elsewhere cannot be brought back."""
    changes = ["status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "--", "."]
    try:
        top = ask(folder, ["rev-parse", "--show-toplevel"]).rstrip("\r\n")
        if _is_ignored(folder):
            return Row("Git", "note", f"{folder} is ignored in {top}", "take it out of .gitignore, and commit it")
        number = ask(folder, ["--no-optional-locks", *changes]).count("\0")
    except GitError as error:
        is_refusal = str(error).startswith("Git says")
        remedy = "do as it says" if is_refusal else "commit the content with Git, so that every version of it is kept"
        return Row("Git", "note", f"{folder}: {error}", remedy)
    return Row("Git", "ok", f"{top}; content files that are not committed: {number:,}", "", {"not committed": number})


def _is_ignored(folder: Path) -> bool:
    try:
        return bool(ask(folder, ["check-ignore", "."]))
    except GitError:  # exit code 1 and no word: it is not
        return False
