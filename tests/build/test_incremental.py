"""After any sequence of changes, an incremental build leaves the same bytes as a clean build."""

from __future__ import annotations

import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, redirect_stderr
from datetime import date, datetime, timedelta
from io import StringIO
from operator import itemgetter
from pathlib import Path
from typing import Any, ClassVar
from unittest import mock

import pytest
from hypothesis import Phase
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from generator.build import index_edits, mkdocs, page_edits
from generator.build import site as site_files
from generator.commands.cli import main
from generator.library.related.nearness import Vectors
from generator.system.workers import processes
from tests.helpers.folder import ROOT, SITE_URL, Folder, tree
from tests.helpers.records import related_entry, seo, topic_text

NUMBERS = st.integers(1, 7) | st.just(-8)
TEXTS = st.sampled_from(
    [
        "An answer.",
        "Another one.",
        "First a zebra. Then an answer, longer than the others, so that the excerpt of a result must end before it does. "
        "This sentence is the rest of it, and nobody finds it in a list of results.",
        r"### First\n\nText.\n\n### Second\n\n1. **a**: b\n- c",
        r"See [the other](/learn/medicine/questions/what-is-question-2) and [a part](#first).",
        "By id: [it](/q/3), [that](/q/-8), [none](/q/99).",
        "By file: [it](3.md#second), [that](2.md), [none](none.md).",
        "Not allowed: [it](ftp://a).",
        "Words first. Not allowed: [it](ftp://a).",
        "Words first. By file: [it](3.md#second), [that](2.md), [none](none.md).",
        "By slug: [it](/learn/nursing/questions/What-Is-Question-3), [that](what-is-question-1).",
        "An ![image](image.png) and [About](about.md).",
        "An [image](image.png) and ![About](about.md).",
        r"Math $E = mc^2$ and a <b>tag</b>.",
        r"**Spleen**, spleen and the spleen.",
        "The muscle, a muscle, the muscle [1].",
    ]
)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "question": st.sampled_from(["Why?", "What now?"]),
    "slug": st.sampled_from(["x", "y"]),
    "subject": st.sampled_from(["Medicine", "Health Studies", "medicine"]),
    "draft": st.booleans(),
    "withdrawn": st.sampled_from(["", "Wrong."]),
    "body": st.sampled_from(["\n&nbsp;", "\nMore."]),
    "seo": st.sampled_from(["nerve", "Nerves, tag", "muscle, nerve", ""]).map(seo)
    | st.just({"page_keywords": "nerve"}),
    "same_as": st.sampled_from([None, 1, 2]),
    "no_index": st.booleans(),
    "canonical": st.sampled_from([None, "https://example.org/x", f"{SITE_URL}q/1/"]),
    "date": st.sampled_from(["2024-11-27", "2024-11-28"]),
    "updated": st.sampled_from([None, "2024-11-28"]),
    "publish_on": st.sampled_from([None, "2030-01-01", "2030-01-03"]),
    "reviewed_by": st.sampled_from([None, "ann"]),
    "sources": st.sampled_from([None, ["A book"]]),
    "related_article1": NUMBERS.map(related_entry),
}
"""Possible values of keys."""
ORGANS = "heart liver kidney spleen lung muscle nerve skin brain stomach bone".split()
OUTPUTS = [
    "pages,listings,redirects,search,sitemap,robots,feeds,llms,study,twins",
    "listings,sitemap,twins",
    "pages,redirects",
    "pages,listings,redirects,anki",
]
CONFIG = "site_name: {name}\ntheme: {{name: material, custom_dir: mine}}\ndocs_dir: records\nnav: {nav}\nplugins: [{{quicktakes: {options}}}]\n"
OPTIONS = [
    "{severity: {QT150: warning, QT151: warning}}",
    "{}",
    "{colour: '#224466'}",
    "{abbreviations: {ECG: answer}, review: {unreviewed: noindex}}",
]
PATHS = [
    "nothing changed", "pages of edited answers", "index of edited answers", "index in part", "whole index",
    "relations in part", "all relations", "MkDocs",
]  # fmt: skip
"""The ways in which builds save work, and those in which they do all of it."""


