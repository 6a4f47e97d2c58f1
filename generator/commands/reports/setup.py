"""``quicktakes doctor``: check the setup, fact by fact, with a remedy for each problem.

Nothing is changed or downloaded. A ``problem`` prevents a command from working; a ``note`` needs no action.
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
from generator.system.git import output
from generator.system.packages import PACKAGE

Mark = Literal["ok", "note", "problem"]
_SOME_URL, _SOME_FOLDER = "https://example.org/", PACKAGE / "commands" / "project" / "content"
"""Substitutes for a wrong address and missing content, so that the rest of the configuration is checked."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of the setup; ``remedy`` is what to do about it (may be empty); ``counts`` are its figures."""

    name: str
    mark: Mark
    says: str
    remedy: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)


def examine(config_file: Path | None, content: Path | None) -> Iterator[Fact]:
    """Check everything, fact by fact; facts that a problem hides are left out."""
    yield Fact("program", "ok", f"QuickTakes Site {__version__} in {PACKAGE}")
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
        remedy = "set the content folder with --content, or with docs_dir in mkdocs.yml"
        yield Fact("content", "problem", f"{folder}: folder not found", remedy)
        return
    if settings is not None:
        yield from _content(settings)
    yield _git(folder)


def _problem(name: str, error: Exception) -> Fact:
    says, _, remedy = str(error).rpartition("; ")
    return Fact(name, "problem", says, remedy) if says else Fact(name, "problem", remedy)


def _packages() -> Iterator[Fact]:
    misfits, (_, needed) = packages.unmet(), packages.requirements()
    wrong = [(name, says) for name, says in misfits if name.startswith("Python ")]
    missing = [misfit for misfit in misfits if misfit not in wrong]
    if wrong:
        yield Fact("Python", "problem", f"{wrong[0][0]} is required; {wrong[0][1]}", packages.remedy(wrong))
    else:
        yield Fact("Python", "ok", f"{platform.python_version()} ({sys.executable})")
    if missing:
        says = ", ".join(f"{name} ({how})" for name, how in missing)
        yield Fact("packages", "problem", f"missing or wrong version: {says}", packages.remedy(missing))
    elif needed:
        yield Fact("packages", "ok", f"all {len(needed)} required packages are installed")
    else:
        yield Fact("packages", "note", "requirements unknown: this is neither an installed package nor a checkout")
    if "quicktakes" not in metadata.entry_points(group="mkdocs.plugins").names:
        says, remedy = "MkDocs does not find the plugin quicktakes", f"install this program as a package: {_install()}"
        yield Fact("plugin", "problem", says, remedy)


def _install() -> str:
    is_checkout = (PACKAGE.parent / "pyproject.toml").is_file()
    return f"{sys.executable} -m pip install {f'--editable {PACKAGE.parent}' if is_checkout else packages.NAME}"


def _settings(path: Path, content: Path) -> tuple[Settings | None, list[Fact]]:
    """The settings of a configuration, and its problems; a wrong site address does not hide the other settings."""
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
    return f"built-in defaults{f'; {other.resolve()} has another content folder' if other.is_file() else ''}"


def _host(settings: Settings, where: str) -> Fact:
    """Whether MkDocs accepts the configuration too."""
    try:
        from generator.build import mkdocs  # imported here, because it takes longer than all other checks

        refusal = mkdocs.refusal(settings)
    except ImportError as error:
        refusal = f"MkDocs cannot be imported ({error})"
    if refusal:
        return Fact("configuration", "problem", f"{where}: MkDocs rejects it: {refusal}", "fix what the message names")
    return Fact("configuration", "ok", where)


def _address(settings: Settings) -> Fact:
    if settings.site_url:
        return Fact("site address", "ok", settings.site_url)
    says = "not set: canonical links and the sitemap are left out"
    return Fact("site address", "note", says, "to publish, set site_url in the configuration or use --site-url")


def _site(settings: Settings) -> Iterator[Fact]:
    site = settings.site_dir
    try:
        refuse_overlap(settings)
        publication.check_site_folder(site, host.PROGRAM)
    except (ConfigError, errors.SiteFolderError) as error:
        yield _problem("site folder", error)
        return
    except OSError as error:
        yield Fact("site folder", "problem", f"{site}: {error.strerror}", "check its permissions")
        return
    says = f"{site}{'' if site.is_dir() else ' (not built yet)'}"
    yield _writable("site folder", (site.parent, site), says, "check its permissions, or choose another --site-dir")


