"""The project's own content: free of findings, complete and connected."""

from __future__ import annotations

import json
import math
import posixpath
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from generator.catalogue import catalogue
from generator.catalogue.catalogue import Loaded
from generator.config.settings import read_settings
from tests.helpers.folder import ROOT

EXAMPLES = json.loads(Path(__file__).with_name("worked_examples.json").read_text("utf-8"))
SAMPLES = {54655, 39108, 54644, 54648, 54639, 54646, 54641}


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    settings = read_settings(ROOT / "mkdocs.yml")
    settings = replace(settings, policy=settings.policy.at("check"))
    return catalogue.load(settings)


def test_own_content_has_no_findings(loaded: Loaded) -> None:
    assert loaded.findings == ()


def test_own_content_has_enough_records(loaded: Loaded) -> None:
    records = loaded.library.listed
    assert len(records) >= 120
    assert {record.id for record in records} >= SAMPLES
    assert {subject.name for subject in loaded.library.subjects.values()} == {"Medicine", "Health Studies"}


def test_every_record_is_complete(loaded: Loaded) -> None:
    for record in loaded.library.listed:
        assert 3 <= len(loaded.library.related(record)) <= 5, record.path
        assert 120 <= len(record.seo.description) <= 160, record.path
        assert 5 <= len(record.seo.keywords) <= 12, record.path
        assert 200 <= loaded.rendered[record.path].words <= 600, record.path
        assert record.ledger.provenance == "model", record.path
        assert record.ledger.sources, record.path
        assert record.date <= date(2026, 11, 30), record.path


def test_every_record_is_linked_from_another(loaded: Loaded) -> None:
    alone = [record.path for record in loaded.library.listed if record.id not in loaded.library.backlinks]
    assert alone == []


def test_every_topic_is_complete(loaded: Loaded, own_site: Path) -> None:
    """Every topic names its source, and at least three records link to it."""
    pages = [path.read_text("utf-8") for path in own_site.glob("learn/*/questions/*/index.html")]
    for topic in loaded.topics.all:
        assert topic.ledger.provenance == "model", topic.path
        assert topic.ledger.sources, topic.path
        assert sum(f"/topics/{topic.url.rsplit('/')[-1]}/" in html for html in pages) >= 3, topic.path


def test_every_record_is_within_three_clicks_of_home(loaded: Loaded, own_site: Path) -> None:
    reached, newest = {""}, {""}
    for _ in range(3):
        linked: set[str] = set()
        for page in newest:
            html = (own_site / page / "index.html").read_text("utf-8").partition("<main")[2]
            hrefs = re.findall(r'<a [^>]*?href="([^"#?:]*/)"', html)
            linked |= {posixpath.normpath(posixpath.join("/", page, href)).strip("/") for href in hrefs}
        newest = {page for page in linked - reached if (own_site / page / "index.html").exists()}
        reached |= newest
    assert {record.url.strip("/") for record in loaded.library.listed} <= reached


def test_own_content_uses_every_part_of_the_dialect(own_site: Path) -> None:
    html = "".join(path.read_text("utf-8") for path in own_site.glob("learn/*/questions/*/index.html"))
    for part in ("<ol>", "<ul>", "<table>", "<h2", "<math", 'display="block"', "<strong>"):
        assert part in html
    assert re.search(r"<li>[^<]*<strong>.*?</strong>.*?\n<ul>", html)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"{example['id']}: {example['what']}")
def test_worked_examples_are_correct(example: dict[str, Any], loaded: Loaded) -> None:
    """Compute the numbers of an answer again; the answer must print the same result."""
    value = eval(example["expression"], {"math": math})
    assert abs(value - example["result"]) <= example["tolerance"]
    path = loaded.library.by_id[example["id"]].path
    text = (ROOT / "content" / path).read_text("utf-8").replace("\\n", "\n")
    assert example["shown"] in text


def test_enough_worked_examples_are_listed() -> None:
    assert len(EXAMPLES) >= 150
    assert len({example["id"] for example in EXAMPLES}) >= 60
