"""What results depend on besides content: this code and its packages, the configuration, the templates."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

from generator.config.settings import Settings
from generator.system import files
from generator.system.packages import PACKAGE


def of_code() -> bytes:
    """This program's source, Python's version, and the versions of all packages that are installed beside it.

    Packages are known by their ``dist-info`` folders: their names carry the versions, and listing them is quick.
    """
    seen = hashlib.blake2b(sys.version.encode(), digest_size=16)
    for folder in dict.fromkeys(path for path in sys.path if path.endswith("-packages")):
        names = os.listdir(folder) if os.path.isdir(folder) else []  # noqa: PTH208, PTH112 - quick
        seen.update("\n".join(sorted(name for name in names if name.endswith("-info"))).encode())
    _add_files(seen, PACKAGE, (path for path in files.walk(PACKAGE) if not path.endswith(".pyc")))
    return seen.digest()


def of_settings(settings: Settings) -> bytes:
    """The configuration; paths of the site and the state, the day and the budget change no page and no finding."""
    nowhere = Path()
    lasting = replace(settings, site_dir=nowhere, state_dir=nowhere, today=date.min, budget=0)
    return hashlib.blake2b(repr(lasting).encode(), digest_size=16).digest()


def of_site(settings: Settings) -> bytes:
    """Configuration and templates."""
    seen = hashlib.blake2b(of_settings(settings), digest_size=16)
    for folder in settings.templates:
        _add_files(seen, folder, files.walk(folder))
    return seen.digest()


def _add_files(seen: hashlib.blake2b, folder: Path, paths: Iterable[str]) -> None:
    for path in sorted(paths):
        seen.update(f"\n{path}\n".encode())
        seen.update(files.digest(files.read(folder, path)))
