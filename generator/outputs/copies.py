"""Content files that become files of the site as they are, except for drawings, which are cleaned."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from generator.content.svg.cleaner import SvgError, clean
from generator.system import files


def published(folder: Path, path: str) -> bytes:
    """Return what is published of a content file. Raises ``OSError`` and, for a broken drawing, ``SvgError``."""
    data = files.read(folder, path)
    return clean(data).data if files.is_drawing(path) else data


def copy(folder: Path, path: str, stage: Path) -> None:
    """Publish a content file. A broken drawing, which is an error unless a build keeps going, is left out."""
    with suppress(SvgError):
        files.write(stage, path, published(folder, path))
