"""``quicktakes init``: create a project from the files in ``project/`` next to this module."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import click

from generator.commands.shared.options import (
    FOLDER,
    OK,
    reports_errors,
)
from generator.system import display
from generator.system.errors import ConfigError

_DOTTED = {"gitignore": ".gitignore", "github": ".github"}
"""Names without and with their dot; the package has them without, because many tools skip dotted names."""
_ANKI_ID = b"{{anki_id}}"
"""Placeholder for a random id in the project's configuration."""


def write(folder: Path) -> Iterator[Path]:
    """Write the project to ``folder`` and yield each file.

    Raises ``ConfigError`` if the folder exists and is not empty.
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
@reports_errors
def init(folder: Path) -> int:
    """Create a project in FOLDER.

    The project has a configuration, example content and a publishing workflow.

    \b
    quicktakes init my-site
    """
    for path in write(folder):
        display.say(str(path))
    display.say(f"Project created. Next: cd {folder} && git init && quicktakes serve")
    return OK
