"""Explanations of YAML errors for editors."""

from __future__ import annotations

import re

_PAIR = re.compile(r"[ \t]*(?:- +)?([A-Za-z_]\w*):[ \t]+(\S.*)")
_IN_QUOTES = "put the whole value in quotes"
_OTHERWISE = "put quotes around a value that contains `: ` or begins with a special character"


def explain(problem: str, line: str) -> tuple[str, str]:
    """What is wrong with the line at which the parser stopped, and what to do. ``problem`` is the parser's message."""
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return "tab in indentation", "use spaces"
    found = _PAIR.fullmatch(line.rstrip(" \t\r"))
    if found is None:
        return f"invalid YAML: {problem}", _OTHERWISE
    key, value = found.groups()
    first = value[0]
    if first in "@`%&*!":
        return f"`{key}` begins with {first}, a special character in YAML", _IN_QUOTES
    if first in "\"'" and value.find(first, 1) not in (-1, len(value) - 1):
        other = "'" if first == '"' else '"'
        return f"`{key}` continues after its closing quote", f"put the whole value in {other} quotes"
    if first not in "\"'[{" and ": " in value:
        return f"`{key}` contains a colon and a space, which YAML reads as another key", _IN_QUOTES
    return f"invalid YAML: {problem}", _OTHERWISE
