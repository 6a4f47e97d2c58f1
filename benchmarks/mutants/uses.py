"""The lines of the package that use what a line defines.

A line of a function is run by the tests that notice its faults. A line that runs when a module is imported (a table, a
pattern, a default, a decorator) is run by every test: what counts are the lines that use the names it defines.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

Line = tuple[str, int]
_FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)
_DEFINES = (*_FUNCTION, ast.ClassDef)


def _header(node: ast.stmt) -> range:
    """The lines of a simple statement, or those of a compound one before its body, without decorators."""
    body = getattr(node, "body", None)
    last = max(node.lineno, body[0].lineno - 1) if body else node.end_lineno or node.lineno
    return range(node.lineno, last + 1)


def _names(node: ast.AST) -> Iterator[str]:
    """The names that an expression or statement mentions."""
    for each in ast.walk(node):
        if isinstance(each, ast.Name):
            yield each.id
        elif isinstance(each, ast.Attribute):
            yield each.attr


class Uses:
    """Finds the lines whose tests notice a fault in a given line."""

    def __init__(self, root: Path) -> None:
        self.ranges: dict[str, dict[int, range]] = {}
        self.imported: dict[str, dict[int, set[str]]] = {}
        self.bodies: dict[str, set[Line]] = {}
        self.mentions: dict[str, set[Line]] = {}
        self.onward: dict[str, set[str]] = {}
        """Names defined by statements that mention a name when they are imported."""
        for file in sorted((root / "generator").rglob("*.py")):
            path = str(file.relative_to(root))
            self.ranges[path], self.imported[path] = {}, {}
            self._read(path, ast.parse(file.read_text("utf-8")).body, frozenset())

    def _read(self, path: str, body: list[ast.stmt], owner: frozenset[str]) -> None:
        """Read statements that run when a module is imported."""
        for node in body:
            first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", ()))])
            targets = getattr(node, "targets", None) or [getattr(node, "target", None)]
            if isinstance(node, _DEFINES):
                defined = {node.name}
            elif owner:
                defined = set(owner)
            else:
                defined = {name for target in targets if target for name in _names(target)}
            for line in range(first, _header(node).stop):
                self.imported[path][line] = defined
            if isinstance(node, _FUNCTION):
                for inner in node.body:
                    self._function(path, inner, {node.name, *owner})
            elif isinstance(node, ast.ClassDef):
                self._read(path, node.body, owner | {node.name})
            else:
                for part in ("body", "orelse", "finalbody"):
                    self._read(path, getattr(node, part, []), owner)
                for name in _names(node):
                    self.onward.setdefault(name, set()).update(defined)

    def _function(self, path: str, node: ast.stmt, owner: set[str]) -> None:
        for each in ast.walk(node):
            if isinstance(each, ast.stmt):
                lines = _header(each)
                for line in lines:
                    if line not in self.ranges[path] or len(lines) < len(self.ranges[path][line]):
                        self.ranges[path][line] = lines
                for name in owner:
                    self.bodies.setdefault(name, set()).update((path, line) for line in lines)
        for each in ast.walk(node):
            if isinstance(each, ast.Name | ast.Attribute):
                name = each.id if isinstance(each, ast.Name) else each.attr
                around = self.ranges[path].get(each.lineno, [each.lineno])
                self.mentions.setdefault(name, set()).update((path, line) for line in around)

    def lines(self, path: str, line: int) -> set[Line]:
        """Return the lines whose tests could notice a fault in this line."""
        if line in self.ranges[path]:
            return {(path, each) for each in self.ranges[path][line]}
        names = set(self.imported[path].get(line, ()))
        while (more := names.union(*(self.onward.get(name, ()) for name in names))) != names:
            names = more
        found = set().union(*(self.mentions.get(name, set()) | self.bodies.get(name, set()) for name in names))
        return found or {(path, each) for each in self.ranges[path]}
