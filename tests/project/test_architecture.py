"""The rooms of ``generator``: imports go one way, one module imports MkDocs, modules stay small enough to read."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import Counter
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from tests.helpers.folder import ROOT

ROOMS = (
    "model",
    "system",
    "content",
    "search",
    "config",
    "library",
    "checks",
    "catalogue",
    "pages",
    "outputs",
    "build",
    "editing",
    "commands",
)
"""The folders of ``generator`` in order: a room imports only from rooms before it."""
PRINTING = {"print", "echo", "secho", "click.echo", "click.secho", "click.echo_via_pager", "traceback.print_exc"}
MODULES = sorted((ROOT / "generator").rglob("*.py"))


def module_name(path: Path) -> str:
    """The dotted name of a module's file below ``generator``: ``content.answers.render``; a package's own name."""
    parts = path.relative_to(ROOT / "generator").with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def imports(path: Path) -> set[str]:
    """Dotted names that a module imports, names from our own package included (``generator.system.files``)."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


NAMES = {module_name(path) for path in MODULES}


def own_imports(path: Path) -> set[str]:
    """The modules of ``generator`` that a module imports, as ``module_name`` gives them."""
    found = set()
    for name in imports(path):
        if name.startswith("generator."):
            _, *parts = name.split(".")
            found |= {
                max((".".join(parts[:n]) for n in range(len(parts) + 1) if ".".join(parts[:n]) in NAMES), key=len)
            }
    return found - {""}


IN_ROOMS = [path for path in MODULES if path.parent != ROOT / "generator"]


def test_every_module_is_in_a_room() -> None:
    assert {path.relative_to(ROOT / "generator").parts[0] for path in IN_ROOMS} == set(ROOMS)
    assert {path.name for path in MODULES if path not in IN_ROOMS} == {"__init__.py", "__main__.py"}


@pytest.mark.parametrize("path", IN_ROOMS, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_room_imports_only_from_rooms_before_it(path: Path) -> None:
    room = module_name(path).split(".")[0]
    for name in own_imports(path):
        other = name.split(".")[0]
        assert other == room or other in ROOMS[: ROOMS.index(room)], f"{module_name(path)} imports {name}"


def test_no_folders_import_each_other_in_a_circle() -> None:
    graph: dict[str, set[str]] = {}
    for path in MODULES:
        folder = module_name(path.parent / "__init__.py")
        others = {name.rpartition(".")[0] for name in own_imports(path)} - {folder}
        graph.setdefault(folder, set()).update(others - {""})
    TopologicalSorter(graph).prepare()


def test_one_module_imports_mkdocs() -> None:
    for path in MODULES:
        knows = any(name.split(".")[0] in ("mkdocs", "material") for name in imports(path))
        assert knows == (path.name == "mkdocs.py"), path


@pytest.mark.parametrize("command", [["check", "--content", "content"], ["--help"]])
def test_checking_never_imports_mkdocs(command: list[str]) -> None:
    code = f"import sys; from generator.commands.cli import main; main({command!r}); sys.exit('mkdocs' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True).returncode == 0


def test_folders_modules_and_functions_are_of_a_size_to_read() -> None:
    folders = Counter(path.parent for path in MODULES if path.name != "__init__.py")
    assert max(folders.values()) <= 14, folders.most_common(1)
    for path in MODULES:
        text = path.read_text("utf-8")
        assert text.count("\n") <= 250, path
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                assert (node.end_lineno or 0) - node.lineno <= 50, f"{path}: {node.name}"


def test_names_of_classes_and_modules() -> None:
    classes = Counter(
        node.name
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ClassDef)
    )
    assert [name for name, count in classes.items() if count > 1] == []
    assert [path for path in MODULES if path.stem.endswith("ing") and path.stem != "finding"] == []


def test_public_names_are_documented() -> None:
    for path in MODULES:
        tree = ast.parse(path.read_text("utf-8"))
        assert ast.get_docstring(tree), path
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                assert ast.get_docstring(node), f"{path}: {node.name}"


def test_one_module_prints() -> None:
    """``system.display`` makes everything inert, so no other module writes to the terminal. (``__main__`` does without
    it if a package is missing.)"""
    printing = set()
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            if called in PRINTING or re.fullmatch(r"sys\.(__)?std(out|err)(__)?\.(buffer\.)?write(lines)?", called):
                printing.add(module_name(path))
    assert printing == {"__main__", "system.display"}
