"""Run Git to compare content files with the last commit or with another revision."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.system.errors import ConfigError, GitError
from generator.system.files import MARKDOWN

_DIFF = ("diff", "--no-ext-diff")
_OF_HOOKS = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX"}
"""Variables that Git sets for its hooks. They may refer to another repository."""


def uncommitted(folder: Path, paths: Sequence[Path]) -> dict[Path, str]:
    """Return the files that differ from the last commit of the folder's repository, each with the reason.

    Contents are compared, after the repository's filters (line endings), not times. A file that is only staged counts
    as uncommitted. Paths are absolute and contain no links.
    """
    if not paths:
        return {}
    found: dict[Path, str] = {}
    rows: list[tuple[Path, str]] = []
    try:
        root = Path(output(folder, "rev-parse", "--show-toplevel").rstrip("\r\n"))
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
        committed = output(
            root, "cat-file", "--batch-check=%(objectname)", given="".join(f"HEAD:{name}\n" for _, name in rows)
        )
        now = output(root, "hash-object", "--stdin-paths", given="".join(f"{name}\n" for _, name in rows))
    except GitError as error:
        return found | {path: str(error) for path, _ in rows}
    for (path, _), old, new in zip(rows, committed.splitlines(), now.splitlines(), strict=True):
        if old.endswith(" missing"):
            found[path] = "Git does not have it"
        elif old != new:
            found[path] = "it has changes that are not committed"
    return found


def last_committed(folder: Path, path: str) -> bytes | None:
    """Return a file's content in the last commit, by its path below a folder; ``None`` if Git has no copy."""
    try:
        return os.fsencode(output(folder, "cat-file", "blob", f"HEAD:./{path}"))
    except GitError:
        return None


@dataclass(frozen=True, slots=True)
class Since:
    """Files of the content folder that differ from a revision, by their paths below it.

    ``changed`` exist now (new, edited, renamed, untracked), ``removed`` existed before (removed, renamed). ``before``
    has the earlier contents of the Markdown files. ``configuration`` is whether the configuration file differs.
    """

    changed: frozenset[str]
    removed: frozenset[str]
    before: Mapping[str, bytes]
    configuration: bool


def since(revision: str, content: Path, configuration: Path) -> Since:
    """Compare the current files, committed or not, with a revision.

    If the branch and ``revision`` have diverged, the files are compared with the commit where they diverged. Raises
    ``ConfigError`` without Git, outside a repository, and for an unknown revision.
    """
    try:
        top = Path(output(content, "rev-parse", "--show-toplevel").strip()).resolve()
        base = _base(revision, content)
        fields = output(content, *_DIFF, "--no-renames", "--name-status", "-z", "--relative", base, "--", ".")
        new = output(content, "ls-files", "--others", "--exclude-standard", "-z").split("\0")[:-1]
        is_inside = configuration.is_relative_to(top)
        is_changed = is_inside and output(top, *_DIFF, "--name-only", base, "--", str(configuration)) != ""
    except GitError as error:
        raise ConfigError(f"--changed-since: {content}: {error}; this option needs Git and a repository") from None
    pairs = fields.split("\0")[:-1]
    status = dict(zip(pairs[1::2], pairs[::2], strict=True))
    removed = frozenset(path for path, letter in status.items() if letter == "D")
    before = _before(base, content, (path for path in status if path.endswith(MARKDOWN)))
    return Since(frozenset({*status, *new} - removed), removed, before, is_changed)


def _base(revision: str, content: Path) -> str:
    """Return the commit to compare with."""
    found = _run(content, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if found.returncode:
        raise ConfigError(
            f"--changed-since {revision}: revision not found in {content}; fetch it first (a workflow's checkout needs "
            "`fetch-depth: 0`)"
        )
    commit = found.stdout.decode().strip()
    common = _run(content, "merge-base", commit, "HEAD")
    return commit if common.returncode else common.stdout.decode().strip()


def _before(base: str, content: Path, paths: Iterable[str]) -> dict[str, bytes]:
    """Return the contents of files in a commit, except for files that it does not have."""
    names = [path for path in paths if "\n" not in path]
    given = os.fsencode("".join(f"{base}:./{path}\n" for path in names))
    rest = _run(content, "cat-file", "--batch", given=given).stdout
    contents = {}
    for path in names:
        head, _, rest = rest.partition(b"\n")
        if not head.endswith(b" missing"):
            size = int(head.rsplit(b" ", 1)[1])
            contents[path], rest = rest[:size], rest[size + 1 :]
    return contents


def tracks(path: Path) -> bool:
    """Whether Git tracks a file in a folder; false outside of repositories and without Git."""
    try:
        return bool(output(path.parent, "ls-files", "-z", "--", f":(literal){path.name}"))
    except GitError:
        return False


def output(folder: Path, *arguments: str, given: str = "") -> str:
    """Run Git in a folder and return its output. Raises ``GitError`` if it fails."""
    done = _run(folder, *arguments, given=os.fsencode(given))
    if done.returncode:
        lines = done.stderr.decode("utf-8", errors="replace").strip().splitlines()
        if any("not a git repository" in line for line in lines):
            raise GitError("it is not in a Git repository")
        raise GitError(f"Git says: {lines[0] if lines else done.returncode}")
    return os.fsdecode(done.stdout)


def _run(folder: Path, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run Git in English on the folder's own repository, even within the hook of another repository."""
    command = ["git", "-c", "core.quotePath=false", "-C", str(folder), *arguments]
    environment = {name: value for name, value in os.environ.items() if name not in _OF_HOOKS} | {"LC_ALL": "C"}
    try:
        return subprocess.run(command, input=given, capture_output=True, check=False, env=environment)
    except OSError:
        raise GitError("Git is not installed") from None
