"""``python -m benchmarks.whole FOLDER``: proves that a site holds a whole catalogue, and that builds agree.

Every record's file has a page or a redirect to the page of its id; no listing names an article twice; every article is
in the listings of all its subjects, in the search, in the sitemap and in a study deck; ``/q/ID`` leads to it. What is
expected is worked out here from the files' front matter, not by the generator's library.

The catalogue is built twice (in all cores' processes, and in one), then edited at random by a seed and built once more
on top and once from nothing: each pair of sites must agree byte for byte. The folder itself is not changed.
"""

from __future__ import annotations

import argparse
import posixpath
import random
import re
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import orjson

from generator.build.index import TOPICS
from generator.content import records
from generator.model import urls
from generator.model.record import Record
from generator.model.slugs import subject_slug
from generator.search import shards
from generator.system import files

HERE = Path(__file__).parent
SITE_URL = "https://example.org/"
_LEADS_TO = re.compile(r'http-equiv="refresh" content="0; url=([^"]+)"')
_ID = re.compile(r'data-id="(-?\d+)"')
_HREF = re.compile(r'<a href="([^"#]+)"')
_LISTING = re.compile(
    r"(?P<name>learn/[^/]+(?:/a-z)?|a-z(?!/topics)|keywords/[^/]+|a-z/topics/other)"
    r"(?:/(?!page/)[a-z0-9-]+)?(?:/page/\d+)?/index\.html"
)
_NAMED = re.compile(r"\S*[\d/]\S*")
_FINAL = re.compile(r"[?!.…:;, ]+$")


@dataclass
class Article:
    """What the files of one id and question say together."""

    id: int
    files: list[Record] = field(default_factory=list)

    @property
    def is_listed(self) -> bool:
        """Whether readers are led to it."""
        return not any(r.withdrawn or r.no_index for r in self.files) and self.files[0].same_as is None

    @property
    def subjects(self) -> set[str]:
        """The slugs of its subjects, where the configuration gives no others."""
        return {subject_slug(record.subject) for record in self.files}


def articles(folder: Path, left_out: Sequence[str] = ()) -> list[Article]:
    """Every article of a content folder that is public today; ``left_out`` are files with errors."""
    found: dict[tuple[int, str], Article] = {}
    for path in files.discover(folder).markdown:
        record, _ = records.read(path, files.read(folder, path))
        public = record is not None and not record.draft and (record.publish_on or date.min) <= date.today()
        if record is not None and public and path not in left_out:
            question = _FINAL.sub("", " ".join(record.question.casefold().split()))
            found.setdefault((record.id, question), Article(record.id)).files.append(record)
    return list(found.values())


def faults(site: Path, catalogue: Sequence[Article], has_sitemap: bool = True) -> Iterator[str]:
    """Whatever the site lacks, or names twice, of a catalogue."""
    pages: dict[int, str] = {}
    for article in catalogue:
        addresses = [*(record.url for record in article.files), f"/q/{article.id}"]
        for url in addresses:
            file = urls.record_file(url, directory_urls=True)
            page = _page(site, file)
            if page is None:
                yield f"{url} has neither page nor redirect"
            elif pages.setdefault(article.id, page) != page:
                yield f"{url} leads to {page}, not to {pages[article.id]}"
            elif article.is_listed and _ID.findall((site / page).read_text("utf-8"))[:1] != [str(article.id)]:
                yield f"{page} is not the page of {article.id}"
    listed = {article.id: article for article in catalogue if article.is_listed}
    of_page = {pages[number]: number for number in listed if number in pages}
    yield from _listing_faults(site, listed, of_page)
    found = set(_searched(site))
    yield from (f"the search does not know {number}" for number in sorted(listed.keys() - found))
    yield from (f"the search knows {number}, which is not listed" for number in sorted(found - listed.keys()))
    yield from _study_faults(site, listed)
    if has_sitemap:
        named = {url.removeprefix(SITE_URL) + "index.html" for url in _sitemap(site)}
        yield from (f"{page} is not in the sitemap" for page in sorted(of_page.keys() - named))


def _page(site: Path, file: str) -> str | None:
    """The page that a file is or leads to."""
    for _ in range(3):
        path = site / file
        if not path.is_file():
            return None
        target = _LEADS_TO.search(path.read_text("utf-8")[:2_000])
        if target is None:
            return file
        file = posixpath.normpath(posixpath.join(posixpath.dirname(file), target[1])) + "/index.html"
    return None


