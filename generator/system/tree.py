"""The files below a content folder, as they may be read: nothing outside of it, nothing twice, no special file."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from typing import Literal, NamedTuple

Kind = Literal["outside", "special", "again", "name"]


class Obstacle(NamedTuple):
    """A path that is not read.

    ``outside``: a link that leads out of the folder, or to a file that is not part of the tree. ``special``: neither a
    file nor a folder. ``again``: a link to a folder of the tree, or a circle of links. ``name``: a name with unusual
    characters, which are escaped here.
    """

    path: str
    kind: Kind


class Tree:
    """A scan of a folder: its ``files`` (relative paths in no order), ``unreadable`` folders with reasons, obstacles.

    ``is_wanted`` tells which relative paths belong to the tree; if no hidden ones do, ``hidden`` can be false, and the
    scan is faster. Links are followed only to files that belong to the tree themselves, and never to folders.
    """

    def __init__(self, folder: str, hidden: bool, is_wanted: Callable[[str], bool]) -> None:
        self.files: list[str] = []
        self.unreadable: list[tuple[str, str]] = []
        self.obstacles: list[Obstacle] = []
        self._top, self._is_wanted = os.path.realpath(folder), is_wanted
        self._read(hidden)

    def _read(self, hidden: bool) -> None:
        waiting = [""]
        while waiting:
            start = waiting.pop()
            try:
                with os.scandir(f"{self._top}/{start}") as found:
                    entries = list(found)
            except OSError as error:
                self.unreadable.append((start[:-1], error.strerror or str(error)))
                continue
            for entry in entries:
                name = entry.name
                path = f"{start}{name}"
                if name[0] == "." and not hidden:
                    continue
                if entry.is_dir(follow_symlinks=False) and name.isprintable() and "\\" not in name:
                    waiting.append(f"{path}/")
                elif self._is_wanted(path):
                    self._add(path, entry)

    def _add(self, path: str, entry: os.DirEntry[str]) -> None:
        obstacle: Kind | None = None
        if not entry.name.isprintable() or "\\" in entry.name:
            path, obstacle = path.encode("unicode_escape").decode(), "name"
        elif entry.is_symlink():
            obstacle = self._behind(entry.path)
        elif not entry.is_file(follow_symlinks=False):
            obstacle = "special"
        if obstacle is None:
            self.files.append(path)
        else:
            self.obstacles.append(Obstacle(path, obstacle))

    def _behind(self, link: str) -> Kind | None:
        """The obstacle that a link is; ``None`` if it leads to a file of the tree, or would if there were one."""
        try:
            real, mode = os.path.realpath(link, strict=True), os.stat(link).st_mode  # noqa: PTH116 - as all calls here
        except OSError as error:
            if error.errno == errno.ELOOP:
                return "again"
            real, mode = os.path.realpath(link), stat.S_IFREG  # reading it says that it does not exist
        if real != self._top and not (is_below(real, self._top) and self._is_wanted(real[len(self._top) + 1 :])):
            return "outside"
        if stat.S_ISDIR(mode):
            return "again"
        return None if stat.S_ISREG(mode) else "special"


def is_below(real: str, folder: str) -> bool:
    """Whether a real path is below a real folder."""
    return real.startswith(folder.rstrip("/") + "/")


def read(folder: str, path: str) -> bytes:
    """Return the bytes of a plain file below a folder.

    A link in its place may lead to it, but not out of the folder; no folder of the path may be a link. Raises
    ``OSError``, also for pipes and devices; they are not read.
    """
    full, parents = f"{folder}/{path}", path.split("/")[:-1]
    for end in range(1, len(parents) + 1):
        parent = f"{folder}/{'/'.join(parents[:end])}"
        if parents[end - 1] == ".." or stat.S_ISLNK(os.lstat(parent).st_mode):
            raise OSError(errno.EPERM, "a folder of the path is a link", full)
    try:
        return _plain(full)
    except OSError as error:
        if error.errno != errno.ELOOP:
            raise
    real = os.path.realpath(full)
    if not is_below(real, os.path.realpath(folder)):
        raise OSError(errno.EPERM, "a link leads out of the folder", full)
    return _plain(real)


def _plain(path: str) -> bytes:
    flags = os.O_RDONLY | os.O_CLOEXEC | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    with os.fdopen(os.open(path, flags), "rb", buffering=0) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, "not a plain file", path)
        return file.readall()
