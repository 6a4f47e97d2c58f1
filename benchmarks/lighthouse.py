"""``make lighthouse``: run Lighthouse on one page of each kind in a real build of the content.

The site is built for the local address at which it is served (see ``server``), so that canonical links are correct.
Lighthouse's defaults apply: it simulates a mid-range phone on slow 4G. It does not require TLS or HTTP/2 for a local
address.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.server import served
from generator.commands.cli import main as quicktakes
from tests import tools

HERE = Path(__file__).parent
CLI = HERE / "node" / "node_modules" / "lighthouse" / "cli" / "index.js"
OLDEST_NODE = (22, 19)
"""Oldest Node.js that Lighthouse supports. With an older one, some audits fail with an error."""
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
REQUIRED = CATEGORIES[1:]
"""Categories in which every page must score 100. Performance depends on the machine and is only shown."""
NOINDEX = re.compile('<meta name="robots" content="[^"]*noindex')


@dataclass(frozen=True, slots=True)
class Audit:
    """A failed audit. ``score`` is from 0 to 1, or ``None`` if the audit could not run."""

    name: str
    score: float | None
    title: str
    category: str


@dataclass(frozen=True, slots=True)
class Visit:
    """One run on one page: scores from 0 to 1, layout shift, bytes transferred, and failed audits.

    ``transferred`` is the size of a first page, ``document`` that of its HTML, which is the size of a second page.
    """

    scores: Mapping[str, float]
    shift: float
    transferred: int
    document: int
    audits: tuple[Audit, ...]


def visit(report: Mapping[str, Any]) -> Visit:
    """Read a report of Lighthouse. Raises ``RuntimeError`` if the page could not be measured."""
    if "runtimeError" in report:
        raise RuntimeError(f"{report['requestedUrl']}: {report['runtimeError']['message']}")
    audits, groups = report["audits"], report["categories"]
    requests = audits["network-requests"]["details"]["items"]
    home = {reference["id"]: name for name in groups for reference in groups[name]["auditRefs"]}
    unmet = [
        Audit(name, audit["score"], audit["title"], home[name])
        for name, audit in audits.items()
        if name in home and _unmet(audit)
    ]
    return Visit(
        {name: groups[name]["score"] or 0.0 for name in CATEGORIES},
        audits["cumulative-layout-shift"]["numericValue"],
        sum(one["transferSize"] for one in requests),
        sum(one["transferSize"] for one in requests if one["resourceType"] == "Document"),
        tuple(unmet),
    )


def _unmet(audit: Mapping[str, Any]) -> bool:
    if audit["scoreDisplayMode"] == "error":
        return True
    return audit["score"] is not None and audit["score"] < 1


def table(pages: Mapping[str, Sequence[Visit]]) -> list[str]:
    """Format a row for each page: the median performance of its runs, and the worst of all other values."""
    lines = [
        "| page | performance (least–most) | accessibility | best practices | SEO | first page kB | next page kB | layout shift |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, visits in pages.items():
        speed = [100 * one.scores["performance"] for one in visits]
        cells = [f"{statistics.median(speed):.0f} ({min(speed):.0f}–{max(speed):.0f})"]
        cells += [f"{100 * _least(visits, category):.0f}" for category in REQUIRED]
        cells += [
            f"{max(size) / 1000:.1f}" for size in zip(*((v.transferred, v.document) for v in visits), strict=True)
        ]
        cells.append(f"{max(one.shift for one in visits):.3f}")
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return lines


def _least(visits: Sequence[Visit], category: str) -> float:
    return min(one.scores[category] for one in visits)


def unmet(pages: Mapping[str, Sequence[Visit]]) -> list[str]:
    """Format a line for each failed audit, with the worst score and the pages."""
    found: dict[str, tuple[Audit, list[str]]] = {}
    for page, visits in pages.items():
        for audit in (audit for one in visits for audit in one.audits):
            worst, where = found.setdefault(audit.name, (audit, []))
            if (audit.score if audit.score is not None else -1) < (worst.score if worst.score is not None else -1):
                worst = audit
            found[audit.name] = (worst, where if page in where else [*where, page])
    return [
        f"{worst.category}: {worst.name} {'could not run' if worst.score is None else f'{worst.score:.2f}'}: "
        f"{worst.title} ({'every page' if len(where) == len(pages) else ', '.join(where)})"
        for worst, where in sorted(found.values(), key=lambda each: (each[0].category, each[0].name))
    ]


def shortfalls(pages: Mapping[str, Sequence[Visit]]) -> list[str]:
    """Format a line for each page and required category with a score below 100."""
    return [
        f"{name}: {category} {100 * _least(visits, category):.0f}, not 100"
        for name, visits in pages.items()
        for category in REQUIRED
        if _least(visits, category) < 1
    ]


def chosen(site: Path) -> dict[str, str]:
    """Choose one page of each kind: its name, and its address below the site's.

    These include the smallest record, the largest record with math, and the largest topic. Raises ``ValueError`` if the
    site has no page of a kind.
    """

    def weight(path: Path) -> tuple[int, str]:
        return path.stat().st_size, path.as_posix()

    records = sorted(site.glob("learn/*/questions/*/index.html"), key=weight)
    formulas = [path for path in records if "<math" in path.read_text("utf-8")]
    topics = sorted(site.glob("learn/*/topics/*/index.html"), key=weight)
    subjects = sorted(site.glob("learn/*/index.html"), key=weight)
    if not (formulas and topics and subjects):
        raise ValueError(f"{site} needs a subject, a topic and a record with a formula")
    files = {
        "home": site / "index.html",
        "subject": subjects[-1],
        "short record": records[0],
        "long record with math": formulas[-1],
        "topic": topics[-1],
        "A–Z": site / "a-z" / "index.html",
        "search": site / "search" / "index.html",
        "study": site / "study" / "index.html",
    }
    return {name: path.relative_to(site).as_posix().removesuffix("index.html") for name, path in files.items()}


def node() -> str:
    """Return the path of a supported Node.js: the machine's, else the wheel's. Raises ``RuntimeError`` without one."""
    wheel = Path(sys.executable).with_name("node")
    for path in (shutil.which("node"), str(wheel) if wheel.exists() else None):
        if path and _version(path) >= OLDEST_NODE:
            return path
    raise RuntimeError(
        f"Lighthouse needs Node.js {'.'.join(map(str, OLDEST_NODE))} or newer; run `make lighthouse`, which installs it"
    )


def _version(path: str) -> tuple[int, ...]:
    done = subprocess.run([path, "--version"], capture_output=True, text=True, check=True)
    return tuple(int(part) for part in done.stdout.strip().removeprefix("v").split("."))


def prepare() -> None:
    """Install Node.js as a wheel in this environment, and Lighthouse in ``benchmarks/node``, if they are missing."""
    try:
        node()
    except RuntimeError:
        tools.install_wheels()
        node()
    if not CLI.exists():
        tools.install_packages(HERE / "node")


def measured(url: str, chromium: str, work: Path, noindex: bool) -> Visit:
    """Run Lighthouse on a page once. For a page with ``noindex``, the audit whether it can be indexed is skipped."""
    out = work / "report.json"
    command = [node(), str(CLI), url, "--quiet", "--output=json", f"--output-path={out}"]
    command += [f"--only-categories={','.join(CATEGORIES)}", "--chrome-flags=--headless=new --no-sandbox"]
    command += ["--skip-audits=is-crawlable"] if noindex else []
    done = subprocess.run(command, env={**os.environ, "CHROME_PATH": chromium}, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"Lighthouse failed on {url}:\n{done.stderr[-2000:]}")
    return visit(json.loads(out.read_text("utf-8")))


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table and the failed audits; return 1 if a page scores below 100 in a required category."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--content", type=Path, default=HERE.parent / "content")
    options = parser.parse_args(arguments)
    chromium = tools.chromium()
    if chromium is None:
        print("Lighthouse needs a Chromium on this machine", file=sys.stderr)
        return 2
    prepare()
    with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as listening:
        work = Path(folder)
        site, url = work / "site", f"http://127.0.0.1:{listening.getsockname()[1]}/"
        where = ["--content", str(options.content), "--site-dir", str(site), "--state", str(work / "state")]
        if quicktakes(["build", *where, "--site-url", url]):
            return 2
        pages: dict[str, list[Visit]] = {}
        with served(site, listening):
            for name, path in chosen(site).items():
                noindex = NOINDEX.search((site / path / "index.html").read_text("utf-8")) is not None
                print(f"{name}: /{path}{' (noindex)' if noindex else ''}", flush=True)
                pages[name] = [measured(url + path, chromium, work, noindex) for _ in range(options.runs)]
    missed = shortfalls(pages)
    print("", *table(pages), "", *unmet(pages), *missed, sep="\n")
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
