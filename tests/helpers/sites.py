"""Sites that many tests read: each is built once per run, whichever worker of pytest-xdist needs it first."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable

import pytest
from filelock import FileLock

from tests.helpers.folder import Folder

Kinds = Callable[[bool], Folder]
"""``kinds(directory_urls)`` → a site with every kind of page."""


def once(factory: pytest.TempPathFactory, name: str, build: Callable[[Folder], object]) -> Folder:
    """Return the content folder that ``build`` fills and builds, shared by all workers. Tests must not change it."""
    base = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent  # each worker has a folder in that of the run
    root = base / name
    folder, built = Folder(root / "records", root / "out"), root / "built"
    with FileLock(f"{root}.lock"):
        if not built.exists():
            folder.path.mkdir(parents=True, exist_ok=True)
            with contextlib.chdir(root):
                build(folder)
            built.touch()
    return folder
