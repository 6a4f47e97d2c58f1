"""Find, read and write single files of the content folder and the site."""

from __future__ import annotations

import errno
import hashlib
import os
import posixpath
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from generator.system import tree
from generator.system.tree import Obstacle, Tree

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

MARKDOWN = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")
"""Extensions that MkDocs treats as Markdown."""
DRAWING = ".svg"
"""The ending of files that are cleaned when they are published."""
DATA = ("people.yml",)
"""Data files in the top folder of the content, whose values pages show."""


class Stamp(NamedTuple):
    """The size of a file in bytes, and its modification time in nanoseconds since 1970."""

    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Content:
    """The files of a content folder, as MkDocs would find them: sorted relative paths with their stamps.

    ``data`` are files that are read but not published. ``unreadable`` are folders that cannot be read, each with the
    reason. ``obstacles`` are paths that must not be read.
    """

    markdown: Mapping[str, Stamp]
    static: Mapping[str, Stamp]
    data: Mapping[str, Stamp] = field(default_factory=dict)
    unreadable: tuple[tuple[str, str], ...] = field(default=())
    obstacles: tuple[Obstacle, ...] = field(default=())

    @property
    def sources(self) -> Mapping[str, Stamp]:
        """All files whose text is checked: Markdown, and drawings."""
        return {**self.markdown, **{path: stamp for path, stamp in self.static.items() if is_drawing(path)}}

    @property
    def others(self) -> Mapping[str, Stamp]:
        """All files that are not Markdown."""
        return {**self.static, **self.data}


def discover(folder: Path, exclude: str = "") -> Content:
    """Find every file below ``folder`` that MkDocs would find too.

    Names that begin with a dot and the top folder ``templates`` are excluded. ``exclude`` (MkDocs' ``exclude_docs``,
    gitignore patterns) excludes more or, with ``!``, includes files again. For links, see ``Tree``.
    """
    found = Tree(str(folder), hidden=bool(exclude.strip()), is_wanted=partial(is_read, exclude=exclude))
    paths = sorted(found.files)
    stamps = dict(zip(paths, map(stamp, map(f"{folder}/".__add__, paths)), strict=True))
    static = {path: found for path, found in stamps.items() if not path.endswith(MARKDOWN)}
    for path in static:
        del stamps[path]
    data = {path: static.pop(path) for path in DATA if path in static}
    return Content(stamps, static, data, tuple(sorted(found.unreadable)), tuple(sorted(found.obstacles)))


def is_read(path: str, exclude: str = "") -> bool:
    """Whether ``discover`` would find a file with this path."""
    if exclude.strip():
        return not _excluded(exclude).match_file(path)
    return not path.startswith("templates/") and "/." not in f"/{path}"


@lru_cache(maxsize=1)
def _excluded(exclude: str) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec  # here, because few projects need it

    return GitIgnoreSpec.from_lines([".*", "/templates/", *exclude.splitlines()])


def is_drawing(path: str) -> bool:
    """Whether a file is an SVG file by its name."""
    return path.lower().endswith(DRAWING)


def stamp(path: str) -> Stamp:
    """Return a file's stamp; ``Stamp(-1, 0)``, which no file has, if the file is missing or inaccessible."""
    try:
        found = os.stat(path)  # noqa: PTH116 - called for every file of a large catalogue
    except OSError:
        return Stamp(-1, 0)
    return Stamp(found.st_size, found.st_mtime_ns)


def distinguishes_case(folder: Path) -> bool:
    """Whether the file system of a folder, which need not exist yet, distinguishes upper and lower case."""
    for path in (folder, *folder.parents):
        other = path.with_name(path.name.swapcase()) if path.name else path
        if path.exists() and other != path:
            return not (other.exists() and other.samefile(path))
    return True


def walk(folder: Path, hidden: bool = False) -> Iterator[str]:
    """Yield the relative paths of all files below a folder, without those behind links to folders.

    ``hidden`` includes names that begin with a dot.
    """
    start = len(str(folder)) + 1
    for parent, folders, names in os.walk(folder):
        if not hidden:
            folders[:] = [name for name in folders if not name.startswith(".")]
        below = parent[start:].replace(os.sep, "/")
        shown = names if hidden else [name for name in names if name[0] != "."]
        yield from map(f"{below}/".__add__, shown) if below else shown


def authored_file(path: str, directory_urls: bool) -> str:
    """Return the site file that MkDocs writes for an authored page."""
    stem = posixpath.splitext(path)[0]
    folder, name = posixpath.split(stem)
    name = "index" if name == "README" else name
    joined = posixpath.join(folder, name)
    return f"{joined}/index.html" if directory_urls and name != "index" else f"{joined}.html"


def read(folder: Path, path: str) -> bytes:
    """Read a content file. Raises ``OSError``, also for a link out of the folder and for a special file."""
    return tree.read(str(folder), path)


def digest(data: bytes) -> bytes:
    """Return a digest of 16 bytes (BLAKE2b), for comparisons."""
    return hashlib.blake2b(data, digest_size=16).digest()


def write(stage: Path, path: str, data: bytes) -> Stamp:
    """Write one file below the stage, create its folders, and return its stamp.

    It makes few system calls, because it is called for every page.
    """
    target = f"{stage}/{path}"
    folder = target.rpartition("/")[0]
    try:
        os.mkdir(folder)  # noqa: PTH102 - nearly every page has its own folder
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
        raise OSError(error.errno, error.strerror, target) from None  # a full disk, for example; name the file
    finally:
        os.close(file)


def make_private(folder: Path) -> None:
    """Make a folder of ours, with its parents, that only its owner can open; an existing one stays as it is."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    if not folder.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))