def _listing_faults(site: Path, listed: Mapping[int, Article], of_page: Mapping[str, int]) -> Iterator[str]:
    named: dict[str, Counter[int]] = defaultdict(Counter)
    for path in sorted(files.walk(site)):
        listing = _LISTING.fullmatch(path)
        if listing is None:
            continue
        body = (site / path).read_text("utf-8").partition("<main")[2]
        for href in _HREF.findall(body):
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), href)) + "/index.html"
            if target in of_page:
                named[listing["name"]][of_page[target]] += 1
    for name, counts in named.items():
        yield from (f"{name} names {number} {times} times" for number, times in counts.items() if times > 1)
    for number, article in listed.items():
        for slug in article.subjects:
            for name in (f"learn/{slug}", f"learn/{slug}/a-z", "a-z"):
                if number not in named[name]:
                    yield f"{name} does not name {number}"


def _searched(site: Path) -> Iterator[int]:
    """The ids of all records in the search's results."""
    for path in sorted((site / "search" / "d").glob("*.bin")):
        for key in orjson.loads(shards.unpacked(path.read_bytes())):
            number = int(key)
            if shards.id_of(number) < TOPICS:
                yield shards.id_of(number)


def _study_faults(site: Path, listed: Mapping[int, Article]) -> Iterator[str]:
    there: set[int] = set()
    for path in sorted((site / "study").glob("*/deck.json")):
        deck = orjson.loads(path.read_bytes())
        cards = [
            card[0] for part in deck["parts"] for card in orjson.loads((path.parent / f"{part}.json").read_bytes())
        ]
        there.update(cards)
        yield from (f"the deck {path.parent.name} holds {n} {t} times" for n, t in Counter(cards).items() if t > 1)
    yield from (f"no deck holds {number}" for number in sorted(listed.keys() - there))


def _sitemap(site: Path) -> Iterator[str]:
    for path in sorted(site.glob("sitemap*.xml")):
        yield from re.findall(r"<loc>([^<]+)</loc>", path.read_text("utf-8"))


def build(folder: Path, site: Path, state: Path, *options: str) -> str:
    """Build with what errors allow; what the command printed."""
    command = [
        sys.executable,
        "-m",
        "generator",
        "build",
        "--content",
        str(folder),
        "--site-dir",
        str(site),
        "--state",
        str(state),
    ]
    command += ["--site-url", SITE_URL, "--keep-going", *options]
    done = subprocess.run(command, cwd=HERE.parent, capture_output=True, text=True, check=False)
    if done.returncode == 2:
        raise SystemExit(done.stderr)
    return done.stdout + done.stderr


def differences(one: Path, other: Path) -> list[str]:
    """The files in which two folders differ."""
    names = {*files.walk(one), *files.walk(other)}
    return [n for n in sorted(names) if not _same(one / n, other / n)]


def _same(one: Path, other: Path) -> bool:
    return one.is_file() and other.is_file() and one.read_bytes() == other.read_bytes()


def edit(folder: Path, seed: int) -> None:
    """Change some records: answers, questions, files removed, filed elsewhere, made the primary."""
    chance = random.Random(seed)
    paths = sorted(folder.rglob("*.md"))
    for path in chance.sample(paths, min(len(paths), 8)):
        text = path.read_text("utf-8")
        kind = chance.choice(["answer", "question", "gone", "elsewhere", "primary"])
        if kind == "gone":
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
    """The files that have errors: their pages are left out."""
    command = [
        sys.executable,
        "-m",
        "generator",
        "check",
        "--content",
        str(folder),
        "--state",
        str(state),
        "--format",
        "json",
    ]
    found = orjson.loads(subprocess.run(command, cwd=HERE.parent, capture_output=True, check=False).stdout)
    counts = Counter((finding["code"], finding["severity"]) for finding in found["findings"])
    for (code, severity), count in sorted(counts.items()):
        print(f"{code} ({severity}): {count:,}")
    return sorted({finding["path"] for finding in found["findings"] if finding["severity"] == "error"})


def prove(folder: Path, work: Path, seed: int) -> list[str]:
    """Everything that is wrong with the sites of a catalogue; ``work`` is an empty folder with room for four of them."""
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
    """Print what is wrong; 1 where anything is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--work", type=Path, required=True, help="an empty folder for the sites")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    given.work.mkdir(parents=True, exist_ok=True)
    wrong = prove(given.folder.resolve(), given.work.resolve(), given.seed)
    kinds: dict[str, list[str]] = defaultdict(list)
    for line in wrong:
        kinds[_NAMED.sub("…", line)].append(line)
    for lines in kinds.values():
        print(*lines[:3], *([f"and {len(lines) - 3:,} more of this kind"] if len(lines) > 3 else []), sep="\n")
    print(f"{len(wrong):,} faults")
    return int(bool(wrong))


if __name__ == "__main__":
    raise SystemExit(main())
