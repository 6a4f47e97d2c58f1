"""The regular expressions of the package and of the scripts, each with its place and name."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import generator
from tests.patterns.javascript import converted

ROOT = Path(__file__).parents[2]
_LITERAL = re.compile(
    r"(?<=[(=:,!&|?\[])\s*/((?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])*)/([a-z]*)"
)
"""A regular expression in a script: after a sign that no division follows."""


class Pattern(NamedTuple):
    """``where`` is the module and the constant; ``source`` and ``flags`` are JavaScript."""

    where: str
    source: str
    flags: str


def of_scripts() -> Iterator[Pattern]:
    """The literals of all scripts that pages load."""
    for path in sorted(ROOT.glob("templates/assets/*.js")):
        for number, found in enumerate(_LITERAL.finditer(path.read_text("utf-8"))):
            yield Pattern(f"{path.name} {number}: {found[1]}", found[1], found[2])


def of_package() -> Iterator[Pattern]:
    """All patterns that the modules compile when they are imported."""
    for path, line, pattern, flags in sorted(_compiled()):
        name, uses = _constant(path, line)
        source, js_flags = converted(pattern, flags)
        if uses <= {"match", "fullmatch"} and uses:
            source = f"^(?:{source}){'$' if uses == {'fullmatch'} else ''}"
        yield Pattern(f"{path} {name}", source, js_flags)


def _compiled() -> set[tuple[str, int, str, int]]:
    """File and line of each call of ``re.compile``, with pattern and flags."""
    found: set[tuple[str, int, str, int]] = set()
    real: Any = re.compile

    def noted(pattern: Any, flags: int = 0) -> Any:
        made, caller = real(pattern, flags), sys._getframe(1)
        path = Path(caller.f_code.co_filename)
        if isinstance(made.pattern, str) and path.is_relative_to(ROOT / "generator"):
            found.add((path.relative_to(ROOT).as_posix(), caller.f_lineno, made.pattern, made.flags))
        return made

    re.compile = noted
    try:
        for module in pkgutil.walk_packages(generator.__path__, "generator."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
    finally:
        re.compile = real
    return found


def _constant(path: str, line: int) -> tuple[str, set[str]]:
    """The constant around a line, and the methods that its module calls on it (none if others may call them)."""
    text = (ROOT / path).read_text("utf-8")
    for node in ast.parse(text).body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.lineno <= line <= (node.end_lineno or 0):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            name = ast.unparse(target)
            return name, set(re.findall(rf"\b{name}\.(\w+)", text)) if name.startswith("_") else set()
    return f"line {line}", set()
