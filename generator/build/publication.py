"""A whole site: staged beside the old one, put in its place by renames, with a journal that survives a kill.

Order of a publication: every new file stands in the stage; a journal is written there; files are renamed into the
site one by one; what is gone is removed; the stage is dropped. Killed before the journal: the old site, whole. Killed
after it: every file is old or new, and ``recover`` (the next build calls it) does the rest.
"""

from __future__ import annotations

import errno
import glob
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path, PurePosixPath

from filelock import FileLock, Timeout

from generator.system import files
from generator.system.errors import SiteFolderError

_JOURNAL = ".journal"


def beside(site: Path, what: str) -> Path:
    """A name of ours next to a site's."""
    return site.with_name(f".{site.name}.{what}")


def lock(file: Path, folder: Path) -> FileLock:
    """Hold a folder for one build by a lock on ``file``; raises ``SiteFolderError`` when another build holds it.

    The lock is the operating system's: it ends with the process, however that ends.
    """
    held = FileLock(file)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        held.acquire(blocking=False)
    except Timeout:
        raise SiteFolderError(f"{folder} is in use by another build; run this again when that has ended") from None
    except OSError as error:
        raise SiteFolderError(f"{file.parent} cannot be written: {error.strerror}; choose another folder") from None
    return held


def check_site_folder(site: Path, mark: str) -> None:
    """Raise ``SiteFolderError`` unless ``site`` is absent, empty, or a site of ours.

    Publishing removes what a site no longer has. A folder is ours when its home page or its 404 page (which may be
    another's) carries ``mark``.
    """
    if site.exists() and not site.is_dir():
        raise SiteFolderError(f"{site} is a file; name a folder with --site-dir")
    if not site.exists() or not any(site.iterdir()):
        return
    for page in (site / "404.html", site / "index.html"):
        if page.is_file() and mark in page.read_text("utf-8", errors="replace"):
            return
    raise SiteFolderError(
        f"{site} holds files that are not a site made by this program; choose another folder, empty it, "
        "or pass --clean to replace what is in it"
    )


def make_stage(site: Path) -> Path:
    """An empty folder on the site's file system in which new files are put together.

    Its name is new each time: a worker of a killed build may write into the old one for a moment yet.
    """
    try:
        site.parent.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix=f"{beside(site, 'next').name}-", dir=site.parent))
    except OSError as error:
        raise SiteFolderError(f"{site.parent} cannot be written: {error.strerror}; choose another folder") from None


def discard(stage: Path) -> None:
    """Remove a stage and all that is in it."""
    shutil.rmtree(stage, ignore_errors=True)


def recover(site: Path) -> bool:
    """Do the rest of a publication that was cut short, or drop what was staged for one that never began.

    True when files of the site were changed. Needs the lock.
    """
    changed = False
    for stage in site.parent.glob(f"{glob.escape(beside(site, 'next').name)}-*"):
        try:
            gone = json.loads((stage / _JOURNAL).read_text("utf-8"))
        except (OSError, ValueError):
            discard(stage)
            continue
        _carry_out(stage, site, gone)
        changed = True
    return changed


def publish(stage: Path, site: Path, gone: Iterable[str]) -> None:
    """Move every staged file into the site, then remove the files ``gone`` and folders that this empties.

    The stage is used up. Every file of the site is at any moment old or new, never torn. Raises ``SiteFolderError``.
    """
    try:
        if not _take_whole(stage, site):
            _write_journal(stage, sorted(gone))
            _carry_out(stage, site, gone)
    except OSError as error:
        raise SiteFolderError(
            f"{error.filename or site} cannot be written: {error.strerror}; mend that and build again"
        ) from None


def misplaced(site: Path, stamps: Callable[[], Iterable[tuple[str, int, int]]]) -> set[str]:
    """Those of the files (path, size, mtime_ns) that do not stand in the site as they were written."""
    base, stamp = f"{site}/", files.stamp
    return {path for path, size, mtime_ns in stamps() if stamp(base + path) != (size, mtime_ns)}


