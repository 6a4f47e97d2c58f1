"""Incremental builds equal clean builds when people, reviews, dates and their configuration change."""

from __future__ import annotations

import os
import shutil
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from generator.commands.cli import main
from tests.build.test_incremental import run
from tests.helpers.folder import SITE_URL, Folder, tree
from tests.helpers.records import topic_text

NUMBERS = st.integers(1, 4)
START = date(2026, 1, 10)
DAYS = st.sampled_from([None, "2025-06-01", "2026-01-09", "2026-01-12", "2026-02-20"])
WHO = st.sampled_from([None, "ann", "bo-li", "nobody"])
PEOPLE = st.sampled_from(
    [
        None,
        "ann: {name: Ann Writer, role: Neurologist}\nbo-li: {name: Bo Li}\n",
        "ann: {name: Ann Reader, url: https://example.org/ann}\n",
        "bo-li: {name: Bo Li}\nann: {role: Neurologist}\n",
        "ann: {name: QuickTakes}\n",
    ]
)
SOURCES = st.sampled_from([None, ["A book"], [{"title": "A", "doi": "10.1000/182"}, {"title": "B", "year": "2020"}]])
CORRECTIONS = st.sampled_from(
    [None, [{"date": "2026-01-05", "text": "A dose."}], [{"date": "2026-01-20", "text": "A."}]]
)
OPTIONS = st.sampled_from(
    [
        "{}",
        "{review: {unreviewed: noindex}}",
        "{review: {overdue: noindex}}",
        "{review: {overdue: nothing}, severity: {QT181: warning}}",
        "{severity: {QT181: off, QT233: error}, abbreviations: {ECG: electrocardiogram}}",
    ]
)
CONFIG = "site_name: Name\ntheme: {{name: material}}\ndocs_dir: records\nplugins:\n  - quicktakes: {options}\n"


class Trusting(RuleBasedStateMachine):
    """A project whose people, reviews and dates change; one site is built clean each time, one incrementally."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp(prefix="quicktakes-trust-"))
        self.folder = Folder(self.root / "records", self.root / "site")
        self.folder.path.mkdir()
        self.records: dict[int, dict[str, Any]] = {}
        self.day = START

    def teardown(self) -> None:
        shutil.rmtree(self.root)

    @initialize(options=OPTIONS, people=PEOPLE)
    def begin(self, options: str, people: str | None) -> None:
        self.configure(options)
        self.people(people)
        self.write(1, "ann", "2025-06-01", "2026-01-12", "QuickTakes")
        self.write(2, None, None, None, "Bo Li")

    @rule(number=NUMBERS, who=WHO, last=DAYS, due=DAYS, author=st.sampled_from(["QuickTakes", "ann", "Bo Li"]))
    def write(self, number: int, who: str | None, last: str | None, due: str | None, author: str) -> None:
        values = {"reviewed_by": who, "last_reviewed": last, "review_due": due, "author": author}
        self.records[number] = {**self.records.get(number, {"id": number}), **values}
        self.folder.add(f"{number}.md", **self.records[number])

    @rule(
        number=NUMBERS, sources=SOURCES, corrections=CORRECTIONS, provenance=st.sampled_from([None, "human", "model"])
    )
    def ground(self, number: int, sources: object, corrections: object, provenance: object) -> None:
        if number in self.records:
            self.records[number] |= {"sources": sources, "corrections": corrections, "provenance": provenance}
            self.folder.add(f"{number}.md", **self.records[number])

    @rule(number=NUMBERS, answer=st.sampled_from(["An ECG [1].", "Words [1, 2].", "See [it](#source-2)."]))
    def answer(self, number: int, answer: str) -> None:
        if number in self.records:
            self.records[number]["answer"] = answer
            self.folder.add(f"{number}.md", **self.records[number])

    @rule(number=NUMBERS, publish_on=DAYS, withdrawn=st.sampled_from([None, "Wrong."]))
    def hide(self, number: int, publish_on: str | None, withdrawn: str | None) -> None:
        if number in self.records:
            self.records[number] |= {"publish_on": publish_on, "withdrawn": withdrawn}
            self.folder.add(f"{number}.md", **self.records[number])

    @rule(number=NUMBERS)
    def remove(self, number: int) -> None:
        """Remove a record; another one takes over its permanent link."""
        if self.records.pop(number, None) is not None:
            (self.folder.path / f"{number}.md").unlink()
            other = next(iter(self.records), None)
            if other is not None:
                self.records[other]["aliases"] = [f"/q/{number}"]
                self.folder.add(f"{other}.md", **self.records[other])

    @rule(who=WHO, last=DAYS, due=DAYS, synonyms=st.sampled_from([[], ["ECG"]]))
    def topic(self, who: str | None, last: str | None, due: str | None, synonyms: list[str]) -> None:
        values = {"reviewed_by": who, "last_reviewed": last, "review_due": due}
        kept = {key: value for key, value in values.items() if value is not None}
        self.folder.add("t.md", topic_text("Nerve", synonyms=synonyms, **kept))

    @rule(people=PEOPLE)
    def people(self, people: str | None) -> None:
        if people is None:
            (self.folder.path / "people.yml").unlink(missing_ok=True)
        else:
            self.folder.add("people.yml", people)

    @rule(options=OPTIONS)
    def configure(self, options: str) -> None:
        (self.root / "mkdocs.yml").write_text(CONFIG.format(options=options))

    @rule(days=st.sampled_from([1, 3, 40, -2]))
    def wait(self, days: int) -> None:
        self.day += timedelta(days=days)

    def run(self, *arguments: str) -> int:
        seconds = (self.day - date(1970, 1, 1)).days * 86_400
        with mock.patch.dict(os.environ, {"SOURCE_DATE_EPOCH": str(seconds)}):
            return main([*arguments, "--config", str(self.root / "mkdocs.yml")])

    def build(self, site: str, state: str, *options: str) -> int:
        return self.run(
            "build", "--site-dir", str(self.root / site), "--keep-going", "--state", str(self.root / state), "--site-url",
            SITE_URL, "--outputs", "pages,listings,redirects,search,sitemap,robots,feeds,llms,twins", *options,
        )  # fmt: skip

    @invariant()
    def incremental_equals_clean(self) -> None:
        if not (self.root / "mkdocs.yml").exists():
            return
        assert self.build("clean", "none", "--clean", "--jobs", "1") == self.build("site", "state")
        expected, found = tree(self.root / "clean"), tree(self.folder.site)
        assert found.keys() == expected.keys()
        assert [path for path in found if found[path] != expected[path]] == []

    @invariant()
    def a_check_tells_the_same_with_and_without_memory(self) -> None:
        if not (self.root / "mkdocs.yml").exists():
            return
        told = []
        for state in ("check", "none"):
            shutil.rmtree(self.root / "none" / "check", ignore_errors=True)
            with mock.patch("click.echo") as echo:
                code = self.run("check", "--format", "json", "--info", "--state", str(self.root / state))
            told.append((code, [call.args for call in echo.call_args_list]))
        assert told[0] == told[1]
        assert told[0][1]


def test_incremental_equals_clean_for_people_and_reviews() -> None:
    run(Trusting, 5, 12)


@pytest.mark.long
def test_incremental_equals_clean_for_long_histories_of_people_and_reviews() -> None:
    run(Trusting, 100, 30)