def simple(number: int) -> dict[str, object]:
    """One of many records: some have no description, and each is near to few others."""
    organ, other = ORGANS[number % 11], ORGANS[number % 7]
    values = {
        "id": number,
        "question": f"How does the {organ} change the {other}?",
        "seo": seo(f"{organ} {number % 5}"),
    }
    if number % 3 == 0:
        values["seo"] = {"page_keywords": organ}
    return {**values, "answer": f"The **{organ}** is number {number}."}


@contextmanager
def noted(seen: Counter[str]) -> Iterator[None]:
    """Count the ``PATHS`` that builds take."""

    def note(owner: object, name: str, path: Callable[[tuple[Any, ...], Any], str]) -> Any:
        original = getattr(owner, name)

        def noting(*arguments: Any) -> Any:
            result = original(*arguments)
            seen[path(arguments, result)] += 1
            return result

        return mock.patch.object(owner, name, noting)

    with ExitStack() as stack:
        for patch in (
            note(page_edits, "make", lambda given, _: f"{'pages of edited answers' if given[1].changed else 'nothing changed'}"),
            note(index_edits, "edited", lambda *_: "index of edited answers"),
            note(index_edits, "changed", lambda _, found: "index in part" if found else "no index in part"),
            note(site_files, "whole_index", lambda *_: "whole index"),
            note(Vectors, "nearest_of", lambda given, _: f"{'all relations' if len(given[1]) == len(given[0].ids) else 'relations in part'}"),
            note(mkdocs, "render", lambda *_: "MkDocs"),
        ):  # fmt: skip
            stack.enter_context(patch)
        yield


