"""Content and site files, one at a time: discover, read, write. Whole sites are the business of ``publishing``."""

from __future__ import annotations

import errno
import hashlib
import os
import posixpath
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

MARKDOWN = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")
"""What MkDocs takes for Markdown."""


DATA = ("people.yml",)
"""Files of a content folder that hold what pages show, at its top."""


class Stamp(NamedTuple):
    """What a file system says of a file without reading it: bytes, and nanoseconds since 1970."""

    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Content:
    """The files of a content folder that MkDocs would take too, as sorted relative paths with their stamps.

    ``data`` are files that are read for what stands in them, and not published. ``unreadable`` are folders that could
    not be looked into, each with the reason.
    """

    markdown: Mapping[str, Stamp]
    static: Mapping[str, Stamp]
    data: Mapping[str, Stamp] = field(default_factory=dict)
    unreadable: tuple[tuple[str, str], ...] = field(default=())

    @property
    def others(self) -> Mapping[str, Stamp]:
        """Every file that is no Markdown."""
        return {**self.static, **self.data}


def discover(folder: Path, exclude: str = "") -> Content:
    """Every file below ``folder`` but those that MkDocs leaves out.

    These are names that begin with a dot, a ``templates`` folder at the top, and what ``exclude`` (MkDocs'
    ``exclude_docs``, gitignore patterns) adds or, with ``!``, takes back. Links to folders are followed, but never
    round in a circle.
    """
    unreadable: list[tuple[str, str]] = []
    found = walk(folder, hidden=bool(exclude.strip()), links=True, errors=unreadable)
    if exclude.strip():
        spec = _excluded(exclude)
        paths = sorted(path for path in found if not spec.match_file(path))
    else:
        paths = sorted(path for path in found if not path.startswith("templates/"))
    stamps = dict(zip(paths, map(stamp, map(f"{folder}/".__add__, paths)), strict=True))
    static = {path: found for path, found in stamps.items() if not path.endswith(MARKDOWN)}
    for path in static:
        del stamps[path]
    data = {path: static.pop(path) for path in DATA if path in static}
    return Content(stamps, static, data, tuple(unreadable))


def is_read(path: str, exclude: str = "") -> bool:
    """Whether ``discover`` would take a file of that path."""
    if exclude.strip():
        return not _excluded(exclude).match_file(path)
    return not path.startswith("templates/") and not any(part.startswith(".") for part in path.split("/"))


@lru_cache(maxsize=1)
def _excluded(exclude: str) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec  # here, because few projects need it

    return GitIgnoreSpec.from_lines([".*", "/templates/", *exclude.splitlines()])


def stamp(path: str) -> Stamp:
    """A file's stamp; of one that is not there or cannot be looked at, ``Stamp(-1, 0)``, which no file has."""
    try:
        found = os.stat(path)  # noqa: PTH116 - called for every file of a large catalogue
    except OSError:
        return Stamp(-1, 0)
    return Stamp(found.st_size, found.st_mtime_ns)


def distinguishes_case(folder: Path) -> bool:
    """Whether names that differ in case only are two files where a folder is, or will be."""
    for there in (folder, *folder.parents):
        other = there.with_name(there.name.swapcase()) if there.name else there
        if there.exists() and other != there:
            return not (other.exists() and other.samefile(there))
    return True


def walk(
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
        shown = names if hidden else [name for name in names if name[0] != "."]
        yield from map(f"{below}/".__add__, shown) if below else shown


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


def digest(data: bytes) -> bytes:
    """What stands for the bytes where they are compared: 16 bytes of BLAKE2b."""
    return hashlib.blake2b(data, digest_size=16).digest()


def write(stage: Path, path: str, data: bytes) -> Stamp:
    """Write one file below the stage, making its folders; give its stamp.

    Few system calls: it is called for every page.
    """
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
        return Stamp(len(data), os.fstat(file).st_mtime_ns)
    except OSError as error:
        raise OSError(error.errno, error.strerror, target) from None  # a full disk, named
    finally:
        os.close(file)


def replace(target: Path, data: bytes) -> None:
    """Write one file of a project at once; see ``whole``."""
    with whole(target) as file:
        file.write(data)


@contextmanager
def whole(target: Path) -> Iterator[BinaryIO]:
    """A file of a project to write, its folders made; whoever reads it sees the old file or the new one, whole.

    A kill may leave a file beside it whose name begins with a dot; writing the same target again uses it up.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{digest(target.name.encode()).hex()[:16]}.tmp")
    try:
        with beside.open("wb") as file:
            yield file
        os.replace(beside, target)  # noqa: PTH105
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(target)) from None
    finally:
        beside.unlink(missing_ok=True)


def create(target: Path, data: bytes) -> None:
    """Write a file that must not be there yet, making its folders; whoever looks finds none or the whole.

    Raises ``FileExistsError`` where there is something of that name, whenever it came.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{digest(target.name.encode()).hex()[:16]}.{os.getpid()}.tmp")
    try:
        beside.write_bytes(data)
        try:
            os.link(beside, target)  # unlike a rename, this never replaces a file
        except FileExistsError:
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from None
        except OSError:  # a file system without hard links
            with target.open("xb") as file:
                file.write(data)
    finally:
        beside.unlink(missing_ok=True)
