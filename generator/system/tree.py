"""The files below a content folder, as they may be read: nothing outside of it, nothing twice, no special file."""

from __future__ import annotations

import errno
import os
import stat
from typing import Literal, NamedTuple

Kind = Literal["outside", "special", "again", "name"]


class Obstacle(NamedTuple):
    """A path that is not read.

    ``outside``: a link that leads out of the folder. ``special``: neither a file nor a folder. ``again``: a link to a
    folder that is read already, or a circle of links. ``name``: a name with unusual characters, which are escaped here.
    """

    path: str
    kind: Kind


class Tree:
    """A scan of a folder: its ``files`` (relative paths in no order), ``unreadable`` folders with reasons, obstacles.

    Names that begin with a dot are left out unless ``hidden``. Links are followed if they stay inside: a folder that
    has its own place in the tree is read there, any other at the first link to it in the order of paths.
    """

    def __init__(self, folder: str, hidden: bool) -> None:
        self.files: list[str] = []
        self.unreadable: list[tuple[str, str]] = []
        self.obstacles: list[Obstacle] = []
        self._top, self._hidden = os.path.realpath(folder), hidden
        self._seen: set[str] = set()
        self._links: list[tuple[str, str]] = []
        self._read(self._top, "")
        while self._links:
            self._links.sort(reverse=True)
            path, real = self._links.pop()
            self._read(real, f"{path}/")

    def _read(self, folder: str, below: str) -> None:
        waiting = [(folder, below)]
        while waiting:
            real, start = waiting.pop()
            if real in self._seen:
                self.obstacles.append(Obstacle(start[:-1], "again"))
                continue
            self._seen.add(real)
            try:
                with os.scandir(real) as found:
                    entries = list(found)
            except OSError as error:
                self.unreadable.append((start[:-1], error.strerror or str(error)))
                continue
            for entry in entries:
                name = entry.name
                if name[0] == "." and not self._hidden:
                    continue
                if not name.isprintable() or "\\" in name:
                    shown = f"{start}{name}".encode("unicode_escape").decode()
                    self.obstacles.append(Obstacle(shown, "name"))
                elif entry.is_symlink():
                    self._link(f"{start}{name}", entry.path)
                elif entry.is_file(follow_symlinks=False):
                    self.files.append(f"{start}{name}")
                elif entry.is_dir(follow_symlinks=False):
                    waiting.append((f"{real}/{name}", f"{start}{name}/"))
                else:
                    self.obstacles.append(Obstacle(f"{start}{name}", "special"))

    def _link(self, path: str, place: str) -> None:
        try:
            real = os.path.realpath(place, strict=True)
        except OSError as error:
            real = os.path.realpath(place)
            if error.errno == errno.ELOOP:
                self.obstacles.append(Obstacle(path, "again"))
            elif not is_below(real, self._top):
                self.obstacles.append(Obstacle(path, "outside"))
            else:
                self.files.append(path)  # it names a file that does not exist, and reading it says so
            return
        mode = os.stat(real).st_mode  # noqa: PTH116 - as all other calls here
        if real != self._top and not is_below(real, self._top):
            self.obstacles.append(Obstacle(path, "outside"))
        elif stat.S_ISDIR(mode):
            self._links.append((path, real))
        elif stat.S_ISREG(mode):
            self.files.append(path)
        else:
            self.obstacles.append(Obstacle(path, "special"))


def is_below(real: str, folder: str) -> bool:
    """Whether a real path is below a real folder."""
    return real.startswith(folder.rstrip("/") + "/")


def read(folder: str, path: str) -> bytes:
    """Return the bytes of a plain file below a folder.

    A link may lead to it, but not out of the folder. Raises ``OSError``, also for pipes and devices; they are not read.
    """
    full = f"{folder}/{path}"
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
