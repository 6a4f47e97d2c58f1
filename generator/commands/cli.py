"""The command line ``quicktakes``. Exit codes: 0 success, 1 errors in the content, 2 wrong usage or configuration."""

from __future__ import annotations

import io
import signal
import sys
import threading
from typing import NoReturn

import click

from generator import __version__
from generator.commands import build, check, doctor, exchange, fix, init, new, relocate, report, schema, search
from generator.commands.serve import command as serve
from generator.commands.shared.options import ERRORS, OK, USAGE
from generator.system import display


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="quicktakes")
def cli() -> None:
    """Turn a folder of question-and-answer records into a cross-linked study site.

    \b
    A first site:      quicktakes init my-site && cd my-site && quicktakes serve
    Only records:      quicktakes build --content records --site-dir site
    Before you commit: quicktakes check
    """


for command in (
    build.build,
    serve.serve,
    search.search,
    init.init,
    check.check,
    report.report,
    exchange.import_,
    exchange.export,
    schema.schema,
    fix.fix,
    relocate.mv,
    relocate.rm,
    new.new,
    doctor.doctor,
):
    cli.add_command(command)


def _stop(signal_number: int, frame: object) -> None:
    raise SystemExit(128 + signal_number)


def main(argv: list[str] | None = None) -> int:
    """Run the command line and return the exit code. On SIGTERM, temporary folders are removed."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _stop)
    try:
        result = cli.main(args=argv, prog_name="quicktakes", standalone_mode=False)
    except click.ClickException as error:
        display.say_usage(error)
        return USAGE
    except click.Abort:
        display.say("Interrupted.", err=True)
        return ERRORS
    return result if isinstance(result, int) else OK


def run() -> NoReturn:
    """The ``quicktakes`` command. What standard output cannot encode is printed as an escape."""
    sys.excepthook = display.say_crash
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    raise SystemExit(main())
