"""Everything that commands print: lines of a terminal, JSON, workflow commands of GitHub, Markdown of step summaries.

Titles, keys and file names come from many hands. What this module writes never controls a terminal, starts a workflow
command, or changes the structure of Markdown. No other module prints.
"""

from __future__ import annotations

import io
import json
import os
import re
import sys
import traceback
from pathlib import Path
from types import TracebackType

import click

from generator.model.snippets import visible

_CONTROL = re.compile(
    "[\0-\x08\x0a-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"  # not the tab
)
"""Characters that control a terminal, end a line, change the direction of text, or are half of one (surrogates)."""
_COMMAND = re.compile(r"^(\s*):(?=:)|##(?=\[)")
"""What GitHub's runner takes for a command: ``::`` at the start of a line, ``##[`` anywhere."""
_TICKS = re.compile("`+")
_WIDE = 300
"""Maximum characters per line of a diff on a terminal; an answer can be one line of thousands."""


class WorkflowCommand(str):
    """A line that GitHub's runner carries out; only ``command`` makes it."""

    __slots__ = ()


def say(*lines: str, err: bool = False) -> None:
    """Print lines, to standard error with ``err``. A line break inside a line is shown as ``\\n``."""
    shown = (line if isinstance(line, WorkflowCommand) else inert(line) for line in lines)
    click.echo("".join(f"{line}\n" for line in shown), err=err, nl=False)


def inert(line: str) -> str:
    """One line of text for a terminal or a log: controls become escapes such as ``\\x1b``."""
    return _COMMAND.sub(_defused, _CONTROL.sub(_escaped, line))


def _escaped(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode("ascii")


def _defused(found: re.Match[str]) -> str:
    return r"#\x23" if found[0] == "##" else rf"{found[1]}\x3a"


def say_error(error: BaseException | str) -> None:
    """Print the message of an error, whose lines stay lines."""
    say(*f"quicktakes: {error}".split("\n"), err=True)


def say_usage(error: click.ClickException) -> None:
    """Print an error of Click, with the usage of the command."""
    text = io.StringIO()
    error.show(text)
    say(*text.getvalue().removesuffix("\n").split("\n"), err=True)


def say_crash(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Print a traceback (a ``sys.excepthook``)."""
    text = "".join(traceback.format_exception(kind, error, trace)).rstrip("\n")
    say(*text.split("\n"), err=True)


def say_diff(diff: str) -> None:
    """Print a diff: for ``git apply`` with its whole lines, on a terminal and in a workflow for people."""
    lines = diff.removesuffix("\n").split("\n")
    if sys.stdout.isatty() or "GITHUB_ACTIONS" in os.environ:
        say(*(visible(line if len(line) <= _WIDE else f"{line[:_WIDE]}…") for line in lines))
        return
    whole = (_CONTROL.sub(_escaped, line.removesuffix("\r")) + "\r" * line.endswith("\r") for line in lines)
    click.echo("".join(f"{line}\n" for line in whole), nl=False)


def as_json(value: object) -> str:
    """JSON in which every string is valid Unicode: escapes for controls, ``\\udc80`` as text for half a character."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return _CONTROL.sub(_json_escaped, text).replace("##[", r"#\u0023[")


def _json_escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    if found[0] == "\n":  # between values; in a string, it is already an escape
        return "\n"
    return ("\\\\" if 0xD800 <= code < 0xE000 else "\\") + f"u{code:04x}"


def command(name: str, message: str, **properties: object) -> WorkflowCommand:
    """A workflow command of GitHub Actions, without empty properties."""
    given = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items() if value)
    return WorkflowCommand(f"::{name}{' ' if given else ''}{given}::{_data(message)}")


def _data(text: str) -> str:
    """Escape the text of a workflow command for GitHub's runner."""
    return inert(visible(text)).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def code_span(text: str) -> str:
    """Text as code in Markdown, where nothing in it is markup, a link or a mention."""
    shown = visible(text) or " "
    fence = "`" * (max(map(len, _TICKS.findall(shown)), default=0) + 1)
    pad = " " if shown[0] in "` " or shown[-1] in "` " else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def prefix(content: Path, base: Path | None = None) -> str:
    """Return the content folder's path relative to the working folder (or ``base``), so that terminals link to it."""
    try:
        shown = content.relative_to(base or Path.cwd())
    except ValueError:
        shown = content
    return "" if shown == Path() else f"{shown.as_posix()}/"


def github_prefix(content: Path) -> str:
    """Return the content folder's path relative to the checkout of a GitHub workflow."""
    workspace = os.environ.get("GITHUB_WORKSPACE")
    return prefix(content, Path(workspace).resolve() if workspace else None)
