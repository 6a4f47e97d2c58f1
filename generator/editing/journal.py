"""The journal of a command that edits: what its renames and removals are, so that the next command can complete them.

It lies in the content folder, where a pull request can put a file too. So a copy of its digest is kept in the user's
own state folder, outside of any checkout, and only a journal with that digest is carried out.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

from platformdirs import user_state_dir

from generator.system import atomic, git
from generator.system.codec import StateError, from_json
from generator.system.errors import ConfigError
from generator.system.files import digest, make_private

NAME = "journal"
_DRAFT = f"{NAME}.draft"


class Step(NamedTuple):
    """A file to write or remove: its path, the name of its new content in the stage (empty: remove it), and the digests
    of the old and of the new content (empty: no file)."""

    path: str
    name: str
    old: str
    new: str


def draft(stage: Path, rows: list[Step]) -> None:
    """Write the journal into the stage, under another name."""
    data = json.dumps(rows).encode()
    (stage / _DRAFT).write_bytes(data)
    proof = _proof(stage)
    make_private(proof.parent)
    atomic.replace(proof, digest(data).hex().encode())


def begin(stage: Path) -> None:
    """Give the journal its name: from now on, its work must be completed."""
    (stage / _DRAFT).replace(stage / NAME)


def read(stage: Path) -> list[Step] | None:
    """Return the rows of a journal; ``None`` if there is none.

    Raises ``ConfigError`` if this program did not write it on this computer.
    """
    try:
        data = (stage / NAME).read_bytes()
    except FileNotFoundError:
        return None
    try:
        proof = _proof(stage).read_bytes()
    except FileNotFoundError:
        proof = b""
    if proof != digest(data).hex().encode():
        raise ConfigError(
            f"{stage / NAME} is not from a command that was interrupted on this computer, so it is not carried out; "
            f"check where it comes from, and delete the folder {stage}"
        )
    try:
        return from_json(data, list[Step])
    except StateError as error:
        raise ConfigError(f"{stage / NAME} is damaged ({error}); delete the folder {stage}") from None


def remove(stage: Path) -> None:
    """Delete the journal: the work is done."""
    (stage / NAME).unlink()
    _proof(stage).unlink(missing_ok=True)


def refuse_foreign(stage: Path) -> None:
    """Raise ``ConfigError`` if the stage exists but cannot be ours: a link, a file, or a folder that Git tracks."""
    if stage.is_symlink() or (stage.exists() and not stage.is_dir()):
        raise ConfigError(f"{stage} must be a working folder, but is a link or a file; remove it")
    if stage.exists() and git.tracks(stage):
        raise ConfigError(f"{stage} is a working folder, but Git tracks it; remove it: git rm -r {stage.name}")


def _proof(stage: Path) -> Path:
    return Path(user_state_dir("quicktakes")) / "journals" / digest(str(stage.resolve()).encode()).hex()
