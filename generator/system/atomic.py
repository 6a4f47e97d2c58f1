"""Write single files whole or not at all, under random names first, and through no link."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from generator.system.errors import RefusedError

_EXCLUSIVE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)


def inside(folder: Path, path: str) -> Path:
    """Return the file ``path`` below a folder, if it is one. Raises ``RefusedError`` if a link leads out of the folder.

    Only the links in the way to the file are followed, not one in its own place.
    """
    target = folder / path
    parent, top = target.parent.resolve(), folder.resolve()
    if top not in (parent, *parent.parents):
        raise RefusedError(f"{target} is outside {folder}: a link leads there; remove the link")
    return parent / target.name


@contextmanager
def new_file(folder: Path, mode: int = 0o666) -> Iterator[tuple[BinaryIO, Path]]:
    """Open a new file with a random name that begins with a dot; it is deleted at the end if it still has that name.

    A killed process leaves it behind, and nothing reads it.
    """
    temporary = folder / f".{secrets.token_hex(8)}.tmp"
    try:
        with os.fdopen(os.open(temporary, _EXCLUSIVE, mode), "wb") as file:
            yield file, temporary
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def replacement(target: Path) -> Iterator[BinaryIO]:
    """Open a file of a project to replace it atomically: readers see the old or the new file, never a part of it.

    Creates missing folders.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with new_file(target.parent) as (file, temporary):
            yield file
            file.flush()
            os.replace(temporary, target)  # noqa: PTH105
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(target)) from None


def replace(target: Path, data: bytes) -> None:
    """Write one file of a project atomically; see ``replacement``."""
    with replacement(target) as file:
        file.write(data)


def create(target: Path, data: bytes) -> None:
    """Write a new file atomically, and create its folders.

    Raises ``FileExistsError`` if the name exists, even if it appears while the file is written.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with new_file(target.parent) as (file, temporary):
        file.write(data)
        file.flush()
        try:
            os.link(temporary, target)  # unlike a rename, this never replaces a file
        except FileExistsError:
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from None
        except OSError:  # a file system without hard links
            with os.fdopen(os.open(target, _EXCLUSIVE, 0o666), "wb") as there:
                there.write(data)


def move(source: Path, target: Path) -> None:
    """Rename a file, also to another file system: then its bytes and mode are copied."""
    try:
        os.replace(source, target)  # noqa: PTH105
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        with new_file(target.parent, source.stat().st_mode & 0o777) as (file, temporary):
            file.write(source.read_bytes())
            file.flush()
            os.utime(temporary, ns=(source.stat().st_atime_ns, source.stat().st_mtime_ns))
            os.replace(temporary, target)  # noqa: PTH105
        source.unlink()
