"""Publication of a site: new files are staged next to it and moved by renames, with a mark that survives a kill.

The order: all new files are in the stage; a mark is made next to the site; the files are renamed into the site one by
one; files that the site no longer has are removed; the stage is removed; the state is saved; the mark is removed. A
kill before the mark leaves the old site. A later kill leaves each file old or new, and the next build makes the whole
site: it trusts no state, and carries out nothing that it finds.
"""

from __future__ import annotations

import errno
import glob
import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath

from filelock import FileLock, Timeout

from generator.system import atomic, files
from generator.system.errors import SiteFolderError

_BEGUN = "begun"


def sibling(site: Path, what: str) -> Path:
    """The path of a file or folder of ours next to a site folder."""
    return site.with_name(f".{site.name}.{what}")


def lock(file: Path, folder: Path) -> FileLock:
    """Lock a folder for one build with ``file``. Raises ``SiteFolderError`` if another build holds the lock.

    The operating system releases the lock when the process ends, also after a kill.
    """
    held = FileLock(file, mode=0o600)
    try:
        files.make_private(file.parent) if file.parent == folder else file.parent.mkdir(parents=True, exist_ok=True)
        held.acquire(blocking=False)
    except Timeout:
        raise SiteFolderError(f"{folder} is in use by another build; run this again when it has ended") from None
    except OSError as error:
        what = f"{file} is a link; remove it" if file.is_symlink() else ""
        raise SiteFolderError(
            what or f"{file.parent} cannot be written: {error.strerror}; choose another folder"
        ) from None
    return held


def check_site_folder(site: Path, mark: str) -> None:
    """Raise ``SiteFolderError`` unless ``site`` is absent, empty, or a site of ours.

    Publication removes files that the site no longer has. A folder is ours if its home page or its 404 page contains
    ``mark``; an editor may have replaced one of the two.
    """
    if site.exists() and not site.is_dir():
        raise SiteFolderError(f"{site} is a file; name a folder with --site-dir")
    if not site.exists() or not any(site.iterdir()):
        return
    for page in (site / "404.html", site / "index.html"):
        if page.is_file() and mark in page.read_text("utf-8", errors="replace"):
            return
    raise SiteFolderError(
        f"{site} has files that are not a site of this program; choose another folder, empty it, "
        "or pass --clean to replace its content"
    )


def make_stage(site: Path) -> Path:
    """Make an empty folder for new files, on the file system of the site.

    It gets a new name each time, because a worker of a killed build may still write into an old one.
    """
    try:
        site.parent.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix=f"{sibling(site, 'next').name}-", dir=site.parent))
    except OSError as error:
        raise SiteFolderError(f"{site.parent} cannot be written: {error.strerror}; choose another folder") from None


def discard(stage: Path) -> None:
    """Remove a stage with its files."""
    shutil.rmtree(stage, ignore_errors=True)


def sweep(site: Path) -> bool:
    """Remove the stages of killed builds; return whether one was killed while it changed the site.

    The caller holds the lock.
    """
    for stage in site.parent.glob(f"{glob.escape(sibling(site, 'next').name)}-*"):
        if stage.is_symlink() or not stage.is_dir():
            stage.unlink()
        else:
            discard(stage)
    return os.path.lexists(sibling(site, _BEGUN))


def complete(site: Path) -> None:
    """Note that the site and its state are whole."""
    sibling(site, _BEGUN).unlink(missing_ok=True)


def publish(stage: Path, site: Path, removed: Iterable[str]) -> None:
    """Move all staged files into the site, then delete the ``removed`` files and folders that become empty.

    Afterwards the stage no longer exists. At any moment, every file of the site is complete, old or new. Raises
    ``SiteFolderError``.
    """
    try:
        if not _take_whole(stage, site):
            _begin(site)
            _carry_out(stage, site, removed)
    except OSError as error:
        raise SiteFolderError(
            f"{error.filename or site} cannot be written: {error.strerror}; fix that and build again"
        ) from None


def misplaced(site: Path, stamps: Callable[[], Iterable[tuple[str, int, int]]]) -> set[str]:
    """The paths of files (path, size, mtime_ns) that are missing from the site or have changed since."""
    base, stamp = f"{site}/", files.stamp
    return {path for path, size, mtime_ns in stamps() if stamp(base + path) != (size, mtime_ns)}


