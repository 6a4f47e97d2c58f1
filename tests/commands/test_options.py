"""What all commands have in common: their errors, and the options that they accept and refuse."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from generator.commands.cli import cli, main
from generator.system.workers import processes
from tests.helpers.folder import Folder


def commands(group: click.Group = cli, above: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    """Every command with its name, such as ``report links``."""
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            yield from commands(command, (*above, name))
        else:
            yield " ".join((*above, name)), command


COMMANDS = dict(commands())
OPTIONS = [
    pytest.param(name, option, id=f"{name} {option.opts[0]}")
    for name, command in COMMANDS.items()
    for option in command.params
    if isinstance(option, click.Option)
]
PATHS = [
    pytest.param(name, param, id=f"{name} {param.opts[0]}")
    for name, command in COMMANDS.items()
    for param in command.params
    if isinstance(param.type, click.Path)
]
REQUIRED = {
    "export": ["--format", "csv", "--output", "new.csv"],
    "import explainer": ["a-file", "--subject", "Medicine"],
    "import records": ["a-file"],
    "init": ["a-folder"],
    "mv": ["1", "new"],
    "new": ["Why?", "--subject", "Medicine"],
    "report changes": ["--changed-since", "HEAD"],
    "report permalinks": ["--against", "a-file"],
    "rm": ["1"],
    "search": ["why"],
}
"""The arguments and options that a command requires."""
FLAGS = {"as_diff", "as_json", "clean", "edit", "force", "info", "keep_going", "only_check", "strict"}
REPEATED = {"select", "ignore", "fail_on"}
FILES = {"config_file", "mapping", "output", "texts"}
FOLDERS = {"content", "copy_to", "folder", "out", "site", "site_dir", "state_dir"}
EXISTING = {"against", "mapping", "paths", "source", "texts"}
BOUNDS = {"jobs": (1, None), "limit": (1, 100), "port": (0, 65535), "within": (0, None)}
DEFAULTS = {"limit": 10, "port": 8000, "within": 90}


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with a file and a folder that is not empty."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a-folder").mkdir()
    for name in ("a-file", "a-folder/a-file"):
        (tmp_path / name).write_text("", "utf-8")
    return tmp_path


def parsed(name: str, *arguments: str) -> dict[str, object]:
    """The values of a command's parameters."""
    given = [*arguments, *REQUIRED.get(name, ())]
    return COMMANDS[name].make_context(name, given).params