def folders(site: Path, paths: Iterable[str]) -> dict[str, int]:
    """The folders that hold folders, with the time when one was last added or removed."""
    holding = {path.rpartition("/")[0].rpartition("/")[0] for path in paths}
    above = {parent.as_posix() for path in holding for parent in PurePosixPath(path).parents}
    return stamped(site, sorted(holding | above - {"."} | {""}))


def stamped(site: Path, known: Iterable[str]) -> dict[str, int]:
    """These folders with their times now."""
    return {path: files.stamp(f"{site}/{path}").mtime_ns for path in known}


def is_alone(site: Path, known: Mapping[str, int] | None) -> bool:
    """Whether no other program has added folders to the site or removed some, as far as ``folders`` can tell."""
    return known is not None and all(files.stamp(f"{site}/{path}").mtime_ns == time for path, time in known.items())


def foreign(site: Path, known: Collection[str]) -> list[str]:
    """Files of the site that are not ``known``; names that begin with a dot are left alone (``.git``)."""
    return [path for path in files.walk(site) if path not in known] if site.is_dir() else []


def removed(site: Path, known: Iterable[str], rows: Collection[str], alone: bool) -> set[str]:
    """Files to remove: those that are ``known`` or, unless it is ``alone``, foreign, and not among the site's ``rows``.

    Where case makes no difference, a row under a name of another case is the same file.
    """
    left = {*known, *(() if alone else foreign(site, rows))} - set(rows)
    if left and not files.distinguishes_case(site):
        kept = {path.casefold() for path in rows}
        left = {path for path in left if path.casefold() not in kept}
    return left


def _take_whole(stage: Path, site: Path) -> bool:
    """Where there is no site yet, the stage becomes it in one step; not across file systems."""
    try:
        if site.is_dir():
            site.rmdir()  # refused unless it is empty
        stage.chmod(0o755)
        stage.rename(site)
    except OSError:
        site.mkdir(parents=True, exist_ok=True)
        return False
    return True


def _write_journal(stage: Path, gone: list[str]) -> None:
    draft = stage / f"{_JOURNAL}.draft"
    with draft.open("w", encoding="utf-8") as file:
        json.dump(gone, file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(stage / _JOURNAL)


def _carry_out(stage: Path, site: Path, gone: Iterable[str]) -> None:
    made: set[str] = set()
    for path in files.walk(stage, hidden=True):
        if path.startswith(_JOURNAL):
            continue
        target = f"{site}/{path}"
        folder = target.rpartition("/")[0]
        if folder not in made:
            _make_folder(site, path)
            made.add(folder)
        _move(f"{stage}/{path}", target)
    for path in gone:
        _remove(site, path)
    discard(stage)


def _make_folder(site: Path, path: str) -> None:
    """The folder of a file; an old file that stands where a folder must be goes."""
    folder = (site / path).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        for above in (folder, *folder.parents):
            if above.is_file():
                above.unlink()
        folder.mkdir(parents=True, exist_ok=True)


def _move(source: str, target: str) -> None:
    try:
        os.replace(source, target)  # noqa: PTH105 - called for every page
    except IsADirectoryError:  # the old site has a folder of that name
        shutil.rmtree(target)
        os.replace(source, target)  # noqa: PTH105
    except OSError as error:
        if error.errno != errno.EXDEV:  # the site folder is a mount of its own
            raise
        beside = Path(target).with_name(f".{Path(target).name}.new")
        shutil.copy2(source, beside)
        beside.replace(target)


def _remove(site: Path, path: str) -> None:
    """A file that is no longer wanted, and the folders that are empty without it."""
    try:
        (site / path).unlink(missing_ok=True)
        for folder in (site / path).parents:
            if folder == site:
                break
            folder.rmdir()
    except OSError as error:
        if error.errno not in (errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.ENOENT):
            raise
