"""``python -m benchmarks.whole FOLDER``: check that a site contains a whole catalogue, and that builds agree.

Every record must have a page, or a redirect to the page of its id. No listing may contain an article twice. Every
article must be in the listings of all its subjects, in the search, in the sitemap and in a study deck, and ``/q/ID``
must redirect to it (see ``faults``).

The catalogue is built twice, with many processes and with one. Then a copy is edited at random, from a seed, and built
again incrementally and from scratch. Each pair of sites must be equal. The folder itself is not changed.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

import orjson

from benchmarks.faults import SITE_URL, articles, faults
from generator.system import files

HERE = Path(__file__).parent
_QUICKTAKES: list[str | Path] = [sys.executable, "-m", "generator"]
_NAMED = re.compile(r"\S*[\d/]\S*")


def build(folder: Path, site: Path, state: Path, *options: str) -> str:
    """Build without the records that have errors, and return the output."""
    command = [*_QUICKTAKES, "build", "--content", folder, "--site-dir", site, "--state", state, "--site-url", SITE_URL]
    command += ["--keep-going", *options]
    done = subprocess.run(command, cwd=HERE.parent, capture_output=True, text=True, check=False)
    if done.returncode == 2:
        raise SystemExit(done.stderr)
    return done.stdout + done.stderr


def differences(one: Path, other: Path) -> list[str]:
    """Return the names of files that differ between two folders."""
    names = {*files.walk(one), *files.walk(other)}
    return [n for n in sorted(names) if not _same(one / n, other / n)]


def _same(one: Path, other: Path) -> bool:
    return one.is_file() and other.is_file() and one.read_bytes() == other.read_bytes()


def edit(folder: Path, seed: int) -> None:
    """Edit some records at random: change the answer, question or subject, mark as primary, or delete."""
    chance = random.Random(seed)
    paths = sorted(folder.rglob("*.md"))
    for path in chance.sample(paths, min(len(paths), 8)):
        text = path.read_text("utf-8")
        kind = chance.choice(["answer", "question", "removed", "elsewhere", "primary"])
        if kind == "removed":
            path.unlink()
        elif kind == "elsewhere":
            moved = re.sub(r"(?m)^subject: .*$", "subject: Elsewhere", text)
            moved = re.sub(r"(?m)^url: /learn/[^/]+/", "url: /learn/elsewhere/", moved)
            (folder / "elsewhere").mkdir(exist_ok=True)
            (folder / "elsewhere" / path.name).write_text(moved, "utf-8")
        elif kind == "primary":
            path.write_text(text.replace("\nsubject: ", "\nprimary: true\nsubject: ", 1), "utf-8")
        else:
            path.write_text(text.replace(f"\n{kind}: >-\n    ", f"\n{kind}: >-\n    Now, ", 1), "utf-8")


def broken(folder: Path, state: Path) -> list[str]:
    """Return the files with errors, which have no page."""
    command = [*_QUICKTAKES, "check", "--content", folder, "--state", state, "--format", "json"]
    found = orjson.loads(subprocess.run(command, cwd=HERE.parent, capture_output=True, check=False).stdout)
    counts = Counter((finding["code"], finding["severity"]) for finding in found["findings"])
    for (code, severity), count in sorted(counts.items()):
        print(f"{code} ({severity}): {count:,}")
    return sorted({finding["path"] for finding in found["findings"] if finding["severity"] == "error"})


def problems(folder: Path, work: Path, seed: int) -> list[str]:
    """Return everything that is wrong with the sites of a catalogue. ``work`` is an empty folder for four copies."""
    content, first, second, third = (work / name for name in ("content", "first", "second", "third"))
    shutil.copytree(folder, content)
    errors = [
        Path(path).relative_to(content).as_posix() if Path(path).is_absolute() else path
        for path in broken(content, work / "c")
    ]
    catalogue = articles(content, errors)
    print(build(content, first, work / "state").rpartition("records, ")[2])
    print(
        f"{len(list(files.discover(content).markdown)):,} files, {len(errors):,} with errors, {len(catalogue):,} articles"
    )
    wrong = list(faults(first, catalogue))
    build(content, second, work / "other", "--jobs", "1")
    wrong += [f"two builds differ: {name}" for name in differences(first, second)]
    edit(content, seed)
    build(content, first, work / "state")
    build(content, third, work / "third-state")
    wrong += [f"a rebuild differs from a clean build: {name}" for name in differences(first, third)]
    return [*wrong, *faults(first, articles(content, broken(content, work / "c")))]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the problems; return 1 if there are any."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--work", type=Path, required=True, help="an empty folder for the sites")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    given.work.mkdir(parents=True, exist_ok=True)
    wrong = problems(given.folder.resolve(), given.work.resolve(), given.seed)
    kinds: dict[str, list[str]] = defaultdict(list)
    for line in wrong:
        kinds[_NAMED.sub("…", line)].append(line)
    for lines in kinds.values():
        print(*lines[:3], *([f"and {len(lines) - 3:,} more of this kind"] if len(lines) > 3 else []), sep="\n")
    print(f"{len(wrong):,} problems")
    return int(bool(wrong))


if __name__ == "__main__":
    raise SystemExit(main())
