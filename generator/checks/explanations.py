"""``quicktakes check --explain CODE``: what a rule is for, with a wrong and a right example."""

from __future__ import annotations

import textwrap
import tomllib
from functools import cache
from pathlib import Path

from generator.model.codes import CODES, FIXED

_WIDTH = 100


@cache
def explanations() -> dict[str, dict[str, str]]:
    """``why``, ``wrong`` and ``right`` of every code."""
    return tomllib.loads(Path(__file__).with_name("explanations.toml").read_text("utf-8"))


def explain(code: str) -> str:
    """A code's explanation for the terminal."""
    severity, rule = CODES[code]
    if code in FIXED:
        severity_note = f"{severity}; it can be neither lowered nor hidden"
    else:
        severity_note = (
            f"{severity}; `severity: {{{code}: …}}` changes it, `check_ignore: [{code}]` hides it in a record"
        )
    found = explanations()[code]
    parts = [f"{code}: {rule} ({severity_note})", textwrap.fill(found["why"], _WIDTH)]
    for name in ("wrong", "right"):
        parts.append(f"{name.capitalize()}:\n{textwrap.indent(found[name].strip(), '    ')}")
    return "\n\n".join(parts) + "\n"
