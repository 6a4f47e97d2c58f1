"""A file system that is too small."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[None]:
    """Mount a file system of a given size on ``folder``."""
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]).returncode:
        pytest.skip("*** NO RIGHT TO MOUNT A SMALL FILE SYSTEM: the test of a full disk is skipped ***")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)