def _writable(name: str, folders: tuple[Path, ...], says: str, remedy: str) -> Fact:
    """Whether a folder, or the nearest existing one above it, is writable."""
    for folder in folders:
        nearest = next(path for path in (folder, *folder.parents) if os.path.lexists(path))
        if not nearest.is_dir():
            return Fact(name, "problem", f"{nearest} is not a folder", "remove it, or choose another folder")
        try:
            with tempfile.TemporaryFile(dir=nearest):
                pass
        except OSError as error:
            return Fact(name, "problem", f"{nearest} is not writable: {error.strerror}", remedy)
    return Fact(name, "ok", says)


def _state(settings: Settings) -> Iterator[Fact]:
    """The state of builds and checks; an unusable one needs no action, because the next build replaces it."""
    folder = settings.state_dir
    row = _writable("state", (folder,), "", "check its permissions, or choose another --state")
    if row.mark != "ok":
        yield row
        return
    code, checks = fingerprint.of_code(), checker.folder_of(folder)
    if not os.path.lexists(folder / state.NAME):
        yield Fact("state", "ok", f"{folder}: no build yet")
    else:
        yield _kept("state", "build", folder, (code,))
    if os.path.lexists(checks / state.NAME):
        yield _kept("checks", "check", checks, checker.codes(code))


def _kept(name: str, work: str, folder: Path, codes: tuple[bytes, ...]) -> Fact:
    """The state that builds or checks keep in a folder."""
    found = (folder / state.NAME).lstat()
    made = time.strftime("%Y-%m-%d %H:%M", time.localtime(found.st_mtime))
    says, counts = f"{folder}: {shown(found.st_size)}, written {made}", {"bytes": found.st_size}
    trouble = state.trouble(folder, codes)
    if not trouble:
        return Fact(name, "ok", f"{says}; the next {work} will use it", "", counts)
    remedy = f"no action needed; the next {work} starts from scratch"
    return Fact(name, "note", f"{says}; {trouble}", remedy, counts)


def _content(settings: Settings) -> Iterator[Fact]:
    folder = settings.content
    found = files.discover(folder, settings.exclude)
    known = facts.read(settings, found)
    drafts = sum(r.draft or (r.publish_on or settings.today) > settings.today for r in known.records)
    counts = {
        "records": len(known.records),
        "not published": drafts,
        "topics": len(known.topics),
        "authored pages": len(known.authored),
        "other files": len(found.static),
        "broken files": len(known.broken),
    }
    named = {kind if number != 1 else kind.removesuffix("s"): number for kind, number in counts.items()}
    parts = (f"{number:,} {kind}" for kind, number in named.items() if number or kind == "records")
    says = f"{folder}: {', '.join(parts)}"
    if known.broken:
        remedy = f"run `quicktakes check` to see the errors of {known.broken[0]}"
        yield Fact("content", "problem", says, f"{remedy} and the other files" if known.broken[1:] else remedy, counts)
    elif not known.records:
        remedy = "set the content folder with --content, or add a record with `quicktakes new`"
        yield Fact("content", "problem", f"{says}; there is nothing to publish", remedy, counts)
    else:
        yield Fact("content", "ok", says, "", counts)
    row = _writable("content", (folder,), "", "check its permissions; records can be read but not edited")
    if row.mark != "ok":
        yield row


def _git(folder: Path) -> Fact:
    """Whether the content is under version control, which keeps every version of it."""
    changes = ["status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "--", "."]
    try:
        top = output(folder, "rev-parse", "--show-toplevel").rstrip("\r\n")
        if _is_ignored(folder):
            return Fact("Git", "note", f"{folder} is ignored in {top}", "remove it from .gitignore and commit it")
        number = output(folder, "--no-optional-locks", *changes).count("\0")
    except GitError as error:
        is_refusal = str(error).startswith("Git says")
        remedy = "follow this advice" if is_refusal else "commit the content with Git, to keep every version of it"
        return Fact("Git", "note", f"{folder}: {error}", remedy)
    return Fact("Git", "ok", f"{top}; uncommitted content files: {number:,}", "", {"not committed": number})


def _is_ignored(folder: Path) -> bool:
    try:
        return bool(output(folder, "check-ignore", "."))
    except GitError:  # exit code 1 without a message means: not ignored
        return False
