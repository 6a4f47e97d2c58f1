"""The GitHub workflows, as far as they can be tested without GitHub."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from benchmarks.mutants import report
from generator.commands.cli import main
from tests.helpers.folder import ROOT, Folder
from tests.helpers.records import related_entry
from tests.helpers.repository import commit, git

PUBLISH = (ROOT / ".github/workflows/publish.yml", ROOT / "generator/commands/project/github/workflows/publish.yml")
REVIEW = (ROOT / ".github/workflows/review.yml", ROOT / "generator/commands/project/github/workflows/review.yml")
TEST, TEST_LONG, MUTANTS, PACKAGES, FUZZ, RELEASE = (
    ROOT / f".github/workflows/{name}.yml" for name in ("test", "test-long", "mutants", "packages", "fuzz", "release")
)
ALL = sorted((*ROOT.glob(".github/workflows/*"), *ROOT.glob("generator/commands/project/github/workflows/*")))
MINUTES = {"mutants.yml": 180, "fuzz.yml": 90, "test-long.yml": 90}
"""The longest time of a job; by default, 30 minutes."""
PERMISSIONS = {
    ("publish.yml", "build"): {"contents": "read", "pages": "read"},
    ("publish.yml", "deploy"): {"pages": "write", "id-token": "write"},
    ("release.yml", "attest"): {"id-token": "write", "attestations": "write"},
    ("release.yml", "publish"): {"contents": "write"},
}
"""What jobs may do in addition to reading the repository."""
PINNED = {
    "actions/attest-build-provenance": 4, "actions/cache/restore": 5, "actions/cache/save": 5, "actions/checkout": 7,
    "actions/configure-pages": 6, "actions/deploy-pages": 5, "actions/download-artifact": 8,
    "actions/setup-python": 7, "actions/upload-artifact": 7, "actions/upload-pages-artifact": 5,
}  # fmt: skip
"""The actions, with their major versions."""
_USES = re.compile(r"uses: (?P<action>[a-z/-]+)@(?P<commit>[0-9a-f]{40}) # v(?P<major>\d+)\.\d+\.\d+")


def steps(path: Path) -> list[dict[str, Any]]:
    jobs = yaml.safe_load(path.read_text("utf-8"))["jobs"]
    return [step for job in jobs.values() for step in job["steps"]]


def weaknesses(name: str, text: str) -> list[str]:
    """Return what would give a workflow, or the author of a pull request, more power than needed."""
    loaded = yaml.safe_load(text)
    events = loaded[True]  # YAML reads `on` as true
    found = [f"event {event}" for event in ("pull_request_target", "workflow_run") if event in events]
    if loaded.get("permissions") != {"contents": "read"}:
        found.append("permissions of the workflow")
    found += ["secret"] * bool(re.search(r"\bsecrets\b", text))
    found += [f"not pinned: {line.strip()}" for line in re.findall(r".*\buses:.*", text) if not _USES.search(line)]
    for job, value in loaded["jobs"].items():
        if value.get("permissions", {"contents": "read"}) != PERMISSIONS.get((name, job), {"contents": "read"}):
            found.append(f"permissions of {job}")
        actions = [step.get("uses", "").partition("@")[0] for step in value["steps"]]
        if "write" in str(value.get("permissions")) and "actions/checkout" in actions:
            found.append(f"{job} may write and runs code of the project")
        for step in value["steps"]:
            if "${{" in step.get("run", ""):
                found.append("expression in a command")
            if (
                "actions/checkout" in step.get("uses", "")
                and step.get("with", {}).get("persist-credentials") is not False
            ):
                found.append("credentials stay in the checkout")
    return found


@pytest.mark.parametrize("path", ALL, ids=lambda path: str(path.relative_to(ROOT)))
def test_workflows_have_no_power_that_they_do_not_need(path: Path) -> None:
    text = path.read_text("utf-8")
    assert weaknesses(path.name, text) == []
    jobs = yaml.safe_load(text)["jobs"].values()
    assert all(job["timeout-minutes"] <= MINUTES.get(path.name, 30) for job in jobs)


SOUND = """on: {pull_request: }
permissions:
  contents: read
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
        with:
          persist-credentials: false
      - run: make test
