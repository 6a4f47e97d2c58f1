"""A content folder on disk, and the site that the real commands build from it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.commands.cli import main
from tests.helpers.records import record_text

ROOT = Path(__file__).parents[2]
SITE_URL = "https://user.github.io/repo/"


@dataclass
class Folder:
    """A content folder on disk and the commands that run on it."""

    path: Path
    site: Path

    def add(self, name: str, text: str | bytes | None = None, **values: Any) -> Path:
        """Write a file: the given text, or a record made from ``values``."""
        target = self.path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        content = record_text(**values) if text is None else text
        target.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return target

    def configure(self, options: str) -> None:
        """Write a configuration with these options of the plugin (in YAML)."""
        text = "site_name: QuickTakes\ndocs_dir: records\ntheme: {name: material}\n"
        (self.path.parent / "mkdocs.yml").write_text(f"{text}plugins: [{{quicktakes: {{{options}}}}}]\n")

    def run(self, command: str, *arguments: str) -> int:
        """Run ``quicktakes COMMAND`` on this folder."""
        options = ["--content", str(self.path)]
        if command == "build":
            options += ["--site-dir", str(self.site), "--state", str(self.path.parent / "state")]
        return main([command, *arguments, *options])

    def build(self, *arguments: str) -> None:
        """Build, expecting success."""
        assert self.run("build", "--site-url", SITE_URL, *arguments) == 0

    def read(self, name: str) -> str:
        """Read a file of the built site."""
        return (self.site / name).read_text("utf-8")

    def tree(self) -> dict[str, bytes]:
        """Read every file of the built site."""
        return tree(self.site)


def tree(folder: Path) -> dict[str, bytes]:
    """Map the relative path of every file below a folder to its bytes."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
