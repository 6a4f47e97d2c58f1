"""``quicktakes init``: a ready project, from the files in ``project/`` next to this module."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import click

from generator.commands.shared.options import (
    FOLDER,
    OK,
    reports_usage,
)
from generator.system.errors import ConfigError

_DOTTED = {"gitignore": ".gitignore", "github": ".github"}
"""Names that begin with a dot are kept without it in the package, so that no tool passes them over."""
_ANKI_ID = b"{{anki_id}}"
"""What the project's configuration has in the place of an id of its own."""


def write(folder: Path) -> Iterator[Path]:
    """Lay the project down in ``folder``, which must not exist or be empty; yields each file written.

    Raises ``ConfigError`` before anything is written when the folder holds something.
    """
    if folder.exists() and any(folder.iterdir()):
        raise ConfigError(f"{folder} is not empty; name a new folder")
    source = Path(__file__).with_name("project")
    for path in sorted(source.rglob("*")):
        if path.is_file():
            parts = [_DOTTED.get(part, part) for part in path.relative_to(source).parts]
            target = folder.joinpath(*parts)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes().replace(_ANKI_ID, secrets.token_hex(6).encode()))
            yield target


@click.command()
@click.argument("folder", type=FOLDER)
@reports_usage
def init(folder: Path) -> int:
    """Lay down a ready project in FOLDER: configuration, one example record, a publishing workflow.

    \b
    quicktakes init my-site
    """
    for path in write(folder):
        click.echo(path)
    click.echo(f"Ready. Next: cd {folder} && quicktakes serve")
    return OK
