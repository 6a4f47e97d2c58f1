"""``make fuzz``: look for inputs that break a promise of a reader, guided by coverage (atheris, which is libFuzzer).

Each target runs in a process of its own for an equal share of the time. What it learns stays in ``.cache/fuzz/corpus``;
an input that fails, takes 20 seconds or 2 GB is written to ``.cache/fuzz/failures``. Copy it into ``tests/fuzz/corpus``
when the fault is fixed.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]  # not from a module that imports the program before it is instrumented
CACHE = ROOT / ".cache" / "fuzz"
CORPUS, FAILURES = CACHE / "corpus", CACHE / "failures"
_LIMITS = ("-timeout=20", "-rss_limit_mb=2048", "-print_final_stats=1", "-verbosity=0")
TARGETS = "answers bulk configuration explainers formulas frontmatter mapping search state svg".split()
"""The targets. Their module is imported only where it is instrumented."""


def main() -> int:
    """Run the chosen targets one after the other; return 1 if an input of any fails."""
    options = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    options.add_argument("--target", choices=TARGETS, action="append", help="a reader; by default, all")
    options.add_argument("--seconds", type=int, default=3600, help="the time for all targets together")
    options.add_argument("--replay", type=Path, help="read one input with the target, and show why it fails")
    options.add_argument("--alone", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    given = options.parse_args()
    names = given.target or TARGETS
    if given.replay:
        from tests.fuzz import targets

        for name in names:
            targets.TARGETS[name].run(given.replay.read_bytes())
        return 0
    if given.alone is not None:
        _fuzz(names[0], given.alone)
    FAILURES.mkdir(parents=True, exist_ok=True)
    return max(_run(name, max(1, given.seconds // len(names))) for name in names)


def _run(name: str, seconds: int) -> int:
    """Fuzz one target in a process of its own, and print its figures; return 1 if an input fails."""
    command = [sys.executable, "-m", "tests.fuzz", "--target", name, "--alone"]
    done = subprocess.run(
        [*command, f"-max_total_time={seconds}"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    printed = done.stdout.decode(errors="replace")
    figures = dict(re.findall(r"stat::(\w+): +(\d+)", printed))
    print(
        f"{name:14}{int(figures.get('number_of_executed_units', 0)):>12,} inputs"
        f"{int(figures.get('average_exec_per_sec', 0)):>9,} a second{int(figures.get('peak_rss_mb', 0)):>7,} MB",
        flush=True,
    )
    if done.returncode:
        print(printed[-6000:], flush=True)
    return min(done.returncode, 1)


def _fuzz(name: str, arguments: list[str]) -> None:
    """Fuzz one target in this process. Never returns."""
    import atheris

    with atheris.instrument_imports(include=["generator"]):
        from tests.fuzz import targets
    target, corpus = targets.TARGETS[name], CORPUS / name
    corpus.mkdir(parents=True, exist_ok=True)
    for data in target.corpus():
        target.run(data)  # modules are imported, and caches filled, before executions are counted
        (corpus / hashlib.sha1(data).hexdigest()).write_bytes(data)
    words = CACHE / f"{name}.dict"
    words.write_text("".join(f'"{_escaped(token)}"\n' for token in target.tokens))
    atheris.Setup(
        [
            sys.argv[0],
            *_LIMITS,
            *arguments,
            f"-max_len={target.longest}",
            f"-dict={words}",
            f"-artifact_prefix={FAILURES / name}-",
            str(corpus),
        ],
        target.run,
    )
    atheris.Fuzz()


def _escaped(token: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in token)


if __name__ == "__main__":
    raise SystemExit(main())
