"""``quicktakes schema``: what a CMS needs to know of records and topics."""

from __future__ import annotations

from pathlib import Path

import click

from generator.commands.shared.options import (
    ERRORS,
    OK,
    config_option,
    content_option,
    reports_usage,
)
from generator.config import file
from generator.config.settings import read_settings
from generator.system import errors


@click.command()
@content_option
@config_option
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit 1 when a file is stale.")
@click.option("--force", is_flag=True, help="Write over files that this command has not written.")
@reports_usage
def schema(content: Path | None, config_file: Path | None, only_check: bool, force: bool) -> int:
    """Write what a CMS must know of records and topics: cloudcannon.config.yml and its files.

    They are made from the same definition as the JSON Schemas that a site publishes.

    \b
    quicktakes schema
    quicktakes schema --check
    """
    from generator.outputs.schema import generated  # here, because the other commands do without

    settings = read_settings(file.find_config(config_file, content), content=content)
    folder, wanted = generated.root(settings), generated.contents(settings)
    stale = generated.outdated(folder, wanted)
    if only_check:
        for path in stale:
            click.echo(f"{path} is stale; run `quicktakes schema`", err=True)
        return ERRORS if stale else OK
    other = generated.foreign(folder, stale)
    if other and not force:
        raise errors.ConfigError(f"{folder / other} is not of this command's making; --force writes over it")
    generated.write(folder, {path: wanted[path] for path in stale})
    click.echo("\n".join(f"{path} written" for path in stale) or "Everything is up to date.")
    return OK
