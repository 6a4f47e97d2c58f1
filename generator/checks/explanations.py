"""The texts of ``check --explain CODE``: why a rule exists, with a wrong and a right example."""

from __future__ import annotations

import textwrap
import tomllib
from functools import cache
from pathlib import Path

from generator.model.codes import CODES, FIXED

_WIDTH = 100


@cache
def explanations() -> dict[str, dict[str, str]]:
    """``why``, ``wrong`` and ``right`` for every code."""
    return tomllib.loads(Path(__file__).with_name("explanations.toml").read_text("utf-8"))


def explain(code: str) -> str:
    """The explanation of a code as text for the terminal."""
    severity, title = CODES[code]
    options = "it cannot be lowered or suppressed"
    if code not in FIXED:
        options = f"`severity: {{{code}: …}}` changes it, `check_ignore: [{code}]` suppresses it in a record"
    found = explanations()[code]
    parts = [f"{code}: {title} ({severity}; {options})", textwrap.fill(found["why"], _WIDTH)]
    for name in ("wrong", "right"):
        parts.append(f"{name.capitalize()}:\n{textwrap.indent(found[name].strip(), '    ')}")
    return "\n\n".join(parts) + "\n"
