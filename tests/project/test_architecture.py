"""The house: imports point one way, MkDocs stands in one module, modules stay small enough to read."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.folder import ROOT

LAYERS = [
    {
        "model",
        "fields",
        "dates",
        "slugs",
        "urls",
        "executors",
        "files",
        "spool",
        "canonical",
        "refusals",
        "quotes",
        "configfile",
        "state",
        "snippets",
        "scalars",
        "readability",
        "packages",
        "wellformed",
        "typos",
    },
    {"diagnostics", "answers", "publishing", "weight", "revisions", "rewriting", "committed", "writing", "published"},
    {"abridging", "articles", "frontmatter", "policy", "crawlers", "identity"},
    {"library"},
    {"positions", "quoting", "nodes", "offers", "misspelt", "values", "subjects", "fences"},
    {"trust", "pitfalls"},
    {"records", "topics", "candidates", "linking", "config", "surgery", "authored"},
    {
        "search",
        "rules",
        "autolink",
        "explainers",
        "structured",
        "templating",
        "scaffold",
        "fingerprint",
        "views",
        "alternates",
    },
    {"related", "entry", "anki"},
    {"reading", "schema", "dependents", "fixing", "places"},
    {"origins"},
    {"pages"},
    {"paging"},
    {"topicpages"},
    {"keywordpages", "peoplepages", "flashcards"},
    {"listings", "outputs", "terminal", "formats"},
    {"index"},
    {"catalogue", "twins"},
    {"workshop", "cluster", "routes", "explaining", "references", "successors"},
    {"memory", "indexer", "decks"},
    {"hosting", "reindexing"},
    {"shortcut", "making"},
    {"build"},
    {"plugin", "checker"},
    {"viewing", "survey", "permalinks"},
    {
        "previewing",
        "searching",
        "importing",
        "reporting",
        "reports",
        "reviews",
        "comparing",
        "drafting",
        "desk",
        "bulk",
        "doctor",
        "agreement",
    },
    {"serve", "options", "moving", "removing"},
    {"safekeeping"},
    {"editing", "authoring", "checking", "mending", "relocating", "exchange"},
    {"cli"},
    {"__main__"},
]
"""From the values to the command line: a module may import from its own layer and from those above it in this list."""
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
MODULES = sorted((ROOT / "generator").rglob("*.py"))


def room(path: Path) -> str:
    """The module's or package's name directly below ``generator``."""
    return path.relative_to(ROOT / "generator").parts[0].removesuffix(".py")


def imports(path: Path) -> set[str]:
    """Dotted names that a module imports, names from our own package included (``generator.files``)."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize(
    "path",
    [p for p in MODULES if p.name != "__init__.py" or p.parent.name != "generator"],
    ids=lambda p: str(p.relative_to(ROOT)),
)
def test_rooms_import_only_earlier_rooms(path: Path) -> None:
    own = room(path)
    for name in imports(path):
        parts = name.split(".")
        if parts[0] == "generator" and len(parts) > 1 and parts[1] in LEVEL and parts[1] != own:
            assert LEVEL[parts[1]] < LEVEL[own], f"{own} imports {parts[1]}"


def test_every_module_is_in_a_room() -> None:
    assert {room(path) for path in MODULES} - {"__init__"} == set(LEVEL)


def test_only_the_plugin_imports_mkdocs() -> None:
    for path in MODULES:
        knows = any(name.split(".")[0] in ("mkdocs", "material") for name in imports(path))
        assert knows == (path.name == "plugin.py"), path


@pytest.mark.parametrize("command", [["check", "--content", "content"], ["--help"]])
def test_check_never_imports_mkdocs(command: list[str]) -> None:
    code = f"import sys; from generator.cli import main; main({command!r}); sys.exit('mkdocs' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True).returncode == 0


def test_modules_and_functions_stay_short() -> None:
    for path in MODULES:
        text = path.read_text("utf-8")
        assert text.count("\n") <= 275, path
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                assert (node.end_lineno or 0) - node.lineno <= 50, f"{path}: {node.name}"


def test_public_names_are_documented() -> None:
    for path in MODULES:
        tree = ast.parse(path.read_text("utf-8"))
        assert ast.get_docstring(tree), path
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                assert ast.get_docstring(node), f"{path}: {node.name}"
