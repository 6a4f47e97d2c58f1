"""The only place that touches content and site files: discover, read, stage, publish."""

from __future__ import annotations

import errno
import filecmp
import os
import posixpath
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pathspec import GitIgnoreSpec

MARKDOWN = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")
"""What MkDocs takes for Markdown."""


class SiteFolderError(Exception):
    """The site folder cannot be written, or holds something that is not a site of ours."""


@dataclass(frozen=True, slots=True)
class Content:
    """The files of a content folder that MkDocs would take too, as sorted relative paths.

    ``unreadable`` are folders that could not be looked into, each with the reason.
    """

    markdown: tuple[str, ...]
    static: frozenset[str]
    unreadable: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication changed: numbers of files."""

    written: int
    unchanged: int
    removed: int


def discover(folder: Path, exclude: str = "") -> Content:
    """Every file below ``folder`` but those that MkDocs leaves out.

    These are names that begin with a dot, a ``templates`` folder at the top, and what ``exclude`` (MkDocs'
    ``exclude_docs``, gitignore patterns) adds or, with ``!``, takes back. Links to folders are followed, but never
    round in a circle.
    """
    unreadable: list[tuple[str, str]] = []
    spec = GitIgnoreSpec.from_lines([".*", "/templates/", *exclude.splitlines()]) if exclude.strip() else None
    found = _walk(folder, hidden=spec is not None, links=True, errors=unreadable)
    if spec is None:
        paths = sorted(path for path in found if not path.startswith("templates/"))
    else:
        paths = sorted(path for path in found if not spec.match_file(path))
    markdown = tuple(path for path in paths if path.endswith(MARKDOWN))
    return Content(markdown, frozenset(paths).difference(markdown), tuple(unreadable))


def _walk(
    folder: Path, hidden: bool = False, links: bool = False, errors: list[tuple[str, str]] | None = None
) -> Iterator[str]:
    """Paths of files below a folder; names that begin with a dot only if they are ``hidden`` and asked for."""
    start = len(str(folder)) + 1

    def report(error: OSError) -> None:
        if errors is not None:
            errors.append((str(error.filename)[start:].replace(os.sep, "/"), error.strerror or str(error)))

    for parent, folders, names in os.walk(folder, followlinks=links, onerror=report):
        if not hidden:
            folders[:] = [name for name in folders if not name.startswith(".")]
        if links:
            folders[:] = [name for name in folders if not _leads_back(parent, name)]
        below = parent[start:].replace(os.sep, "/")
        for name in names:
            if hidden or not name.startswith("."):
                yield f"{below}/{name}" if below else name


def _leads_back(parent: str, name: str) -> bool:
    """Whether a folder is a link to one that it stands in."""
    path = os.path.join(parent, name)  # noqa: PTH118 - called for every folder of a large catalogue
    return os.path.islink(path) and os.path.realpath(parent).startswith(os.path.realpath(path))  # noqa: PTH114


def authored_file(path: str, directory_urls: bool) -> str:
    """The site file that MkDocs makes of an authored page."""
    stem = posixpath.splitext(path)[0]
    folder, name = posixpath.split(stem)
    name = "index" if name == "README" else name
    joined = posixpath.join(folder, name)
    return f"{joined}/index.html" if directory_urls and name != "index" else f"{joined}.html"


def read(folder: Path, path: str) -> bytes:
    """A content file's bytes."""
    return (folder / path).read_bytes()


def check_site_folder(site: Path, mark: str) -> None:
    """Raise ``SiteFolderError`` unless ``site`` is absent, empty, or a site of ours.

    Publishing removes what a site no longer has. A folder is ours when its 404 page carries ``mark``.
    """
    if not site.exists() or (site.is_dir() and not any(site.iterdir())):
        return
    page = site / "404.html"
    if site.is_dir() and page.is_file() and mark in page.read_text("utf-8", errors="replace"):
        return
    raise SiteFolderError(
        f"{site} holds files that are not a site made by this program; choose another folder, empty it, "
        "or pass --clean to replace what is in it"
    )


