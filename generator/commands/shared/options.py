"""Options, exit codes and error handling that the commands share."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec

import click

from generator.system import display, errors
from generator.system.workers.held import WorkerError

P = ParamSpec("P")
OK, ERRORS, USAGE = 0, 1, 2
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)

content_option = click.option(
    "--content", type=FOLDER, help="The content folder.  [default: docs_dir of ./mkdocs.yml, else ./content]"
)
config_option = click.option(
    "--config",
    "config_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="An mkdocs.yml.  [default: ./mkdocs.yml if its docs_dir is the content folder, else built-in defaults]",
)
state_option = click.option(
    "--state",
    "state_dir",
    type=FOLDER,
    help="The folder for the state between runs.  [default: .cache/quicktakes]",
)
jobs_option = click.option(
    "--jobs", type=click.IntRange(min=1), help="The number of worker processes.  [default: all cores]"
)


def reports_errors(command: Callable[P, int]) -> Callable[P, int]:
    """Decorate a command to print errors: exit code 2 for wrong usage or configuration, 1 for a refusal."""

    @wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> int:
        try:
            return command(*args, **kwargs)
        except (errors.ConfigError, errors.SiteFolderError, WorkerError) as error:
            display.say_error(error)
        except errors.RefusedError as error:
            display.say_error(f"{error}\nNothing was changed.")
            return ERRORS
        except BrokenPipeError:  # the reader of the output, such as `head`, has closed it
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return ERRORS
        except OSError as error:
            display.say(f"quicktakes: {error.filename}: {error.strerror}", err=True)
        return USAGE

    return wrapped
