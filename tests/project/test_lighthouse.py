"""The tables that ``make lighthouse`` makes of Lighthouse reports, and its server. Chromium is not started here."""

from __future__ import annotations

import gzip
import socket
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from benchmarks import lighthouse, server


def report(speed: float = 1, seo: float = 1, **audits: dict[str, Any]) -> dict[str, Any]:
    """Return a Lighthouse report, reduced to the parts that are read; extra audits belong to SEO."""
    usual: dict[str, Any] = {
        "network-requests": {
            "score": 1,
            "scoreDisplayMode": "informative",
            "details": {
                "items": [
                    {"resourceType": "Document", "transferSize": 4000},
                    {"resourceType": "Stylesheet", "transferSize": 23_500},
                    {"resourceType": "Script", "transferSize": 2000},
                ]
            },
        },
        "cumulative-layout-shift": {
            "score": 0.99, "scoreDisplayMode": "numeric", "numericValue": 0.0437, "title": "Cumulative Layout Shift",
        },
    }  # fmt: skip
    scores = {"performance": speed, "accessibility": 1, "best-practices": 1, "seo": seo}
    references = {"performance": ["cumulative-layout-shift"], "seo": list(audits)}
    return {
        "requestedUrl": "http://127.0.0.1:1/",
        "audits": usual | audits,
        "categories": {
            name: {"score": score, "auditRefs": [{"id": audit} for audit in references.get(name, [])]}
            for name, score in scores.items()
        },
    }


def audit(score: float | None, mode: str = "binary", title: str = "A title") -> dict[str, Any]:
    return {"score": score, "scoreDisplayMode": mode, "title": title}


def test_visit_counts_bytes_and_failed_audits() -> None:
    visit = lighthouse.visit(
        report(fine=audit(1), poor=audit(0.5), broken=audit(None, "error"), absent=audit(None, "notApplicable"))
    )
    assert (visit.transferred, visit.document, visit.shift) == (29_500, 4000, 0.0437)
    assert {one.name: (one.score, one.category) for one in visit.audits} == {
        "cumulative-layout-shift": (0.99, "performance"),
        "poor": (0.5, "seo"),
        "broken": (None, "seo"),
    }


def test_page_that_cannot_be_measured_is_reported() -> None:
    with pytest.raises(RuntimeError, match=r"^http://127\.0\.0\.1:1/: no paint$"):
        lighthouse.visit({**report(), "runtimeError": {"code": "NO_FCP", "message": "no paint"}})


def test_category_without_a_score_has_none() -> None:
    bad = report()
    bad["categories"]["seo"]["score"] = None
    assert lighthouse.shortfalls({"home": [lighthouse.visit(bad)]}) == ["home: seo 0, not 100"]


def test_table_shows_median_performance_and_worst_other_scores() -> None:
    runs = [lighthouse.visit(report(speed, seo)) for speed, seo in ((0.99, 1), (0.7, 0.92), (1, 1))]
    rows = lighthouse.table({"home": runs})
    assert rows[2:] == ["| home | 99 (70–100) | 100 | 100 | 92 | 29.5 | 4.0 | 0.044 |"]
    assert len({row.count("|") for row in rows}) == 1
    assert lighthouse.shortfalls({"home": runs, "other": runs[:1]}) == ["home: seo 92, not 100"]


def test_failed_audits_are_listed_once_with_their_pages() -> None:
    pages = {
        "home": [lighthouse.visit(report(poor=audit(score))) for score in (0.5, 0.25, 0.75)],
        "search": [lighthouse.visit(report(broken=audit(None, "error", "No title")))],
    }
    assert lighthouse.unmet(pages) == [
        "performance: cumulative-layout-shift 0.99: Cumulative Layout Shift (every page)",
        "seo: broken could not run: No title (search)",
        "seo: poor 0.25: A title (home)",
    ]


def test_one_page_of_each_kind_is_chosen(own_site: Path, tmp_path: Path) -> None:
    chosen = lighthouse.chosen(own_site)
    assert len(set(chosen.values())) == 8
    for path in chosen.values():
        assert (own_site / path / "index.html").is_file()
    short, long = (own_site / chosen[name] / "index.html" for name in ("short record", "long record with math"))
    assert short.stat().st_size < long.stat().st_size
    assert "<math" in long.read_text("utf-8")
    with pytest.raises(ValueError, match="needs a subject, a topic and a record"):
        lighthouse.chosen(tmp_path)


def test_only_pages_with_noindex_skip_the_indexing_audit(own_site: Path) -> None:
    pages = {
        name: (own_site / path / "index.html").read_text("utf-8") for name, path in lighthouse.chosen(own_site).items()
    }
    assert [name for name, html in pages.items() if lighthouse.NOINDEX.search(html)] == ["search", "study"]


def test_server_behaves_like_github_pages(tmp_path: Path) -> None:
    page = "<!doctype html><title>x</title>" + "text " * 1000
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "index.html").write_text(page)
    (tmp_path / "404.html").write_text("not here")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        base = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        with server.served(tmp_path, listening):
            asked = urllib.request.Request(base + "a/", headers={"Accept-Encoding": "gzip"})
            with urllib.request.urlopen(asked) as answer:
                body = answer.read()
                assert answer.headers["Content-Encoding"] == "gzip"
                assert answer.headers["Cache-Control"] == "max-age=600"
            assert len(body) < len(page)
            assert gzip.decompress(body).decode() == page
            with pytest.raises(urllib.error.HTTPError) as missing:
                urllib.request.urlopen(base + "b/")
            with missing.value as answer:
                assert (answer.code, answer.read()) == (404, b"not here")


def test_outdated_node_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "node"
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(sys, "executable", str(tmp_path / "elsewhere" / "python"))
    for version, used in (("v22.19.0", True), ("v24.1.0", True), ("v22.18.1", False), ("v9.0.0", False)):
        program.write_text(f"#!/bin/sh\necho {version}\n")
        program.chmod(0o755)
        if used:
            assert lighthouse.node() == str(program)
        else:
            with pytest.raises(RuntimeError, match=r"Node\.js 22\.19 or newer"):
                lighthouse.node()
