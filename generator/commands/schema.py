"""``quicktakes schema``: write the configuration of a CMS."""

from __future__ import annotations

from pathlib import Path

import click

from generator.commands.shared.options import (
    ERRORS,
    OK,
    config_option,
    content_option,
    reports_errors,
)
from generator.config import file
from generator.config.settings import read_settings
from generator.system import display, errors


@click.command()
@content_option
@config_option
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit 1 if a file is outdated.")
@click.option("--force", is_flag=True, help="Overwrite files that this command did not write.")
@reports_errors
def schema(content: Path | None, config_file: Path | None, only_check: bool, force: bool) -> int:
    """Write the configuration of a CMS.

    Writes cloudcannon.config.yml and its files for records and topics. They are derived from the same definition as
    the JSON Schemas of the published site.

    \b
    quicktakes schema
    quicktakes schema --check
    """
    from generator.outputs.schema import generated  # imported here, because the other commands do not need it

    settings = read_settings(file.find_config(config_file, content), content=content)
    folder, wanted = generated.root(settings), generated.contents(settings)
    outdated = generated.outdated(folder, wanted)
    if only_check:
        display.say(*(f"{path} is outdated; run `quicktakes schema`" for path in outdated), err=True)
        return ERRORS if outdated else OK
    other = generated.foreign(folder, outdated)
    if other and not force:
        raise errors.ConfigError(f"{folder / other} was not written by this command; use --force to overwrite it")
    generated.write(folder, {path: wanted[path] for path in outdated})
    display.say(*[f"{path} written" for path in outdated] or ["Everything is up to date."])
    return OK