def make_stage(site: Path) -> Path:
    """An empty folder on the site's file system in which the next site is put together."""
    try:
        site.parent.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix=f".{site.name}-", dir=site.parent))
    except OSError as error:
        raise SiteFolderError(f"{site.parent} cannot be written: {error.strerror}; choose another folder") from None


def sizes(folder: Path) -> Iterator[tuple[str, int]]:
    """Every file below a folder with its size in bytes."""
    return ((path, (folder / path).stat().st_size) for path in _walk(folder, hidden=True))


def write(stage: Path, path: str, data: bytes) -> None:
    """Write one file below the stage, making its folders. Few system calls: it is called for every page."""
    target = f"{stage}/{path}"
    folder = target.rpartition("/")[0]
    try:
        os.mkdir(folder)  # noqa: PTH102 - nearly every page has a folder of its own
    except FileExistsError:
        pass
    except FileNotFoundError:
        os.makedirs(folder, exist_ok=True)  # noqa: PTH103
    file = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    try:
        written = os.write(file, data)
        while written < len(data):
            written += os.write(file, data[written:])
    finally:
        os.close(file)


def publish(stage: Path, site: Path) -> Published:
    """Make ``site`` equal to ``stage``: each changed file is renamed into place, then what is gone is removed.

    Files and folders whose name begins with a dot, directly below the site, are left alone (``.git``). The stage is
    used up. Every file of the site is at any moment old or new, never torn.
    """
    try:
        return _publish(stage, site)
    except OSError as error:
        raise SiteFolderError(
            f"{error.filename or site} cannot be written: {error.strerror}; mend that and build again"
        ) from None


def _publish(stage: Path, site: Path) -> Published:
    new = set(_walk(stage, hidden=True))
    if _take_whole(stage, site):
        return Published(len(new), 0, 0)
    old = set(_walk(site))
    _clear_the_way(site, new, old)
    written = 0
    for path in sorted(new):
        source, target = stage / path, site / path
        if path in old and filecmp.cmp(source, target, shallow=False):
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        _move(source, target)
        written += 1
    gone = old - new
    for path in gone:
        (site / path).unlink(missing_ok=True)
    _remove_empty_folders(site)
    discard(stage)
    return Published(written, len(new) - written, len(gone))


def _take_whole(stage: Path, site: Path) -> bool:
    """Where there is no site yet, the stage becomes it in one step; not across file systems."""
    try:
        if site.is_dir():
            site.rmdir()  # refused unless it is empty
        elif site.exists():
            raise SiteFolderError(f"{site} is a file; name a folder with --site-dir")
        stage.chmod(0o755)
        stage.rename(site)
    except OSError:
        site.mkdir(parents=True, exist_ok=True)
        return False
    return True


def _clear_the_way(site: Path, new: set[str], old: set[str]) -> None:
    """Remove old files where the new site has folders, and the other way round."""
    for path in new:
        for parent in Path(path).parents:
            if str(parent) in old:
                (site / parent).unlink(missing_ok=True)
        if (site / path).is_dir():
            shutil.rmtree(site / path)


def _move(source: Path, target: Path) -> None:
    try:
        source.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:  # the site folder is a mount of its own
            raise
        beside = target.with_name(f".{target.name}.new")
        shutil.copyfile(source, beside)
        beside.replace(target)


def _remove_empty_folders(site: Path) -> None:
    for parent, folders, names in os.walk(site, topdown=False):
        folder = Path(parent)
        hidden = any(part.startswith(".") for part in folder.relative_to(site).parts)
        if (folder != site and not folders and not names and not hidden) or (
            folder != site and not names and not hidden and not any(folder.iterdir())
        ):
            folder.rmdir()


def discard(stage: Path) -> None:
    """Remove a stage and all that is in it."""
    shutil.rmtree(stage, ignore_errors=True)
