"""Fingerprints of what results depend on besides content: this program, its packages, configuration, templates."""

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
    """The fingerprint of this program's source, of Python's version, and of all installed packages' versions.

    Versions come from the names of ``dist-info`` folders, which are quick to list.
    """
    seen = hashlib.blake2b(sys.version.encode(), digest_size=16)
    for folder in dict.fromkeys(path for path in sys.path if path.endswith("-packages")):
        names = os.listdir(folder) if os.path.isdir(folder) else []  # noqa: PTH208, PTH112 - quick
        seen.update("\n".join(sorted(name for name in names if name.endswith("-info"))).encode())
    _add_files(seen, PACKAGE, (path for path in files.walk(PACKAGE) if not path.endswith(".pyc")))
    return seen.digest()


def of_settings(settings: Settings) -> bytes:
    """The fingerprint of the configuration, without what changes no page and no finding: folders, date and budget."""
    nowhere = Path()
    lasting = replace(settings, site_dir=nowhere, state_dir=nowhere, today=date.min, budget=0)
    return hashlib.blake2b(repr(lasting).encode(), digest_size=16).digest()


def of_site(settings: Settings) -> bytes:
    """The fingerprint of configuration and templates."""
    seen = hashlib.blake2b(of_settings(settings), digest_size=16)
    for folder in settings.templates:
        _add_files(seen, folder, files.walk(folder))
    return seen.digest()


def _add_files(seen: hashlib.blake2b, folder: Path, paths: Iterable[str]) -> None:
    for path in sorted(paths):
        seen.update(f"\n{path}\n".encode())
        seen.update(files.digest((folder / path).read_bytes()))
