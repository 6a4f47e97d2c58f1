"""The documentation agrees with the program: commands, options, keys, codes, targets, links."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import click
import pytest
import yaml

from generator import __version__
from generator.commands.cli import cli
from generator.config import outputs, settings
from generator.content.field import Field
from generator.content.fields import RECORD, RELATED, TOPIC
from generator.editing import agreement, fixes
from generator.model.codes import CODES, FIXED
from tests.helpers.folder import ROOT, Folder

DOCS = ROOT / "docs"
README = (ROOT / "README.md").read_text("utf-8")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text("utf-8")
CODE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^(#+ .+)$", re.MULTILINE)
LINK = re.compile(r"\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\"")
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "BENCHMARKS.md")), *sorted(DOCS.glob("*.md"))
]  # fmt: skip
ALL_TEXT = "\n".join(page.read_text("utf-8") for page in PAGES if page.name != "CHANGELOG.md")
COMMON = "## Common options"


def commands(group: click.Group = cli, above: str = "") -> dict[str, click.Command]:
    """Every command below a group, by the words that call it (``import explainer``)."""
    found: dict[str, click.Command] = {}
    for name, command in group.commands.items():
        found[above + name] = command
        if isinstance(command, click.Group):
            found |= commands(command, f"{above}{name} ")
    return found


def flags(command: click.Command) -> set[str]:
    """The options of a command."""
    return {flag for parameter in command.params if isinstance(parameter, click.Option) for flag in parameter.opts}


LEAVES = {name: command for name, command in commands().items() if not isinstance(command, click.Group)}


def docs(name: str) -> str:
    """The text of a page of the documentation."""
    return (DOCS / name).read_text("utf-8")


def sections(text: str) -> dict[str, str]:
    """The text below each heading, up to the next heading of any level."""
    parts = re.split(HEADING, CODE.sub("", text))
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def rows(text: str) -> Iterator[list[str]]:
    """The cells of each row of the tables in a text, without the rules below headers."""
    for line in text.splitlines():
        if line.startswith("| ") and not line.startswith("|---"):
            yield [cell.strip() for cell in line.strip("|").split(" |")]


# Commands and options.


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) <= 150


def test_the_readme_has_one_line_a_command() -> None:
    named = [match[1] for cells in rows(README) if (match := re.fullmatch(r"`quicktakes ([a-z ]+)`", cells[0]))]
    assert sorted(named) == sorted(LEAVES)


def options_of_page() -> dict[str, set[str]]:
    """The options in the table below each heading of a command."""
    return {
        match[1]: {flag for cells in rows(below) for flag in re.findall(r"`(--[a-z][a-z-]*)", cells[0])}
        for heading, below in sections(docs("commands.md")).items()
        if (match := re.fullmatch(r"#+ `quicktakes ([a-z ]+)`", heading))
    }


@pytest.mark.parametrize("name", LEAVES)
def test_a_command_is_documented_with_its_options(name: str) -> None:
    assert options_of_page()[name] == flags(LEAVES[name])


def test_every_documented_command_exists() -> None:
    assert options_of_page().keys() <= commands().keys()
    for name in re.findall(r"quicktakes ([a-z]+)\b", ALL_TEXT):
        assert name in cli.commands, name
    for group, name in re.findall(r"quicktakes (report|import) ([a-z]+)", ALL_TEXT):
        assert f"{group} {name}" in LEAVES


def test_every_common_option_is_explained() -> None:
    common = sections(docs("commands.md"))[COMMON]
    explained = {flag for cells in rows(common) for flag in re.findall(r"`(--[a-z]+)", cells[0])}
    assert {"--content", "--config", "--state", "--jobs", "--diff"} <= explained
    assert explained <= {"--help", "--version"}.union(*map(flags, LEAVES.values()))


def test_every_documented_option_exists() -> None:
    known = {"--help", "--version"}.union(*map(flags, LEAVES.values()))
    own_lines = [line for line in ALL_TEXT.splitlines() if "quicktakes" in line or line.startswith("| `--")]
    for line in own_lines:
        for flag in re.findall(r"(?<![\w-])--[a-z][a-z-]+", line):
            assert flag in known, f"{flag} in: {line}"


def test_help_teaches(capsys: pytest.CaptureFixture[str]) -> None:
    from generator.commands.cli import main

    for command in ([], ["build"], ["serve"], ["check"], ["init"]):
        assert main([*command, "--help"]) == 0
        assert "quicktakes" in capsys.readouterr().out


# Make targets.


def targets() -> dict[str, str]:
    """The targets that people call, with their description in the Makefile."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    phony = re.findall(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    described = dict(re.findall(r"^([a-z-]+):.*?## (.+)$", makefile, re.MULTILINE))
    assert set(" ".join(phony).split()) == described.keys()
    return described


def test_make_targets_are_documented() -> None:
    assert {match[1] for cells in rows(README) if (match := re.fullmatch(r"`make ([a-z-]+)`", cells[0]))} == set(
        targets()
    )
    for target in re.findall(r"`(?:\w+=\S+ )?make ([a-z-]+)|^make ([a-z-]+)", ALL_TEXT, re.MULTILINE):
        assert "".join(target) in targets(), target


