"""What this program needs of Python and of packages, against what is installed; imports none but ``packaging``."""

from __future__ import annotations

import platform
import re
import shlex
import sys
import tomllib
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

NAME = "quicktakes-site"
"""This program as a package."""
PACKAGE = Path(__file__).parent.parent
"""The folder of this program's package."""
_PROJECT = PACKAGE.parent / "pyproject.toml"
_NAME = re.compile(r"[A-Za-z0-9._-]+")


def requirements() -> tuple[str, list[str]]:
    """The versions of Python, and the packages, that this program needs: as its checkout's ``pyproject.toml`` says,
    else as it was installed. Empty where neither is there."""
    if _PROJECT.is_file():
        project = tomllib.loads(_PROJECT.read_text("utf-8")).get("project", {})
        if project.get("name") == NAME:
            return project["requires-python"], project["dependencies"]
    try:
        found = metadata.metadata(NAME)
    except metadata.PackageNotFoundError:
        return "", []
    return found["Requires-Python"] or "", [
        line for line in found.get_all("Requires-Dist", []) if "extra ==" not in line
    ]


def misfits() -> list[tuple[str, str]]:
    """Python and packages that are missing or of a wrong version: the requirement, and what there is instead.

    Versions are not compared where ``packaging`` itself is missing.
    """
    python, packages = requirements()
    found = []
    if python and not _takes(f"python{python}", platform.python_version()):
        found.append((f"Python {python}", f"this is {platform.python_version()} ({sys.executable})"))
    for requirement in packages:
        name = _NAME.match(requirement)
        assert name is not None, requirement
        try:
            version = metadata.version(name[0])
        except metadata.PackageNotFoundError:
            found.append((requirement, "not installed"))
            continue
        if not _takes(requirement, version):
            found.append((requirement, f"{version} is installed"))
    return found


def remedy(found: Iterable[tuple[str, str]]) -> str:
    """What to do about misfits."""
    wanted = [requirement for requirement, _ in found if not requirement.startswith("Python ")]
    if not wanted:
        return "install such a Python, and make the environment anew with it"
    return f"run {shlex.join([sys.executable, '-m', 'pip', 'install', *wanted])}"


def _takes(requirement: str, version: str) -> bool:
    try:
        from packaging.requirements import Requirement  # here, because it may be what is missing
    except ImportError:
        return True
    return Requirement(requirement).specifier.contains(version, prereleases=True)