def folders(site: Path, paths: Iterable[str]) -> dict[str, int]:
    """The folders that contain folders, with the time when one was last added or removed."""
    holding = {path.rpartition("/")[0].rpartition("/")[0] for path in paths}
    above = {parent.as_posix() for path in holding for parent in PurePosixPath(path).parents}
    return stamped(site, sorted(holding | above - {"."} | {""}))


def stamped(site: Path, known: Iterable[str]) -> dict[str, int]:
    """Folders with their current times."""
    return {path: files.stamp(f"{site}/{path}").mtime_ns for path in known}


def is_alone(site: Path, known: Mapping[str, int] | None) -> bool:
    """Whether the times of ``folders`` show that no other program has added or removed folders."""
    return known is not None and all(files.stamp(f"{site}/{path}").mtime_ns == time for path, time in known.items())


def foreign(site: Path, known: Collection[str]) -> list[str]:
    """Files of the site that are not ``known``, without names that begin with a dot, such as ``.git``."""
    return [path for path in files.walk(site) if path not in known] if site.is_dir() else []


def removed(site: Path, known: Iterable[str], rows: Collection[str], alone: bool) -> set[str]:
    """Files to delete: those ``known`` from the last build that are not in ``rows``, and foreign ones unless ``alone``.

    If the file system ignores case, a row whose name differs only in case is the same file.
    """
    left = {*known, *(() if alone else foreign(site, rows))} - set(rows)
    if left and not files.distinguishes_case(site):
        kept = {path.casefold() for path in rows}
        left = {path for path in left if path.casefold() not in kept}
    return left


def _take_whole(stage: Path, site: Path) -> bool:
    """Rename the stage to the site, if there is no site yet; impossible across file systems."""
    try:
        if site.is_dir():
            site.rmdir()  # refused unless it is empty
        stage.chmod(0o755)
        stage.rename(site)
    except OSError:
        site.mkdir(parents=True, exist_ok=True)
        return False
    return True


def _begin(site: Path) -> None:
    with suppress(FileExistsError):
        os.close(os.open(sibling(site, _BEGUN), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def _carry_out(stage: Path, site: Path, removed: Iterable[str]) -> None:
    folders = _RealFolders(site)
    for path in files.walk(stage, hidden=True):
        folders.make(path.rpartition("/")[0])
        _move(f"{stage}/{path}", f"{site}/{path}")
    for path in removed:
        if folders.has(path.rpartition("/")[0]):
            _remove(site, path)
    discard(stage)


class _RealFolders:
    """The folders of a site, none of which is a link: nothing outside of the site may be written or deleted."""

    def __init__(self, site: Path) -> None:
        self._site = site
        self._known = {""}

    def has(self, folder: str) -> bool:
        """Whether the site has the folder."""
        if folder in self._known:
            return True
        path = self._site / folder
        if not self.has(folder.rpartition("/")[0]) or path.is_symlink() or not path.is_dir():
            return False
        self._known.add(folder)
        return True

    def make(self, folder: str) -> None:
        """Make the folder unless the site has it; what has its name is deleted."""
        if self.has(folder):
            return
        self.make(folder.rpartition("/")[0])
        path = self._site / folder
        path.unlink(missing_ok=True)
        path.mkdir()
        self._known.add(folder)


def _move(source: str, target: str) -> None:
    try:
        os.replace(source, target)  # noqa: PTH105 - called for every page
    except IsADirectoryError:  # the old site has a folder with that name
        shutil.rmtree(target)
        os.replace(source, target)  # noqa: PTH105
    except OSError as error:
        if error.errno != errno.EXDEV:  # the site folder is a separate mount
            raise
        atomic.move(Path(source), Path(target))


def _remove(site: Path, path: str) -> None:
    """Delete a file, and the folders that become empty."""
    try:
        (site / path).unlink(missing_ok=True)
        for folder in (site / path).parents:
            if folder == site:
                break
            folder.rmdir()
    except OSError as error:
        if error.errno not in (errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.ENOENT):
            raise
