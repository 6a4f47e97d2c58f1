"""What commands share: options, exit codes, and errors of usage."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec

import click

from generator.system import errors

P = ParamSpec("P")
OK, ERRORS, USAGE = 0, 1, 2
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)

content_option = click.option(
    "--content", type=FOLDER, help="Folder of records.  [default: docs_dir of ./mkdocs.yml, else ./content]"
)
config_option = click.option(
    "--config",
    "config_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="An mkdocs.yml.  [default: ./mkdocs.yml when it belongs to the content folder, else built in]",
)
state_option = click.option(
    "--state",
    "state_dir",
    type=FOLDER,
    help="Folder for what is kept between runs.  [default: .cache/quicktakes]",
)
jobs_option = click.option("--jobs", type=click.IntRange(min=1), help="Processes to use.  [default: all cores]")


def reports_usage(command: Callable[P, int]) -> Callable[P, int]:
    """Turn configuration errors into one line and exit code 2."""

    @wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> int:
        try:
            return command(*args, **kwargs)
        except (errors.ConfigError, errors.SiteFolderError) as error:
            click.echo(f"quicktakes: {error}", err=True)
        except BrokenPipeError:  # who reads the output has seen enough, as `head` does
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return ERRORS
        except OSError as error:
            click.echo(f"quicktakes: {error.filename}: {error.strerror}", err=True)
        return USAGE

    return wrapped
