"""Printed paths of content files."""

from __future__ import annotations

import os
from pathlib import Path


def prefix(content: Path, base: Path | None = None) -> str:
    """Return the content folder's path relative to the working folder (or ``base``), so that terminals link to it."""
    try:
        shown = content.relative_to(base or Path.cwd())
    except ValueError:
        shown = content
    return "" if shown == Path() else f"{shown.as_posix()}/"


def github_prefix(content: Path) -> str:
    """Return the content folder's path relative to the checkout of a GitHub workflow."""
    workspace = os.environ.get("GITHUB_WORKSPACE")
    return prefix(content, Path(workspace).resolve() if workspace else None)
