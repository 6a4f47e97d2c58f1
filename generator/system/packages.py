"""Compare the required Python and packages with what is installed. Imports no package except ``packaging``."""

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
"""Name of this program's distribution."""
PACKAGE = Path(__file__).parent.parent
"""Folder of this program's package."""
_PROJECT = PACKAGE.parent / "pyproject.toml"
_NAME = re.compile(r"[A-Za-z0-9._-]+")


def requirements() -> tuple[str, list[str]]:
    """Return the required Python version and packages, from ``pyproject.toml`` in a checkout, else from the metadata.

    Both are empty if neither exists.
    """
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


def unmet() -> list[tuple[str, str]]:
    """Return each requirement that is not met, and what is installed instead.

    Versions are not compared if ``packaging`` itself is missing.
    """
    python, packages = requirements()
    found = []
    if python and not _is_met(f"python{python}", platform.python_version()):
        found.append((f"Python {python}", f"this is {platform.python_version()} ({sys.executable})"))
    for requirement in packages:
        name = _NAME.match(requirement)
        assert name is not None, requirement
        try:
            version = metadata.version(name[0])
        except metadata.PackageNotFoundError:
            found.append((requirement, "not installed"))
            continue
        if not _is_met(requirement, version):
            found.append((requirement, f"{version} is installed"))
    return found


def remedy(found: Iterable[tuple[str, str]]) -> str:
    """Return what to do about unmet requirements."""
    missing = [requirement for requirement, _ in found if not requirement.startswith("Python ")]
    if not missing:
        return "install this version of Python, and create the environment again with it"
    return f"run {shlex.join([sys.executable, '-m', 'pip', 'install', *missing])}"


def _is_met(requirement: str, version: str) -> bool:
    try:
        from packaging.requirements import Requirement  # here, because it may be what is missing
    except ImportError:
        return True
    return Requirement(requirement).specifier.contains(version, prereleases=True)