"""


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("make test", "make test", []),
        ("pull_request:", "pull_request_target:", ["event pull_request_target"]),
        ("pull_request:", "workflow_run:", ["event workflow_run"]),
        ("contents: read", "contents: write", ["permissions of the workflow"]),
        ("permissions:\n  contents: read\n", "", ["permissions of the workflow"]),
        ("make test", "echo ${{ github.event.pull_request.title }}", ["expression in a command"]),
        ("make test", "make test\n        env: {KEY: '${{ secrets.KEY }}'}", ["secret"]),
        ("persist-credentials: false", "fetch-depth: 0", ["credentials stay in the checkout"]),
        ("    steps:", "    permissions: {packages: read}\n    steps:", ["permissions of build"]),
        (
            "    steps:",
            "    permissions: {contents: write}\n    steps:",
            ["permissions of build", "build may write and runs code of the project"],
        ),
        (
            "@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1",
            "@v7",
            ["not pinned: - uses: actions/checkout@v7"],
        ),
    ],
)  # fmt: skip
def test_weak_workflows_are_noticed(old: str, new: str, found: list[str]) -> None:
    assert old in SOUND
    assert weaknesses("some.yml", SOUND.replace(old, new)) == found


def test_actions_are_pinned_to_one_commit_each() -> None:
    """The version behind the commit is for readers and for Dependabot."""
    pins: dict[str, set[tuple[str, str]]] = {}
    for path in ALL:
        for match in _USES.finditer(path.read_text("utf-8")):
            pins.setdefault(match["action"], set()).add((match["commit"], match["major"]))
    assert {action: [int(major) for _, major in found] for action, found in pins.items()} == {
        action: [major] for action, major in PINNED.items()
    }


@pytest.mark.parametrize(
    ("folder", "kinds"),
    [(ROOT / ".github", ["github-actions", "pip", "npm"]), (PUBLISH[1].parents[1], ["github-actions", "pip"])],
    ids=["own", "project"],
)
def test_dependabot_watches_what_is_locked(folder: Path, kinds: list[str]) -> None:
    updates = yaml.safe_load((folder / "dependabot.yml").read_text("utf-8"))["updates"]
    assert [update["package-ecosystem"] for update in updates] == kinds
    assert all(update["cooldown"]["default-days"] >= 14 for update in updates)
    if folder.name == ".github":
        _, pip, npm = updates
        assert list((ROOT / pip["directory"].strip("/")).glob("*.txt"))
        packages = ROOT.glob("*/node/package-lock.json")
        assert sorted(npm["directories"]) == sorted(f"/{path.parent.relative_to(ROOT)}" for path in packages)


def test_release_is_built_without_credentials_and_attested_before_it_is_published(tmp_path: Path) -> None:
    jobs = yaml.safe_load(RELEASE.read_text("utf-8"))["jobs"]
    assert {name: job.get("needs") for name, job in jobs.items()} == {
        "build": None, "attest": "build", "publish": "attest"
    }  # fmt: skip
    assert "permissions" not in jobs["build"]
    for name in ("attest", "publish"):
        assert not any("make " in step.get("run", "") for step in jobs[name]["steps"])
    assert jobs["attest"]["steps"][-1]["with"] == {"subject-path": "dist/*"}
    (check,) = (step for step in jobs["build"]["steps"] if "TAG" in step.get("env", {}))
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist/quicktakes_site-0.1.0.tar.gz").touch()
    codes = [
        subprocess.run(["bash", "-ec", check["run"]], cwd=tmp_path, env={**os.environ, "TAG": tag}).returncode
        for tag in ("v0.1.0", "v0.2.0", "v")
    ]
    assert codes == [0, 1, 1]


def test_linter_of_workflows_reports_an_injection(tmp_path: Path) -> None:
    """``make lint`` runs it on all workflows."""
    assert "zizmor --offline --quiet .github generator/commands/project/github\n" in (ROOT / "Makefile").read_text(
        "utf-8"
    )
    (tmp_path / ".github/workflows").mkdir(parents=True)
    weak = tmp_path / ".github/workflows/weak.yml"
    weak.write_text(SOUND.replace("make test", "echo ${{ github.event.pull_request.title }}"))
    linter = Path(sys.executable).with_name("zizmor")
    done = subprocess.run([linter, "--offline", "--format", "plain", weak], capture_output=True, text=True)
    assert done.returncode != 0
    assert "template-injection" in done.stdout


@pytest.mark.parametrize("path", PUBLISH, ids=lambda path: str(path.relative_to(ROOT)))
def test_pull_requests_build_but_never_deploy(path: Path) -> None:
    loaded = yaml.safe_load(path.read_text("utf-8"))
    deploy = loaded["jobs"]["deploy"]
    assert deploy["if"] == "github.event_name != 'pull_request'"
    assert deploy["permissions"] == {"pages": "write", "id-token": "write"}
    assert deploy["environment"]["name"] == "github-pages"
    assert loaded["concurrency"]["cancel-in-progress"] is False
    builds = [step for step in steps(path) if re.search(r"make site|quicktakes build", step.get("run", ""))]
    conditions = [step["if"] for step in builds]
    assert sorted(conditions) == ["github.event_name != 'pull_request'", "github.event_name == 'pull_request'"]
    (live,) = (step for step in builds if "!=" in step["if"])
    assert live["env"] == {
        "SITE_URL": "${{ steps.pages.outputs.base_url }}",
        "REPO_URL": "${{ github.server_url }}/${{ github.repository }}",
    }


@pytest.mark.parametrize("path", REVIEW, ids=lambda path: str(path.relative_to(ROOT)))
def test_review_workflow_reports_a_branch(path: Path, folder: Folder) -> None:
    """Run the workflow's own commands on a branch that breaks a link and adds a page."""
    top = folder.path.parent
    (top / "mkdocs.yml").write_text(
        "site_name: Name\ntheme: {name: material}\ndocs_dir: records\nplugins: [quicktakes]\n"
    )
    (top / ".gitignore").write_text("site\npreview\n.cache\nsummary\n")
    folder.add("1.md", id=1)
    commit(top)
    git(top, "checkout", "--quiet", "-b", "branch")
    folder.add("1.md", id=1, related_article1=related_entry(99))
    folder.add("2.md", id=2)
    commit(top)
    environment = {
        **os.environ, "BASE": "HEAD~1", "GITHUB_STEP_SUMMARY": str(top / "summary"), "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    printed = ""
    for step in steps(path):
        if "quicktakes" in step.get("run", ""):
            command = re.sub(r"^(\.venv/bin/)?quicktakes", f"{sys.executable} -m generator", step["run"])
            done = subprocess.run(command, shell=True, cwd=top, env=environment, capture_output=True, text=True)
            assert done.returncode == 0, (command, done.stdout, done.stderr)
            printed += done.stdout
    assert re.search(r"::warning file=records/1\.md,line=\d+,.*title=QT140", printed)
    summary = (top / "summary").read_text("utf-8")
    assert summary.startswith("**1 page added, 1 changed, 0 removed**")
    assert "links broken: 1" in summary
    assert (top / "preview/learn/medicine/questions/what-is-question-2/index.html").is_file()
    (upload,) = (step for step in steps(path) if "upload-artifact" in step.get("uses", ""))
    assert upload["with"]["path"] == "preview"


def test_mutants_workflow_shows_the_table(tmp_path: Path) -> None:
    table = report.table([], report.Equivalents({}))
    (tmp_path / "mutants.txt").write_text(f"12/370 killed\ngenerator/a.py:1\n  - | a\n\n{table}\n", "utf-8")
    (command,) = (step["run"] for step in steps(MUTANTS) if step.get("name") == "Show the table")
    values = {"RUNNER_TEMP": str(tmp_path), "GITHUB_STEP_SUMMARY": str(tmp_path / "summary")}
    subprocess.run(["bash", "-eo", "pipefail", "-c", command], env={**os.environ, **values}, check=True)
    assert (tmp_path / "summary").read_text("utf-8") == f"{table}\n"


def test_mutants_workflow_uploads_the_results() -> None:
    (upload,) = (step for step in steps(MUTANTS) if "upload-artifact" in step.get("uses", ""))
    assert ROOT / upload["with"]["path"] == report.RESULTS
    assert upload["with"]["include-hidden-files"] is True


def test_pre_commit_hooks_for_other_projects_work(folder: Folder) -> None:
    """Run each hook's command in a project without findings."""
    top = folder.path.parent
    (top / "mkdocs.yml").write_text(
        "site_name: Name\ntheme: {name: material}\ndocs_dir: records\nplugins: [quicktakes]\n"
    )
    folder.add(
        "1.md",
        id=1,
        seo={"page_description": "A description of some length that tells what it answers.", "page_keywords": "a"},
    )
    assert main(["schema"]) == 0
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert [hook["id"] for hook in hooks] == ["quicktakes-check", "quicktakes-fix", "quicktakes-schema"]
    for hook in hooks:
        name, *arguments = hook["entry"].split()
        assert name == "quicktakes"
        assert main(arguments) == 0, hook["id"]
        assert hook["language"] == "python"


class Runner:
    """Runs the shell steps of a publish workflow as far as possible without GitHub."""

    def __init__(self, top: Path, pull_request: bool, site_url: str = "") -> None:
        self.top, self.pull_request = top, pull_request
        self.temp, self.summary = top / "temp", top / "summary"
        self.temp.mkdir(exist_ok=True)
        self.env = {
            **os.environ, "RUNNER_TEMP": str(self.temp), "GITHUB_STEP_SUMMARY": str(self.summary), "SITE_URL": site_url,
            "REPO_URL": "https://github.com/user/repo", "PYTHONPATH": str(ROOT), "GITHUB_WORKSPACE": str(top),
        }  # fmt: skip

    def is_due(self, condition: str, failed: bool) -> bool:
        is_kept = (self.top / "site" / "index.html").is_file()
        return {
            "": not failed, "${{ !cancelled() }}": True,
            "github.event_name == 'pull_request'": self.pull_request and not failed,
            "github.event_name != 'pull_request'": not self.pull_request and not failed,
            "hashFiles('site/index.html') != ''": is_kept and not failed,
            "hashFiles('site/index.html') == ''": not is_kept and not failed,
        }[condition]  # fmt: skip

    def run(self, path: Path) -> tuple[list[str], str, str]:
        """Run a workflow; return the names of the steps that ran, the failed one (or nothing), and the output."""
        ran, failed, printed = [], "", ""
        for step in steps(path):
            if "run" not in step or step["run"].startswith("pip ") or not self.is_due(step.get("if", ""), bool(failed)):
                continue
            command = re.sub(r"(^|\b)quicktakes (?=report|build)", f"{sys.executable} -m generator ", step["run"])
            shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", command]
            done = subprocess.run(shell, cwd=self.top, env=self.env, capture_output=True, text=True)
            ran.append(step["name"])
            printed += done.stdout + done.stderr
            if done.returncode:
                failed = failed or step["name"]
        return ran, failed, printed


CHECK, NOTHING, WEIGHT = (
    "Check that no published address is lost", "Report that there is nothing to compare with", "Show the size of the site",
)  # fmt: skip


def test_publish_workflow_compares_with_the_last_publication(folder: Folder) -> None:
    """The workflow of a new project: first run, a change that loses a URL, the same with an alias, a site over the
    size limit; files that the cache would restore stay in the folder."""
    top, path = folder.path.parent, PUBLISH[1]
    text = "site_name: Name\ntheme: {name: material}\ndocs_dir: records\nplugins: [quicktakes]\n"
    (top / "mkdocs.yml").write_text(text)
    url = "https://user.github.io/repo"
    folder.add("1.md", id=1)
    ran, failed, printed = Runner(top, False, url).run(path)
    assert (ran, failed) == ([NOTHING, "Check and build the site", WEIGHT], "")
    assert "::notice::" in printed
    summary = (top / "summary").read_text("utf-8")
    assert all(line.startswith("    ") for line in summary.splitlines()[1:])
    assert "of 1.0 GB" in summary
    assert "https://user.github.io/repo/learn/" in (top / "site/sitemap.xml").read_text("utf-8")

    folder.add("1.md", id=1, slug="another")
    site = (top / "site/sitemap.xml").read_bytes()
    for is_pull_request in (True, False):
        ran, failed, printed = Runner(top, is_pull_request, "https://elsewhere.org/").run(path)
        assert (ran, failed) == ([CHECK, WEIGHT], CHECK)
        assert (
            "::error title=Published address is missing,file=records/1.md::/learn/medicine/questions/what-is-question-1"
            in printed
        )
    assert (top / "site/sitemap.xml").read_bytes() == site

    folder.add("1.md", id=1, slug="another", aliases=["/learn/medicine/questions/what-is-question-1"])
    ran, failed, _ = Runner(top, True).run(path)
    assert (ran, failed) == ([CHECK, "Check and build a pull request", WEIGHT], "")

    (top / "mkdocs.yml").write_text(text.replace("[quicktakes]", "[quicktakes: {budget: 1 kB}]"))
    (top / "summary").unlink()
    ran, failed, printed = Runner(top, False, url).run(path)
    assert (ran, failed) == ([CHECK, "Check and build the site", WEIGHT], "Check and build the site")
    assert "budget" in (top / "summary").read_text("utf-8")


def test_both_publish_workflows_have_the_same_steps() -> None:
    own, new = ([step.get("name") or step["uses"] for step in steps(path)] for path in PUBLISH)
    assert sorted(own) == sorted(new)
    own_steps, new_steps = ({step.get("name"): step for step in steps(path)} for path in PUBLISH)
    for name in (CHECK, NOTHING, WEIGHT):
        assert own_steps[name]["run"].removeprefix(".venv/bin/") == new_steps[name]["run"]
        assert own_steps[name].get("if") == new_steps[name].get("if")


@pytest.mark.parametrize("path", PUBLISH, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_published_sites_are_cached(path: Path) -> None:
    """A pull request compares with the published site and saves nothing; the comparison precedes the build."""
    names = [step.get("name") for step in steps(path)]
    kept, taken = (
        next(s for s in steps(path) if s.get("uses", "").startswith(f"actions/cache/{way}@"))
        for way in ("save", "restore")
    )
    assert kept["if"] == "github.event_name != 'pull_request'"
    assert kept["with"]["path"].split() == taken["with"]["path"].split() == [".cache/quicktakes", "site"]
    assert kept["with"]["key"] == taken["with"]["key"]
    order = [taken["name"], CHECK, "Check and build the site", WEIGHT, "Upload the site", kept["name"]]
    assert [name for name in names if name in order] == order
    assert yaml.safe_load(path.read_text("utf-8"))["defaults"] == {"run": {"shell": "bash"}}


def test_every_command_is_documented() -> None:
    documented = "".join(
        (ROOT / name).read_text("utf-8") for name in ("README.md", "CONTRIBUTING.md", "docs/publishing.md")
    )
    workflows = (PUBLISH[0], TEST, TEST_LONG, PACKAGES, FUZZ)
    commands = [step["run"] for path in workflows for step in steps(path) if "run" in step]
    known = [re.split(r" 2>&1| --format", command)[0].removeprefix(".venv/bin/") for command in commands]
    named = [command for command in known if not command.startswith(("test ", "echo ", "make .venv"))]
    assert len(named) == 8
    for command in named:
        assert f"`{command}`" in documented or f"\n{command}" in documented


def test_long_tests_run_weekly_and_not_in_make_test() -> None:
    plan = ["make", "--dry-run", "-C", str(ROOT)]
    for target, marks in (("test", '-m "not long"'), ("test-long", "-m long")):
        done = subprocess.run([*plan, target, "PYTEST_ARGS=-k so"], capture_output=True, text=True, check=True)
        assert f"pytest -n auto --dist worksteal {marks} -k so\n" in done.stdout
    loaded = yaml.safe_load(TEST_LONG.read_text("utf-8"))
    assert [when["cron"].split()[2:] for when in loaded[True]["schedule"]] == [
        ["*", "*", "1"]
    ]  # YAML reads `on` as true
    assert "\n.venv/bin/python -m pytest tests/project/test_wheel.py\n" in (ROOT / ".ci/run").read_text("utf-8")


def test_make_takes_the_site_url_from_the_environment(tmp_path: Path) -> None:
    plan = ["make", "--dry-run", "--always-make", "-C", str(ROOT), "site"]
    env = {"PATH": "/usr/bin:/bin"}
    given = subprocess.run(
        plan, env={**env, "SITE_URL": "https://u.github.io/r"}, capture_output=True, text=True, check=True
    )
    assert 'quicktakes build --site-url "https://u.github.io/r"' in given.stdout
    empty = subprocess.run(plan, env={**env, "SITE_URL": ""}, capture_output=True, text=True, check=True)
    assert 'quicktakes build --site-url ""' in empty.stdout
    absent = subprocess.run(plan, env=env, capture_output=True, text=True, check=True)
    assert re.search(r"quicktakes build\s*$", absent.stdout, re.MULTILINE)


def test_empty_site_url_is_refused() -> None:
    assert main(["build", "--content", str(ROOT / "content"), "--site-url", ""]) == 2


def test_pre_commit_names_commands_that_exist() -> None:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    for hook in config["repos"][0]["hooks"]:
        assert hook["entry"].split()[0].removeprefix(".venv/bin/") in ("ruff", "mypy", "quicktakes")
