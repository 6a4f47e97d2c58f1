"""How paths of content files are printed."""

from __future__ import annotations

import os
from pathlib import Path


def prefix(content: Path, base: Path | None = None) -> str:
    """How the content folder is called from here (or from ``base``), so that a terminal can open ``path:line``."""
    try:
        shown = content.relative_to(base or Path.cwd())
    except ValueError:
        shown = content
    return "" if shown == Path() else f"{shown.as_posix()}/"


def github_prefix(content: Path) -> str:
    """How it is called from the checkout of a GitHub workflow, wherever in it the command runs."""
    workspace = os.environ.get("GITHUB_WORKSPACE")
    return prefix(content, Path(workspace).resolve() if workspace else None)
