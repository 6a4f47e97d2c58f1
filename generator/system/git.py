"""What Git knows of content files: what its last commit holds, and what differs from a revision. Runs ``git``."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.system.errors import ConfigError, GitError
from generator.system.files import MARKDOWN

_OF_HOOKS = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX"}
"""Variables that Git sets for its hooks. They may name another repository."""


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


@dataclass(frozen=True, slots=True)
class Since:
    """Files of the content folder that differ from a revision, by their paths in it.

    ``changed`` are there now (new, edited, renamed, not known to Git yet), ``gone`` were there (removed, renamed).
    ``before`` is what the Markdown files among them held. ``configuration``: whether the configuration's file differs.
    """

    changed: frozenset[str]
    gone: frozenset[str]
    before: Mapping[str, bytes]
    configuration: bool


def since(revision: str, content: Path, configuration: Path) -> Since:
    """What differs between a revision and the files as they are now, committed or not.

    Where the branch and ``revision`` have gone different ways, what counts is where they parted. Raises ``ConfigError``
    without Git, outside a repository, and for an unknown revision.
    """
    top = Path(_text(content, "rev-parse", "--show-toplevel").strip()).resolve()
    base = _base(revision, content)
    fields = _text(
        content, "diff", "--no-ext-diff", "--no-renames", "--name-status", "-z", "--relative", base, "--", "."
    )
    pairs = fields.split("\0")[:-1]
    status = dict(zip(pairs[1::2], pairs[::2], strict=True))
    new = _text(content, "ls-files", "--others", "--exclude-standard", "-z").split("\0")[:-1]
    gone = frozenset(path for path, letter in status.items() if letter == "D")
    changed = frozenset({*status, *new} - gone)
    inside = configuration.is_relative_to(top)
    return Since(
        changed=changed,
        gone=gone,
        before=_before(base, content, (path for path in status if path.endswith(MARKDOWN))),
        configuration=inside
        and bool(_text(top, "diff", "--no-ext-diff", "--name-only", base, "--", str(configuration))),
    )


def _base(revision: str, content: Path) -> str:
    """The commit to compare with."""
    found = _run(content, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if found is None or found.returncode:
        raise ConfigError(
            f"--changed-since {revision}: there is no such revision in {content}; fetch it first (a clone for checks "
            "needs its history: fetch-depth: 0)"
        )
    commit = found.stdout.decode().strip()
    parted = _run(content, "merge-base", commit, "HEAD")
    return parted.stdout.decode().strip() if parted is not None and parted.returncode == 0 else commit


def _before(base: str, content: Path, paths: Iterable[str]) -> dict[str, bytes]:
    """What files held in a commit; those that were not there are left out."""
    wanted = [path for path in paths if "\n" not in path]
    asked = "".join(f"{base}:./{path}\n" for path in wanted).encode("utf-8", errors="surrogateescape")
    done = _run(content, "cat-file", "--batch", given=asked)
    rest = b"" if done is None else done.stdout
    held = {}
    for path in wanted:
        head, _, rest = rest.partition(b"\n")
        if not head.endswith(b" missing"):
            size = int(head.rsplit(b" ", 1)[1])
            held[path], rest = rest[:size], rest[size + 1 :]
    return held


def _text(folder: Path, *arguments: str) -> str:
    """What Git prints for ``--changed-since``; raises ``ConfigError``."""
    done = _run(folder, *arguments)
    if done is None:
        raise ConfigError("--changed-since needs Git; install it, or check everything")
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().removeprefix("fatal: ")
        raise ConfigError(f"--changed-since: git {arguments[0]} in {folder}: {said}")
    return done.stdout.decode("utf-8", errors="surrogateescape")


def ask(folder: Path, arguments: Sequence[str], given: str = "") -> str:
    """What Git prints in a folder; raises ``GitError`` when it refuses."""
    done = _run(folder, *arguments, given=os.fsencode(given))
    if done is None:
        raise GitError("Git is not installed")
    if done.returncode:
        said = done.stderr.decode("utf-8", errors="replace").strip().splitlines()
        if any("not a git repository" in line for line in said):
            raise GitError("it is not in a Git repository")
        raise GitError(f"Git says: {said[0] if said else done.returncode}")
    return os.fsdecode(done.stdout)


def _run(folder: Path, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes] | None:
    """Git in English, on the folder's own repository even when a hook of another one runs it; ``None`` without Git."""
    command = ["git", "-c", "core.quotePath=false", "-C", str(folder), *arguments]
    environment = {name: value for name, value in os.environ.items() if name not in _OF_HOOKS} | {"LC_ALL": "C"}
    try:
        return subprocess.run(command, input=given, capture_output=True, check=False, env=environment)
    except OSError:
        return None
