"""What differs from a revision in Git: for checks of what a pull request touches. Runs the ``git`` command."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.configfile import ConfigError
from generator.files import MARKDOWN

_OF_HOOKS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")
"""What Git tells its hooks by paths that are relative to another folder."""


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
        before=_held(base, content, (path for path in status if path.endswith(MARKDOWN))),
        configuration=inside
        and bool(_text(top, "diff", "--no-ext-diff", "--name-only", base, "--", str(configuration))),
    )


def _base(revision: str, content: Path) -> str:
    """The commit to compare with."""
    found = _git(content, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if found.returncode:
        raise ConfigError(
            f"--changed-since {revision}: there is no such revision in {content}; fetch it first (a clone for checks "
            "needs its history: fetch-depth: 0)"
        )
    commit = found.stdout.decode().strip()
    parted = _git(content, "merge-base", commit, "HEAD")
    return parted.stdout.decode().strip() if parted.returncode == 0 else commit


def _held(base: str, content: Path, paths: Iterable[str]) -> dict[str, bytes]:
    """What files held in a commit; those that were not there are left out."""
    wanted = [path for path in paths if "\n" not in path]
    asked = "".join(f"{base}:./{path}\n" for path in wanted).encode("utf-8", errors="surrogateescape")
    rest = _git(content, "cat-file", "--batch", given=asked).stdout
    held = {}
    for path in wanted:
        head, _, rest = rest.partition(b"\n")
        if not head.endswith(b" missing"):
            size = int(head.rsplit(b" ", 1)[1])
            held[path], rest = rest[:size], rest[size + 1 :]
    return held


def _text(folder: Path, *arguments: str) -> str:
    """What Git prints."""
    done = _git(folder, *arguments)
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().removeprefix("fatal: ")
        raise ConfigError(f"--changed-since: git {arguments[0]} in {folder}: {said}")
    return done.stdout.decode("utf-8", errors="surrogateescape")


def _git(folder: Path, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = ["git", "-c", "core.quotePath=false", "-C", str(folder), *arguments]
    environment = {name: value for name, value in os.environ.items() if name not in _OF_HOOKS}
    try:
        return subprocess.run(command, input=given, capture_output=True, check=False, env=environment)
    except FileNotFoundError:
        raise ConfigError("--changed-since needs Git; install it, or check everything") from None
