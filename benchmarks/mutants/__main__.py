"""``python -m benchmarks.mutants``: ``map`` measures which tests run which lines, ``run`` tries the mutants, ``report``
shows the result. Without a command, all three; ``run`` alone continues."""

from __future__ import annotations

import argparse
import os

from benchmarks.mutants import assets, coverage_map, project, report
from benchmarks.mutants.places import sample
from benchmarks.mutants.run import run
from benchmarks.mutants.uses import Uses


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutants", description=__doc__)
    parser.add_argument("command", nargs="?", choices=("map", "run", "report", "all"), default="all")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes side by side")
    parser.add_argument("--only", nargs="+", default=[], metavar="PATH", help="measure only these tests (map)")
    parser.add_argument("--room", action="append", default=[], help="try only mutants of this room (run, report)")
    parser.add_argument("--survivors", action="store_true", help="try again the mutants that survived (run)")
    parser.add_argument("--sample", type=int, default=300, help="number of mutants of the package")
    parser.add_argument("--seed", type=int, default=17)
    parser.add_argument("--limit", type=float, default=60, help="seconds of tests that a mutant may cost")
    return parser.parse_args()


def main() -> int:
    """Run the commands. Survivors are no failure."""
    options = _arguments()
    equivalents = report.Equivalents.read()
    if options.command in ("map", "all"):
        code = coverage_map.measure(options.only, options.jobs)
        if code not in (0, 1):
            return code
    if options.command == "map":
        return 0
    mutants = sample(project.ROOT, options.sample, options.seed, options.room)
    if not options.room or assets.ROOM in options.room:
        mutants += assets.sample(project.ROOT, options.seed)
    if options.command == "all":
        report.RESULTS.unlink(missing_ok=True)
    results = report.read()
    if options.command != "report":
        done = {key for key, each in results.items() if not options.survivors or report.is_noticed(each)}
        covered = coverage_map.Map()
        if covered.failed:
            print("Left out, because they failed or were skipped without a fault:", *covered.failed, sep="\n  ")
        wanted = [mutant for mutant in mutants if mutant.key not in done]
        run(wanted, covered, Uses(project.ROOT), options.jobs, options.limit)
        results = report.read()
    found = [results[mutant.key] for mutant in mutants if mutant.key in results]
    print(report.survivors(found, equivalents), "", report.table(found, equivalents), sep="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