def test_make_help_lists_every_target() -> None:
    done = subprocess.run(["make", "-C", str(ROOT), "--no-print-directory", "help"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    printed = {line.split(maxsplit=1)[0]: line.split(maxsplit=1)[1] for line in done.stdout.splitlines()}
    assert printed == targets()


def test_ci_runs_lint_and_the_readmes_test_command() -> None:
    assert "REQUIRE_BROWSER=1 make check-all" in (ROOT / ".ci/run").read_text("utf-8").splitlines()
    plan = subprocess.run(["make", "-n", "-C", str(ROOT), "check-all"], capture_output=True, text=True)
    assert plan.returncode == 0, plan.stderr
    for command in ("ruff check .", "ruff format --check .", "mypy", "python -m pytest"):
        assert re.search(rf"^\.venv/bin/{re.escape(command)}", plan.stdout, re.MULTILINE), command
    assert "\nmake test\n" in README


def test_pre_commit_runs_lint_from_the_environment() -> None:
    """Hooks need no network; they run every command of ``make lint``, and check the content."""
    (repository,) = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"]
    assert repository["repo"] == "local"
    assert all(hook["language"] == "system" for hook in repository["hooks"])
    entries = [hook["entry"] for hook in repository["hooks"]]
    plan = subprocess.run(["make", "-n", "-C", str(ROOT), "lint"], capture_output=True, text=True, check=True).stdout
    lint = re.findall(r"^(\.venv/bin/(?:ruff|mypy).*?)(?: \.)?$", plan, re.MULTILINE)
    assert len(lint) == 3
    assert {*lint, ".venv/bin/quicktakes check"} <= set(entries)


# Codes, options of the configuration, keys.


def test_the_table_of_codes() -> None:
    """Each code once, with its severity, whether that can be changed, whether ``fix`` corrects it, and its title."""
    listed = [cells for cells in rows(docs("checks.md")) if re.fullmatch(r"`QT\d{3}`", cells[0])]
    assert sorted(cells[0].strip("`") for cells in listed) == sorted(CODES)
    for code, severity, fix, finding in listed:
        code = code.strip("`")
        always = " (always)" if code in FIXED else ""
        assert severity == CODES[code][0] + always, code
        if code in agreement.CODES:
            assert fix == "[files of one article](fixing.md#files-of-one-article)", code
        else:
            assert fix == ("yes" if code in fixes.CODES else ""), code
        assert finding.replace("`", "") == CODES[code][1]


def test_every_named_code_exists() -> None:
    for code in re.findall(r"\bQT\d{3}\b", ALL_TEXT):
        assert code in CODES


def test_every_plugin_option_is_documented() -> None:
    listed = [cells[0].strip("`") for cells in rows(sections(docs("configuration.md"))["## Options"])]
    assert sorted(listed) == sorted({*settings.OPTIONS, "option"} - {"enabled"})  # MkDocs' own, for every plugin


def test_every_output_is_documented() -> None:
    (row,) = (cells[1] for cells in rows(docs("configuration.md")) if cells[0] == "`outputs`")
    assert re.findall(r"`([a-z]+)`", row.partition(" Default: ")[0]) == list(outputs.ALL_OUTPUTS)
    unusual = set(outputs.ALL_OUTPUTS) - set(outputs.USUAL_OUTPUTS)
    assert set(re.findall(r"`([a-z]+)`", row.partition(" Default: all but ")[2].partition(".")[0])) == unusual
    assert f"`{','.join(outputs.ALL_OUTPUTS)}`" in docs("commands.md")


@pytest.mark.parametrize(("page", "kind"), [("records.md", (*RECORD, RELATED)), ("topics.md", TOPIC)])
def test_every_key_is_documented(page: str, kind: tuple[Field, ...]) -> None:
    tables = {name: cells for cells in rows(docs(page)) for name in re.findall(r"`(\w+?)1?`", cells[0])}
    for field in kind:
        if field.name == "noIndex":
            assert "`noIndex`" in tables["no_index"][1]
            continue
        assert field.name in tables, field.name
        for inside in field.inside if page == "records.md" else ():
            assert f"`{inside.name}`" in tables[field.name][1], f"{field.name}.{inside.name}"
    required = re.search(r"## Keys\n\n(.+?) are required", docs(page), re.DOTALL)
    assert required
    assert set(re.findall(r"`(\w+)`", required[1])) == {field.name for field in kind if field.required}


def test_the_examples_are_valid(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """The record, the topic and the people of the documentation, as files of one content folder."""
    record, people = re.findall(r"```yaml\n(.*?)```", docs("records.md"), re.DOTALL)
    (topic,) = re.findall(r"```yaml\n(.*?)```", docs("topics.md"), re.DOTALL)
    folder.add("how-do-ion-channels-contribute.md", record.replace("author: QuickTakes", "author: ann-smith"))
    folder.add("topic.md", topic)
    folder.add("people.yml", people)
    assert folder.run("check", "--ignore", "QT2", "--format", "json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["records"] == 1
    codes = sorted(finding["code"] for finding in found["findings"])
    assert codes == ["QT140", "QT171"]  # the related record and the required topic are not in this folder
    folder.build()
    assert "Ann Smith" in folder.read("people/ann-smith/index.html")
    assert "slow depolarization" in folder.read("learn/medicine/topics/pacemaker-potential/index.html")


@pytest.mark.parametrize(
    "page", [DOCS / "architecture.md", DOCS / "hosts.md", ROOT / "CONTRIBUTING.md"], ids=lambda p: p.name
)
def test_every_named_path_exists(page: Path) -> None:
    """Names in backticks with a slash or a module's ending: in the repository, in ``generator/``, or below them."""
    tops = ("generator", "tests", "templates")
    below = [f"/{path.relative_to(ROOT).as_posix()}" for top in tops for path in (ROOT / top).rglob("*")]
    text = CODE.sub("", page.read_text("utf-8"))
    named = re.findall(r"`((?:[\w.-]+/)+[\w.-]*|[\w-]+\.(?:py|html|toml))`", text)
    assert named
    for name in (name.rstrip("/") for name in named):
        is_known = any((folder / name).exists() for folder in (ROOT, ROOT / "generator"))
        assert is_known or any(path.endswith(f"/{name}") for path in below), name


def test_versions_agree() -> None:
    """The first entry of the changelog is about the package's version, or about what comes after it."""
    assert f'version = "{__version__}"' in (ROOT / "pyproject.toml").read_text("utf-8")
    assert re.search(rf"^(## \[|This will be version ){re.escape(__version__)}\b", CHANGELOG, re.MULTILINE)


def test_the_changelog_keeps_its_form() -> None:
    """Versions, below them kinds of change, below those one line a change."""
    headings = HEADING.findall(CHANGELOG)[1:]
    assert headings[0] == "## [Unreleased]"
    for heading in headings:
        assert re.fullmatch(
            r"## \[(Unreleased|\d+\.\d+\.\d+)\].*|### (Added|Changed|Deprecated|Removed|Fixed|Security)", heading
        )
    changes = CHANGELOG.splitlines()
    assert all(line.startswith("- ") and line.endswith(".") for line in changes if line[:1] in ("-", " "))
    assert max(map(len, changes)) <= 140


# Links, as GitHub shows the files, and the documentation as a site of its own.


def anchors(page: Path) -> set[str]:
    """The anchors that GitHub gives to the headings of a page."""
    found: Counter[str] = Counter()
    for heading in HEADING.findall(CODE.sub("", page.read_text("utf-8"))):
        text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading.lstrip("# ")).lower()
        found[re.sub(r"[^\w\- ]", "", text).replace(" ", "-")] += 1
    return {f"{name}-{number}" if number else name for name, count in found.items() for number in range(count)}


def links(page: Path) -> list[str]:
    """The targets of a page's links and images, outside code."""
    text = re.sub(r"`[^`\n]*`", "", CODE.sub("", page.read_text("utf-8")))
    return ["".join(match) for match in LINK.findall(text)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_work_on_github(page: Path) -> None:
    for link in links(page):
        if re.match(r"https?:", link):
            continue
        path, _, anchor = unquote(link).partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert target.is_relative_to(ROOT), link
        if anchor:
            assert anchor in anchors(target), link


def build(config: Path, site: Path) -> subprocess.CompletedProcess[str]:
    """Build the documentation as ``make docs`` does."""
    command = [
        sys.executable,
        "-m",
        "mkdocs",
        "build",
        "--strict",
        "--config-file",
        str(config),
        "--site-dir",
        str(site),
    ]
    return subprocess.run(command, capture_output=True, text=True)


def test_the_documentation_builds_without_a_warning(tmp_path: Path) -> None:
    done = build(ROOT / "mkdocs-docs.yml", tmp_path / "site")
    assert done.returncode == 0, done.stderr
    built = {path.stem for path in DOCS.glob("*.md")}
    assert {path.parent.name for path in (tmp_path / "site").glob("*/index.html")} == built - {"index"}
    for page in (tmp_path / "site").rglob("*.html"):
        loaded = re.findall(
            r"<(?:script|img|link)\b[^>]*\b(?:src|href)=[\"']?(https?:[^\"'\s>]+)", page.read_text("utf-8")
        )
        assert not loaded, f"{page.name} asks a third party: {loaded}"


def test_broken_links_fail_the_build(tmp_path: Path) -> None:
    shutil.copytree(DOCS, tmp_path / "docs")
    shutil.copy(ROOT / "mkdocs-docs.yml", tmp_path)
    broken = ("nowhere.md", "records.md#nowhere", "#nowhere", "/records/", "../README.md")
    with (tmp_path / "docs/index.md").open("a") as file:
        file.writelines(f"\n[broken]({link})\n" for link in broken)
    done = build(tmp_path / "mkdocs-docs.yml", tmp_path / "site")
    assert done.returncode == 1, done.stderr
    assert "Aborted with 5 warnings" in done.stdout + done.stderr
    for link in broken:
        assert re.search(rf"WARNING.* link '{re.escape(link)}'", done.stderr), link
