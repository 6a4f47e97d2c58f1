"""What Git holds: the files whose content stands in the last commit, so that nothing is lost when they are written."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path


def not_held(folder: Path, paths: Sequence[Path]) -> dict[Path, str]:
    """Those of the files that the last commit of the folder's repository does not hold as they are, with the reason.

    Content is compared, through the repository's own filters (line ends), not times; a file that is staged and not
    committed is not held. Paths are absolute, without links in them.
    """
    if not paths:
        return {}
    found: dict[Path, str] = {}
    rows: list[tuple[Path, str]] = []
    try:
        root = Path(ask(folder, ["rev-parse", "--show-toplevel"]).rstrip("\r\n"))
    except GitError as error:
        return dict.fromkeys(paths, str(error))
    for path in paths:
        name = path.relative_to(root).as_posix() if root in path.parents else ""
        if not name or name.startswith('"') or "\n" in name:
            found[path] = f"it is not in the Git repository {root}" if not name else "its name cannot be passed to Git"
        else:
            rows.append((path, name))
    try:
        rows = [row for row in rows if row[0].is_file()]
        kept = ask(root, ["cat-file", "--batch-check=%(objectname)"], "".join(f"HEAD:{name}\n" for _, name in rows))
        now = ask(root, ["hash-object", "--stdin-paths"], "".join(f"{name}\n" for _, name in rows))
    except GitError as error:
        return found | {path: str(error) for path, _ in rows}
    for (path, _), old, new in zip(rows, kept.splitlines(), now.splitlines(), strict=True):
        if old.endswith(" missing"):
            found[path] = "Git does not have it"
        elif old != new:
            found[path] = "it has changes that are not committed"
    return found


def held(folder: Path, path: str) -> bytes | None:
    """What the last commit holds of a file, given by its path below a folder; ``None`` where it does not have it."""
    try:
        return os.fsencode(ask(folder, ["cat-file", "blob", f"HEAD:./{path}"]))
    except GitError:
        return None


class GitError(Exception):
    """Git did not do it; the message says why."""


def ask(folder: Path, arguments: list[str], given: str = "") -> str:
    """Git's answer in a folder, in English, whatever repository an outer Git (a hook's) may speak of; raises
    ``GitError`` when it refuses."""
    outer = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX"}
    environment = {name: value for name, value in os.environ.items() if name not in outer} | {"LC_ALL": "C"}
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments], input=os.fsencode(given), capture_output=True, env=environment
        )
    except OSError:
        raise GitError("Git is not installed") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", errors="replace").strip().splitlines()
        if any("not a git repository" in line for line in said):
            raise GitError("it is not in a Git repository")
        raise GitError(f"Git says: {said[0] if said else done.returncode}")
    return os.fsdecode(done.stdout)