@pytest.mark.parametrize("name", COMMANDS)
def test_wrong_configuration_is_reported_in_one_line(
    name: str, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "mkdocs.yml").write_text("[]", "utf-8")
    code = main([*name.split(), *REQUIRED.get(name, ())])
    out, err = capsys.readouterr()
    if name == "doctor":
        assert "mkdocs.yml: contains no keys" in out
        return
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("quicktakes: ")


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "import explainer"])
def test_error_of_the_system_is_reported_in_one_line(
    name: str, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    long = "x" * 300  # longer than a name can be
    given = [long] if name == "init" else [*REQUIRED.get(name, ()), *([] if name == "search" else ["--content"]), long]
    assert main([*name.split(), *given]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert err.startswith("quicktakes: ")
    assert f"{long}: " in err.replace("/search/manifest.bin", "")
    assert "File name too long" in err


@pytest.mark.parametrize(("name", "option"), OPTIONS)
def test_help_says_what_each_option_does(name: str, option: click.Option) -> None:
    assert (option.help or "").endswith((".", "]")), "help of one sentence, or with its default"


@pytest.mark.parametrize(("name", "param"), PATHS)
def test_paths_of_the_wrong_kind_are_refused(
    name: str, param: click.Parameter, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(place.rglob("*"))
    assert param.name is not None
    wrong = {"a-folder": "is a directory"} if param.name in FILES else {}
    wrong |= {"a-file": "is a file"} if param.name in FOLDERS else {}
    wrong |= {"missing": "does not exist"} if param.name in EXISTING else {}
    assert wrong, "a new option: enter it in FILES, FOLDERS or EXISTING"
    for path, why in wrong.items():
        assert main([*name.split(), *_with(name, param, path)]) == 2
        assert f"'{path}' {why}." in capsys.readouterr().err
    assert sorted(place.rglob("*")) == before
    if param.name not in FILES:
        assert Path("a-folder") in _values(name, param, "a-folder")
    if param.name not in FOLDERS:
        assert Path("a-file") in _values(name, param, "a-file")
    if param.name not in EXISTING:
        assert Path("missing") in _values(name, param, "missing")


def _with(name: str, param: click.Parameter, value: str) -> list[str]:
    """The arguments of a command with a path for one parameter."""
    given = REQUIRED.get(name, [])
    if isinstance(param, click.Option):
        return [*given, param.opts[0], value]
    others = [word for word in given if word not in ("a-file", "a-folder")]
    return [*others, value]


def _values(name: str, param: click.Parameter, value: str) -> tuple[object, ...]:
    found = COMMANDS[name].make_context(name, _with(name, param, value)).params[param.name or ""]
    return found if isinstance(found, tuple) else (found,)


@pytest.mark.parametrize(("name", "option"), OPTIONS)
def test_options_are_documented_flags_or_take_values(name: str, option: click.Option) -> None:
    """A flag takes no value, an option that may be repeated keeps all values, and an other option takes one."""
    written, key = option.opts[0], option.name or ""
    assert option.help or isinstance(option.type, click.Choice)
    if key in FLAGS:
        assert parsed(name)[key] is False
        assert parsed(name, written)[key] is True
    elif key in REPEATED:
        assert parsed(name)[key] == ()
        assert parsed(name, written, "A", written, "B")[key] == ("A", "B")
    elif key in BOUNDS:
        assert parsed(name)[key] == DEFAULTS.get(key)
        least, most = BOUNDS[key]
        for value in (least, least + 1 if most is None else most):
            assert parsed(name, written, str(value))[key] == value
        for value in (least - 1, *([] if most is None else [most + 1])):
            with pytest.raises(click.BadParameter, match="is not in the range"):
                parsed(name, written, str(value))
    else:
        with pytest.raises(click.BadOptionUsage, match="requires an argument"):
            COMMANDS[name].make_context(name, [written])


@pytest.mark.parametrize("name", COMMANDS)
def test_help_shows_the_defaults_of_numbers(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*name.split(), "--help"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    for key in DEFAULTS.keys() & {param.name for param in COMMANDS[name].params}:
        assert f"[default: {DEFAULTS[key]}" in shown


@pytest.mark.parametrize("name", REQUIRED)
def test_missing_arguments_are_refused(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(name.split()) == 2
    assert "Missing " in capsys.readouterr().err


def test_json_keeps_letters_readable(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("ä.md", id=1, question="Wofür schlägt das Herz?")
    folder.build()
    content = ["--content", str(folder.path)]
    for command, word in (
        (["doctor", *content, "--config", "ö.yml"], "ö.yml"),
        (["report", "links", *content], "ä.md"),
        (["search", "schlägt", str(folder.site)], "Wofür"),
    ):
        capsys.readouterr()
        main([*command, "--json"])
        out = capsys.readouterr().out
        assert word in out
        json.loads(out)


@pytest.mark.parametrize("command", ["build", "check", "fix"])
@pytest.mark.parametrize("given", [[], ["--jobs", "1"], ["--jobs", "3"]])
def test_jobs_limit_the_processes(
    command: str, given: list[str], folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = set()

    def executor(jobs: int, items: int, value: object = None) -> processes.SerialExecutor:
        asked.add(jobs)
        return processes.SerialExecutor(value)

    folder.add("a.md", id=1)
    monkeypatch.setattr(processes, "executor", executor)
    assert folder.run(command, *given) == 0
    assert asked == {int(given[-1]) if given else 0}
