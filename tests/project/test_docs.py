"""The documents: every command and option is in the README, and the README names none that does not exist."""

from __future__ import annotations

import re

import click
import pytest

from generator import __version__
from generator.commands.cli import cli
from generator.config import settings
from generator.model import codes
from tests.helpers.folder import ROOT

README = (ROOT / "README.md").read_text("utf-8")


def commands(group: click.Group = cli, above: str = "") -> dict[str, click.Command]:
    """Every command below a group, by the words that call it (``import explainer``)."""
    found: dict[str, click.Command] = {}
    for name, command in group.commands.items():
        found[above + name] = command
        if isinstance(command, click.Group):
            found |= commands(command, f"{above}{name} ")
    return found


def test_every_command_and_option_is_documented() -> None:
    for name, command in commands().items():
        assert f"quicktakes {name}" in README
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                for flag in parameter.opts:
                    assert f"`{flag}" in README, f"{name} {flag}"


def test_every_documented_command_and_option_exists() -> None:
    flags = {flag for command in commands().values() for p in command.params for flag in p.opts}
    flags |= {"--help", "--version"}
    for name in re.findall(r"quicktakes ([a-z]+)\b", README):
        assert name in cli.commands, name
    own_lines = [line for line in README.splitlines() if "quicktakes" in line or line.startswith("| `--")]
    for line in own_lines:
        for flag in re.findall(r"(?<![\w-])--[a-z][a-z-]+", line):
            assert flag in flags, f"{flag} in: {line}"


def test_make_targets_of_the_readme_exist() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"make ([a-z]+)", README + (ROOT / "CONTRIBUTING.md").read_text("utf-8")):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_code_is_documented() -> None:
    for code in codes.CODES:
        assert f"`{code}`" in README, code
    for code in re.findall(r"`(QT\d{3})`", README):
        assert code in codes.CODES


def test_every_plugin_option_is_documented() -> None:
    for option in settings.OPTIONS:
        if option != "enabled":  # MkDocs' own, for every plugin
            assert f"`{option}" in README


def test_help_teaches(capsys: pytest.CaptureFixture[str]) -> None:
    from generator.commands.cli import main

    for command in ([], ["build"], ["serve"], ["check"], ["init"]):
        assert main([*command, "--help"]) == 0
        assert "quicktakes" in capsys.readouterr().out


def test_versions_agree() -> None:
    assert f'version = "{__version__}"' in (ROOT / "pyproject.toml").read_text("utf-8")
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text("utf-8")
