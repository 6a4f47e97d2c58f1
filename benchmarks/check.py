"""``python -m benchmarks.check``: compare checks, cold and warm, with only parsing the YAML of all records.

The catalogue is generated (``records.py``) and in a warm cache. "parse" finds, reads and parses the front matter of
every record with libyaml, in as many processes as a check. Every run is a new process; the commands alternate.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import yaml

from benchmarks import measure, records
from generator.content.frontmatter.parser import RecordLoader, split
from generator.system import files
from generator.system.workers import processes

HERE = Path(__file__).parent


def parse_shard(folder: Path, paths: Sequence[str]) -> int:
    """Parse the front matter of some records, and count their keys."""
    texts = (files.read(folder, path).decode("utf-8") for path in paths)
    return sum(len(yaml.load(split(text).yaml, Loader=RecordLoader)) for text in texts)


def parse(folder: Path) -> int:
    """Parse the front matter of all records, and count their keys."""
    shards = list(processes.shards(list(files.discover(folder).markdown)))
    with ProcessPoolExecutor(processes.available_cores()) as pool:
        return sum(pool.map(parse_shard, [folder] * len(shards), shards))


def run(folder: Path, state: Path, runs: int) -> dict[str, measure.Series]:
    """Return all measurements by name. The first round is not counted."""
    ours = [sys.executable, "-m", "generator", "check", "--content", str(folder), "--state", str(state)]
    reference = [sys.executable, "-m", "benchmarks.check", "--parse", str(folder)]
    paths = sorted(folder.rglob("*.md"))
    found: dict[str, measure.Series] = {}
    for number in range(runs + 1):
        for name in ("parse", "cold", "nothing changed", "one answer edited", "one title edited", "all files touched"):
            if name == "cold":
                measure.empty(state)
            elif name.startswith("one"):
                records.edit(paths[7], name.split()[1], number)
            elif name.startswith("all"):
                for path in paths:
                    os.utime(path)
            series = found.setdefault(name, measure.Series()) if number else measure.Series()
            measure.timed(reference if name == "parse" else ours, HERE.parent, series)
    measure.empty(state)
    found["cold"].memory = measure.peak_memory(ours, HERE.parent)
    return found


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=16_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--work", type=Path, default=Path(".cache/bench"))
    parser.add_argument("--parse", type=Path, help="only parse the records of a folder")
    options = parser.parse_args()
    if options.parse:
        print(f"{parse(options.parse):,} keys")
        return 0
    work = (options.work / f"check-{options.records}").resolve()
    measure.empty(work)
    records.write(work / "records", options.records)
    found = run(work / "records", work / "state", options.runs)
    base = found["parse"]
    print(f"Checks of {options.records:,} records; peak of memory {found['cold'].memory / 1e6:,.0f} MB")
    print("| | wall s (least–most) | × parse | CPU s | × parse |\n|---|---|---|---|---|")
    for name, series in found.items():
        wall, cpu = statistics.median(series.wall), statistics.median(series.cpu)
        ratio = statistics.median(a / b for a, b in zip(series.wall, base.wall, strict=True))
        print(
            f"| {name} | {wall:.2f} ({min(series.wall):.2f}–{max(series.wall):.2f}) | {ratio:.2f} | {cpu:.1f} | {cpu / statistics.median(base.cpu):.2f} |"
        )
    measure.empty(work)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
