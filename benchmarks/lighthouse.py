"""``make lighthouse``: Lighthouse over a real build of the content, as a phone on a slow line meets each kind of page.

The site is built for the address that it is served at, so that canonical links lead where a crawler stands. It is
served on this machine only, with gzip and the cache lifetime of GitHub Pages (but without TLS and HTTP/2, which
Lighthouse does not ask of a local address). Lighthouse's own defaults hold: a mid-range phone, slow 4G, simulated.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from generator.commands.cli import main as quicktakes
from tests import tools

HERE = Path(__file__).parent
CLI = HERE / "node" / "node_modules" / "lighthouse" / "cli" / "index.js"
OLDEST_NODE = (22, 19)
"""What Lighthouse asks for; under an older Node.js some audits end with an error."""
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
DEMANDED = CATEGORIES[1:]
"""Categories in which every page must have 100; performance differs with the machine and is only shown."""
NOINDEX = re.compile('<meta name="robots" content="[^"]*noindex')


@dataclass(frozen=True, slots=True)
class Audit:
    """An audit that is not met; ``score`` is from 0 to 1, ``None`` where the audit could not run."""

    name: str
    score: float | None
    title: str
    category: str


@dataclass(frozen=True, slots=True)
class Visit:
    """One run on one page: scores from 0 to 1, layout shift, bytes transferred (the whole first page, and of it the
    document, which is all that a second page of the site costs), audits that are not met."""

    scores: Mapping[str, float]
    shift: float
    transferred: int
    document: int
    audits: tuple[Audit, ...]


def visit(report: Mapping[str, Any]) -> Visit:
    """What a report of Lighthouse says. RuntimeError where the page could not be measured at all."""
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
    """A row for each page: the median of its runs in performance, the worst of them in all else."""
    lines = [
        "| page | performance (least–most) | accessibility | best practices | SEO | first page kB | next page kB | layout shift |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, visits in pages.items():
        speed = [100 * one.scores["performance"] for one in visits]
        cells = [f"{statistics.median(speed):.0f} ({min(speed):.0f}–{max(speed):.0f})"]
        cells += [f"{100 * _least(visits, category):.0f}" for category in DEMANDED]
        cells += [
            f"{max(size) / 1000:.1f}" for size in zip(*((v.transferred, v.document) for v in visits), strict=True)
        ]
        cells.append(f"{max(one.shift for one in visits):.3f}")
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return lines


def _least(visits: Sequence[Visit], category: str) -> float:
    return min(one.scores[category] for one in visits)


def unmet(pages: Mapping[str, Sequence[Visit]]) -> list[str]:
    """A line for each audit that some page does not meet, at its worst, with those pages."""
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


def demands(pages: Mapping[str, Sequence[Visit]]) -> list[str]:
    """What keeps the command from succeeding: a line for each page and category of ``DEMANDED`` below 100."""
    return [
        f"{name}: {category} {100 * _least(visits, category):.0f}, not 100"
        for name, visits in pages.items()
        for category in DEMANDED
        if _least(visits, category) < 1
    ]


def chosen(site: Path) -> dict[str, str]:
    """One page of each kind: name and address below the site's. Of records the lightest, and the heaviest with math;
    of topics the heaviest. ValueError where the site lacks a kind."""

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


class _Cached:
    """Ten minutes of cache for every answer, as GitHub Pages gives."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_lifetime(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["Cache-Control"] = "max-age=600"
            await send(message)

        await self.app(scope, receive, with_lifetime)


@contextlib.contextmanager
def served(folder: Path, listening: socket.socket) -> Iterator[None]:
    """Answer requests on a bound socket with a folder's files for as long as the block runs."""
    files = StaticFiles(directory=folder, html=True)
    middleware = [Middleware(_Cached), Middleware(GZipMiddleware, minimum_size=1000)]
    app = Starlette(routes=[Mount("/", files)], middleware=middleware)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    yield
    server.should_exit = True
    thread.join()


def node() -> str:
    """The path of a Node.js that Lighthouse runs on: the machine's, else the wheel's. RuntimeError without one."""
    beside = Path(sys.executable).with_name("node")
    for path in (shutil.which("node"), str(beside) if beside.exists() else None):
        if path and _version(path) >= OLDEST_NODE:
            return path
    raise RuntimeError(
        f"Lighthouse needs Node.js {'.'.join(map(str, OLDEST_NODE))} or newer; `make lighthouse` gets it"
    )


def _version(path: str) -> tuple[int, ...]:
    done = subprocess.run([path, "--version"], capture_output=True, text=True, check=True)
    return tuple(int(part) for part in done.stdout.strip().removeprefix("v").split("."))


def prepare() -> None:
    """Install what is missing: Node.js as a wheel into this environment, Lighthouse beside this module."""
    try:
        node()
    except RuntimeError:
        tools.install_wheels()
        node()
    if not CLI.exists():
        tools.install_packages(HERE / "node")


def measured(url: str, chromium: str, work: Path, noindex: bool) -> Visit:
    """One run of Lighthouse on a page; one that asks not to be indexed is not asked whether it can be."""
    out = work / "report.json"
    command = [
        node(), str(CLI), url, "--quiet", "--output=json", f"--output-path={out}",
        f"--only-categories={','.join(CATEGORIES)}", "--chrome-flags=--headless=new --no-sandbox",
        *(["--skip-audits=is-crawlable"] if noindex else []),
    ]  # fmt: skip
    done = subprocess.run(command, env={**os.environ, "CHROME_PATH": chromium}, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"Lighthouse failed on {url}:\n{done.stderr[-2000:]}")
    return visit(json.loads(out.read_text("utf-8")))


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table and what is not met; 1 when a page has less than 100 in a category of ``DEMANDED``."""
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
    missed = demands(pages)
    print("", *table(pages), "", *unmet(pages), *missed, sep="\n")
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