class Site(RuleBasedStateMachine):
    """A project that changes at random, and the site that incremental builds make of it.

    Each change is followed by an incremental build. Every third build, and every one that takes the short cut for edited
    answers, is compared with a clean build.
    """

    paths: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp(prefix="quicktakes-incremental-"))
        self.folder = Folder(self.root / "records", self.root / "site")
        self.records: dict[str, dict[str, object]] = {}
        (self.root / "mine" / "assets").mkdir(parents=True)
        self.outputs = OUTPUTS[0]
        self.day = date(2030, 1, 2)
        self.steps = 0

    def teardown(self) -> None:
        shutil.rmtree(self.root)

    def write(self, name: str) -> None:
        self.folder.add(name, **self.records[name])  # type: ignore[arg-type]

    def some(self, data: st.DataObject, most: int = 1) -> list[str]:
        """Names of records; none if there are none."""
        if not self.records:
            return []
        return data.draw(st.lists(st.sampled_from(sorted(self.records)), min_size=1, max_size=most, unique=True))

    @initialize(count=st.sampled_from([0, 0, 1, 10, 20, 45]))
    def begin(self, count: int) -> None:
        for begin in (self.configure, self.author, self.person):
            begin(itemgetter(0))
        for number in range(100, 100 + count):
            self.records[f"many/{number}.md"] = simple(number)
            self.write(f"many/{number}.md")
        self.add(1, "An answer.", 2)
        self.add(2, "An answer.", 1)

    @rule(number=NUMBERS, text=TEXTS, other=NUMBERS)
    def add(self, number: int, text: str, other: int) -> None:
        related = {"related_article1": related_entry(other)} if other != number else {}
        self.records[f"{number}.md"] = {"id": number, "answer": text, **related}
        if number % 2:
            self.records[f"{number}.md"]["seo"] = {"page_keywords": "nerve, muscle"}  # without a description
        self.write(f"{number}.md")

    @rule(data=st.data(), most=st.sampled_from([1, 1, 4, 60]), text=TEXTS)
    def answer(self, data: st.DataObject, most: int, text: str) -> None:
        for name in self.some(data, most):
            self.records[name]["answer"] = text
            self.write(name)

    @rule(data=st.data())
    def reword(self, data: st.DataObject) -> None:
        """Change answers in nothing that others see, and sometimes another record in what they do."""
        for name in self.some(data, 3):
            old = str(self.records[name]["answer"])
            self.records[name]["answer"] = f"{self.steps}{self.steps % 4 * ' or so'}: {old.rpartition(': ')[2]}"
            self.write(name)
        if data.draw(st.sampled_from([False, False, False, True])):
            self.edit(data, data.draw(st.sampled_from(list(VALUES))))

    @rule(data=st.data(), key=st.sampled_from(list(VALUES)))
    def edit(self, data: st.DataObject, key: str) -> None:
        for name in self.some(data):
            self.records[name][key] = data.draw(VALUES[key])
            self.write(name)

    @rule(data=st.data())
    def rearrange(self, data: st.DataObject) -> None:
        for name in self.some(data):
            change = data.draw(st.sampled_from([self.delete, self.rename, self.file_elsewhere]))
            change(name, lambda values: data.draw(st.sampled_from(values)))

    def delete(self, name: str, one: Callable[..., Any]) -> None:
        del self.records[name]
        (self.folder.path / name).unlink()

    def rename(self, name: str, one: Callable[..., Any]) -> None:
        new = one(["new.md", "deep/er.md"])
        if new not in self.records:
            self.records[new] = self.records.pop(name)
            (self.folder.path / new).parent.mkdir(exist_ok=True)
            (self.folder.path / name).rename(self.folder.path / new)

    def file_elsewhere(self, name: str, one: Callable[..., Any]) -> None:
        """Add another file of an article; with its own text, it disagrees with the first."""
        subject = one(["Nursing", "Biology"])
        values = {**self.records[name], "subject": subject, "aliases": [f"/old/{subject.lower()}"]}
        values |= one([{}, {"primary": True}]) | one([{}, {"answer": "An answer."}, {"answer": "By id: [it](/q/3)."}])
        self.records[f"{subject[0]}-{name.replace('/', '-')}"] = values
        self.write(f"{subject[0]}-{name.replace('/', '-')}")

    @rule(data=st.data())
    def surround(self, data: st.DataObject) -> None:
        """Change something else than a record."""
        changes: list[Callable[[Callable[..., Any]], None]]
        changes = [self.configure, self.author, self.picture, self.template, self.lose, self.topic, self.person,
                   self.leave_out, self.check_out, self.wait, self.remember_nothing]  # fmt: skip
        data.draw(st.sampled_from(changes))(lambda values: data.draw(st.sampled_from(values)))

    def configure(self, one: Callable[..., Any]) -> None:
        nav = one(["[{About: about.md}]", "[1.md, about.md]"])
        text = CONFIG.format(name=one(["Name", "Other"]), nav=nav, options=one(OPTIONS))
        (self.root / "mkdocs.yml").write_text(text)

    def author(self, one: Callable[..., Any]) -> None:
        text = one(["Words.", "# Title\n\nOther words, [a record](1.md)."])
        self.folder.add("about.md", text)
        self.folder.add("index.md", text)

    def picture(self, one: Callable[..., Any]) -> None:
        if one([False, True]):
            self.folder.add("image.png", b"\x89PNG")
        else:
            (self.folder.path / "image.png").unlink(missing_ok=True)

    def template(self, one: Callable[..., Any]) -> None:
        (self.root / "mine" / "footer.html").write_text(one(["{{ site.disclaimer }}", "<p>{{ site.name }}</p>"]))

    def lose(self, one: Callable[..., Any]) -> None:
        """Remove a file of the site, or put a folder in its place."""
        files = sorted(tree(self.folder.site)) if self.folder.site.exists() else []
        if files:
            (self.folder.site / one(files)).unlink()
            (self.folder.site / "learn" / "foreign").mkdir(parents=True, exist_ok=True)
            (self.folder.site / "learn" / "foreign" / "file").touch()

    def topic(self, one: Callable[..., Any]) -> None:
        if one([False, True]):
            synonyms, requires = one([[], ["muscle"], ["spleen", "question"]]), one([[], ["Tag"]])
            text = topic_text(
                one(["Answer", "Word"]), one(["An answer of it.", "Other."]), requires=requires, synonyms=synonyms
            )
            self.folder.add("topics/a.md", text)
            self.folder.add("topics/tag.md", topic_text("Tag", "Of an answer."))
        else:
            (self.folder.path / "topics" / "a.md").unlink(missing_ok=True)

    def person(self, one: Callable[..., Any]) -> None:
        self.folder.add("people.yml", f"ann: {{name: {one(['Ann Writer', 'Ann Reader'])}}}\n")

    def leave_out(self, one: Callable[..., Any]) -> None:
        self.outputs = one(OUTPUTS)

    def check_out(self, one: Callable[..., Any]) -> None:
        """Simulate a fresh checkout: the same bytes with new times."""
        for path in self.folder.path.rglob("*.md"):
            os.utime(path)

    def remember_nothing(self, one: Callable[..., Any]) -> None:
        shutil.rmtree(self.root / "state", ignore_errors=True)

    def wait(self, one: Callable[..., Any]) -> None:
        self.day += timedelta(days=one([1, -1, 2]))

    def run(self, *arguments: str) -> int:
        """Run a command on the day that it is in this project."""
        seconds = (self.day - date(1970, 1, 1)).days * 86_400
        with mock.patch.dict(os.environ, {"SOURCE_DATE_EPOCH": str(seconds)}):
            return main([*arguments, "--config", str(self.root / "mkdocs.yml"), "--jobs", "1"])

    def build(self, site: str, state: str, *options: str) -> tuple[int, str]:
        """The exit code and the findings of a build."""
        with redirect_stderr(StringIO()) as told:
            code = self.run(
                "build", "--site-dir", str(self.root / site), "--keep-going", "--state", str(self.root / state),
                "--site-url", SITE_URL, "--outputs", self.outputs, *options,
            )  # fmt: skip
        assert code in (0, 1), told.getvalue()
        return code, told.getvalue()

    @invariant()
    def incremental_equals_clean(self) -> None:
        if not (self.root / "mkdocs.yml").exists():
            return
        ways: Counter[str] = Counter()
        with noted(ways):
            told = self.build("site", "state")
        self.paths.update(ways)
        self.steps += 1
        if self.steps % 3 == 0 or ways["pages of edited answers"]:
            assert told == self.build("clean", "none", "--clean")
            expected, found = tree(self.root / "clean"), tree(self.folder.site)
            assert found.keys() == expected.keys()
            assert [path for path in found if found[path] != expected[path]] == []


def run(machine: type[RuleBasedStateMachine], examples: int, steps: int) -> None:
    """Run a state machine in the same way each time. A failing history is not shortened, which would take minutes."""
    settings = hypothesis_settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, derandomize=True, phases=[Phase.generate]
    )
    run_state_machine_as_test(machine, settings=settings)


def test_incremental_equals_clean(monkeypatch: pytest.MonkeyPatch) -> None:
    """It also reports the same, and the changes are varied enough to reach all ways to save work."""
    monkeypatch.setattr(Site, "paths", Counter())
    run(Site, 8, 15)
    missing = set(PATHS) - Site.paths.keys()
    assert not missing, Site.paths


@pytest.mark.long
def test_incremental_equals_clean_in_long_histories() -> None:
    run(Site, 100, 40)


def in_a_process(folder: Folder, code: str) -> str:
    """Return the output of a build in its own process; ``code`` runs after it."""
    arguments = ["build", "--content", str(folder.path), "--site-dir", str(folder.site), "--state", "state"]
    arguments += ["--site-url", SITE_URL]
    script = (
        f"import sys; from generator.commands.cli import main; status = main({arguments!r}); {code}; sys.exit(status)"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.run(
        [sys.executable, "-c", script], cwd=folder.path.parent, env=env, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


def make_older(*paths: Path) -> None:
    """Set files' times an hour back. Times are trusted if nothing else can be written at that time."""
    for path in paths:
        time = path.stat().st_mtime_ns - 3_600 * 10**9
        os.utime(path, ns=(time, time))


def counts(output: str) -> list[int]:
    """Numbers of written, unchanged and removed files that a build reports."""
    found = re.search(r"([\d,]+) files? written, ([\d,]+) unchanged, ([\d,]+) removed", output)
    assert found is not None, output
    return [int(number.replace(",", "")) for number in found.groups()]


def test_edited_answer_rebuilds_one_page_without_mkdocs(folder: Folder) -> None:
    for number in range(1, 5):
        folder.add(f"{number}.md", id=number, related_article1=related_entry(number % 4 + 1))
    make_older(*folder.path.iterdir())
    folder.build()
    folder.add("1.md", id=1, answer="New words.", related_article1=related_entry(2))
    make_older(*folder.path.iterdir())
    lazy = "assert not {'mkdocs', 'generator.build.mkdocs', 'rapidfuzz'} & set(sys.modules)"
    before = folder.tree()
    in_a_process(folder, code=lazy)
    changed = {path for path, data in folder.tree().items() if before.get(path) != data}
    page = "learn/medicine/questions/what-is-question-1/index.html"
    assert {path for path in changed if not path.startswith("search/")} == {page}
    assert "New words." in folder.read(page)
    assert counts(in_a_process(folder, code=lazy + "; assert 'jinja2' not in sys.modules"))[0] == 0


def test_new_title_rebuilds_the_pages_that_show_it(folder: Folder) -> None:
    for number in range(1, 6):
        folder.add(f"{number}.md", id=number, related_article1=related_entry(min(number + 1, 5)))
    folder.build()
    before = folder.tree()
    folder.add("3.md", id=3, question="Another title?", slug="what-is-question-3", related_article1=related_entry(4))
    folder.build()
    after = folder.tree()
    changed = {path for path in after if after[path] != before.get(path) and not path.startswith("search/")}
    titles = (b"What is question 3?", b"Another title?")
    printing = {path for tree in (before, after) for path, data in tree.items() if any(t in data for t in titles)}
    assert {path for path in changed if path.endswith(".html")} <= printing
    assert changed >= {f"learn/medicine/questions/what-is-question-{number}/index.html" for number in (2, 3, 4)} | {
        "index.html",
        "a-z/index.html",
        "learn/medicine/index.html",
        "learn/medicine/a-z/index.html",
    }


def test_changed_file_times_rebuild_nothing(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("1.md", id=1)
    folder.build()
    make_older(*folder.path.iterdir())
    capsys.readouterr()
    folder.build()
    assert counts(capsys.readouterr().out) == [0, len(folder.tree()), 0]


def test_scheduled_record_appears_on_its_date(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.add("1.md", id=1)
    folder.add("2.md", id=2, publish_on="2030-01-02")
    page = folder.site / "learn/medicine/questions/what-is-question-2/index.html"
    for day, there in (("2030-01-01", False), ("2030-01-02", True), ("2030-01-01", False)):
        moment = datetime.fromisoformat(f"{day}T12:00:00+00:00")
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(moment.timestamp())))
        folder.build()
        assert page.exists() == there


def test_findings_are_reported_in_every_build(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("1.md", id=1, answer="First.\\n\\n<b>raw</b>", related_article1=related_entry(9))
    folder.add("2.md", id=2)
    told = []
    for answer in ("One.", "One.", "Other."):
        folder.add("2.md", id=2, answer=answer)
        folder.build()
        told.append(capsys.readouterr().err)
    assert told[0] == told[1] == told[2]
    assert "QT140" in told[0]
    assert "QT162" in told[0]


def test_line_of_a_finding_is_updated(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    entry = related_entry(9)
    folder.add("1.md", id=1, answer="One.", related_article1=entry)
    folder.build()
    first = capsys.readouterr().err
    text = (folder.path / "1.md").read_text().replace("answer: One.", "answer: |-\n  One.\n  Two.")
    folder.add("1.md", text)
    folder.build()
    line = re.compile(r"1\.md:(\d+):")
    found = [int(match[1]) for shown in (first, capsys.readouterr().err) if (match := line.search(shown))]
    assert found[1] == found[0] + 2


@pytest.mark.parametrize("harm", ["cut", "noise", "foreign", "older", "flipped", "text", "folder"])
def test_damaged_state_is_ignored(folder: Folder, harm: str) -> None:
    folder.add("1.md", id=1)
    folder.add("2.md", id=2)
    folder.build()
    state = folder.path.parent / "state" / "state.sqlite"
    data = bytearray(state.read_bytes())
    if harm == "cut":
        state.write_bytes(data[: len(data) // 2])
    elif harm == "noise":
        state.write_bytes(os.urandom(5000))
    elif harm == "text":
        state.write_text("not a database")
    elif harm == "folder":
        state.unlink()
        state.mkdir()
    elif harm == "flipped":
        for at in range(100, len(data), 37):
            data[at] ^= 0xFF
        state.write_bytes(data)
    else:
        with closing(sqlite3.connect(state, isolation_level=None)) as connection:
            connection.execute("PRAGMA user_version = 0" if harm == "older" else "PRAGMA application_id = 7")
    folder.add("2.md", id=2, question="A new title?", slug="what-is-question-2")
    folder.build()
    expected = folder.path.parent / "clean"
    assert (
        main(["build", "--content", str(folder.path), "--site-dir", str(expected), "--site-url", SITE_URL, "--clean"])
        == 0
    )
    assert tree(folder.site) == tree(expected)


def test_flipped_byte_in_the_state_does_no_harm(folder: Folder) -> None:
    folder.add("1.md", id=1)
    folder.add("2.md", id=2)
    folder.build()
    expected = folder.tree()
    state = folder.path.parent / "state" / "state.sqlite"
    data = state.read_bytes()
    for at in random.Random(3).sample(range(len(data)), 40):
        harmed = bytearray(data)
        harmed[at] ^= 0x55
        state.write_bytes(harmed)
        folder.build()
        assert folder.tree() == expected, at


def test_many_edited_answers_equal_a_clean_build(folder: Folder) -> None:
    for text in ("First.", "Second zebra."):
        for number in range(1, 61):
            folder.add(f"{number}.md", id=number, answer=f"{text} {number}")
        folder.build()
    expected = folder.path.parent / "clean"
    arguments = ["--content", str(folder.path), "--site-dir", str(expected), "--site-url", SITE_URL, "--clean"]
    assert main(["build", *arguments]) == 0
    assert tree(folder.site) == tree(expected)


def clean_tree(folder: Folder, *options: str) -> dict[str, bytes]:
    """Every file of the same site, built without a state."""
    site = folder.path.parent / "clean"
    arguments = ["--content", str(folder.path), "--site-dir", str(site), "--state", "none", "--site-url", SITE_URL]
    assert main(["build", "--clean", *arguments, *options]) == 0
    return tree(site)


@pytest.mark.parametrize("outputs", ["listings", "redirects,search", "search,sitemap"])
def test_edited_answer_in_a_site_without_record_pages(folder: Folder, outputs: str) -> None:
    folder.add("1.md", id=1, related_article1=related_entry(2))
    folder.add("2.md", id=2)
    folder.build()
    folder.build("--outputs", outputs)
    folder.add("1.md", id=1, answer="Other words.", related_article1=related_entry(2))
    folder.build("--outputs", outputs)
    assert folder.tree() == clean_tree(folder, "--outputs", outputs)


@pytest.mark.parametrize("values", [{"draft": True}, {"same_as": 1}])
def test_edited_answer_of_a_record_that_lost_its_page(
    folder: Folder, values: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "SHARD", 1)  # no other page of its shard needs a rebuild
    options = ("--jobs", "1", "--outputs", "pages,redirects")
    folder.add("1.md", id=1)
    folder.add("2.md", id=2)
    folder.build(*options)
    for answer in ("An answer.", "Other words."):
        folder.add("2.md", id=2, answer=answer, **values)  # type: ignore[arg-type]
        folder.build(*options)
    assert folder.tree() == clean_tree(folder, *options)


def test_edited_answer_after_a_scheduled_record_appeared(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """A scheduled record changes the pages that refer to it, although no file has changed."""
    folder.add("1.md", id=1, related_article1=related_entry(2))
    folder.add("2.md", id=2, publish_on="2030-01-02")
    for day in (1, 3):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(datetime.fromisoformat(f"2030-01-0{day}T12:00Z").timestamp())))
        folder.build()
    folder.add("1.md", id=1, answer="Other words.", related_article1=related_entry(2))
    folder.build()
    assert folder.tree() == clean_tree(folder)


def test_search_after_builds_without_it(folder: Folder) -> None:
    folder.add("1.md", id=1)
    folder.add("2.md", id=2)
    folder.build()
    folder.add("1.md", id=1, answer="A zebra.")
    folder.build("--outputs", "pages")
    folder.build()
    folder.add("1.md", id=1)
    folder.build()
    assert folder.tree() == clean_tree(folder)


def test_edited_answer_after_builds_with_fewer_outputs(folder: Folder) -> None:
    folder.add("1.md", id=1, related_article1=related_entry(2))
    folder.add("2.md", id=2)
    folder.build()
    folder.add("2.md", id=2, question="Another title?", slug="what-is-question-2")
    folder.build("--outputs", "listings")
    folder.build()
    folder.add("1.md", id=1, answer="Other words.", related_article1=related_entry(2))
    folder.build()
    assert folder.tree() == clean_tree(folder)


@pytest.mark.parametrize("outputs", ["pages", "listings"])
def test_foreign_folders_in_the_site_are_removed(folder: Folder, outputs: str) -> None:
    folder.add("1.md", id=1)
    folder.build("--outputs", outputs)
    for name in ("foreign", "learn/foreign", "learn/medicine/foreign"):
        (folder.site / name).mkdir(parents=True)
        (folder.site / name / "file").touch()
        folder.build("--outputs", outputs)
        assert folder.tree() == clean_tree(folder, "--outputs", outputs)


def test_edits_that_fix_and_cause_an_error_of_the_configuration(folder: Folder) -> None:
    """Whoever reads the files does not know the configuration's severities."""
    folder.add("2.md", id=2)
    for severity, answer, there in (
        ("error", "<b>raw</b>", False),
        ("error", "raw", True),
        ("off", "raw", True),
        ("off", "<b>raw</b>", True),
        ("error", "<b>raw</b>", False),
        ("error", "raw", True),
        ("error", "<b>raw</b>", False),
    ):
        options = f"plugins: [quicktakes: {{severity: {{QT162: {severity}}}}}]"
        (folder.path.parent / "mkdocs.yml").write_text(f"site_name: S\ntheme: material\ndocs_dir: records\n{options}\n")
        folder.add("1.md", id=1, answer=answer)
        assert folder.run("build", "--keep-going", "--site-url", SITE_URL) == (0 if there else 1)
        assert ("What is question 1?" in folder.read("a-z/index.html")) == there
        assert (folder.site / "learn/medicine/questions/what-is-question-1/index.html").exists() == there
