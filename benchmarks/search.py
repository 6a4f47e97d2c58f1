"""``python -m benchmarks.search``: compare the quality of the search with its peers, and measure its first query.

Quality: graded queries (``quality/queries.json``) over the project's own content, for ours, SQLite FTS5, MiniSearch and
Pagefind (Node packages, installed into ``.cache/bench``). Sizes: an index of any number of generated documents, whose
words are distributed like those of a language (Zipf).
"""

from __future__ import annotations

import argparse
import functools
import http.server
import json
import math
import random
import re
import shutil
import sqlite3
import statistics
import subprocess
import threading
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from generator.build import index
from generator.catalogue import catalogue, entry
from generator.commands.cli import main as quicktakes
from generator.config.settings import build_date, read_settings
from generator.model.record import Record, Seo
from generator.search import documents, shards
from generator.search.engine import Engine
from generator.search.files import Shown, Sizes, bucket_files, manifest_file, shown_files
from generator.system import files
from tests import tools

HERE = Path(__file__).parent
Search = Callable[[str], Sequence[int]]


def measures(found: Sequence[int], grades: Mapping[int, int]) -> tuple[float, float, float]:
    """Return nDCG@10 (gain 2^grade − 1), the reciprocal rank of the first good result (grade 2 or 3), and recall@5."""
    best = sorted(grades.values(), reverse=True)[:10]
    gain = sum((2 ** grades.get(number, 0) - 1) / math.log2(at + 2) for at, number in enumerate(found[:10]))
    ideal = sum((2**grade - 1) / math.log2(at + 2) for at, grade in enumerate(best))
    good = {number for number, grade in grades.items() if grade >= 2}
    rank = next((1 / (at + 1) for at, number in enumerate(found) if number in good), 0.0)
    return gain / ideal, rank, len(good.intersection(found[:5])) / min(5, len(good))


def quality(search: Search, queries: Sequence[Mapping[str, Any]]) -> dict[str, tuple[float, ...]]:
    """Return the means of the measures by kind of query, and over all queries."""
    found: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    for query in queries:
        result = measures(search(query["q"]), {int(key): grade for key, grade in query["relevant"].items()})
        for kind in ("all", query["kind"]):
            found[kind].append(result)
    return {kind: tuple(statistics.mean(column) for column in zip(*rows, strict=True)) for kind, rows in found.items()}


def own_documents() -> list[dict[str, Any]]:
    """Return the project's records as documents for the peers."""
    settings = read_settings(HERE.parent / "mkdocs.yml")
    content = catalogue.load(settings)
    found = []
    for record in content.library.listed:
        html = entry.read_one(record.path, files.read(settings.content, record.path), b"")[1]
        keywords, answer = ", ".join(record.seo.keywords), documents.plain_text(html)
        found.append({"id": record.id, "question": record.question, "keywords": keywords, "answer": answer})
    return found


def records_only(engine: Engine, query: str) -> list[int]:
    """Return the records that our search finds, without topics, because only records are graded."""
    return [hit.id for hit in engine.search(query, 20).hits if hit.id < index.TOPICS][:10]


def fts5(rows: Sequence[Mapping[str, Any]]) -> Search:
    """Return SQLite's full-text search: Porter stems, any word, BM25 with the same weights as ours."""
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE t USING fts5(question, keywords, answer, tokenize='porter unicode61')")
    for row in rows:
        base.execute(
            "INSERT INTO t(rowid, question, keywords, answer) VALUES (:id, :question, :keywords, :answer)", row
        )

    def search(query: str) -> list[int]:
        words = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", query.lower()))
        order = "SELECT rowid FROM t WHERE t MATCH ? ORDER BY bm25(t, 4, 1, 1), rowid LIMIT 10"
        return [row[0] for row in base.execute(order, (words,))]

    return search


def minisearch(rows: Sequence[Mapping[str, Any]], work: Path) -> Search:
    """Return MiniSearch with fuzzy and prefix matching."""
    (work / "documents.json").write_text(json.dumps(rows), "utf-8")
    command = ["node", "minisearch.mjs", "documents.json", str(HERE / "quality" / "queries.json")]
    done = subprocess.run(command, cwd=work, capture_output=True, text=True, check=True)
    found: dict[str, list[int]] = json.loads(done.stdout)
    return found.__getitem__


def pagefind(site: Path, work: Path, queries: Sequence[Mapping[str, Any]]) -> Search:
    """Return Pagefind over the built pages, run in Chromium."""
    copy = work / "pages"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(site, copy, ignore=shutil.ignore_patterns("q", "search", "a-z", "page"))
    subprocess.run(["npx", "pagefind", "--site", str(copy)], cwd=work, check=True, capture_output=True)
    ids = {}
    for path in copy.glob("learn/*/questions/*/index.html"):
        number = re.search(r"/q/(\d+)/", path.read_text("utf-8"))
        if number:
            ids[f"/{path.parent.relative_to(copy)}/"] = int(number[1])
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(copy))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    script = """async (q) => {
        const pagefind = await import("/pagefind/pagefind.js");
        const found = await pagefind.search(q);
        return (await Promise.all(found.results.slice(0, 20).map((one) => one.data()))).map((one) => one.url);
    }"""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=tools.chromium(), args=["--no-sandbox"])
        page = chromium.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/about/")
        found = {query["q"]: [ids[url] for url in page.evaluate(script, query["q"]) if url in ids] for query in queries}
        chromium.close()
    server.shutdown()
    return found.__getitem__


def made_up(count: int) -> tuple[dict[str, bytes], list[str]]:
    """Return the files of an index of ``count`` generated documents, and their words, most common first."""
    chance = random.Random(11)
    letters = "etaoinsrhldcumfpgwybvkxjqz"
    words = sorted({"".join(chance.choices(letters, range(26, 0, -1), k=chance.randint(3, 10))) for _ in range(60_000)})
    chance.shuffle(words)
    weights = [1 / (rank + 3) ** 1.05 for rank in range(len(words))]
    postings: dict[str, dict[str, dict[int, int]]] = defaultdict(lambda: defaultdict(dict))
    shown = []
    for number in range(1, count + 1):
        drawn = chance.choices(words, weights, k=330)
        record = _record(number * 10, " ".join(drawn[:9]), drawn[9:17])
        document = documents.document(record, documents.Text.of(" ".join(drawn[17:])))
        for term, impact in document.impacts.items():
            postings[shards.bucket(term)][term][record.id] = impact
        shown.append(Shown(record.id, record.title, "Medicine", document.excerpt, record.url))
    sizes = Sizes.of(count)
    made, first = dict(shown_files(shown, sizes)), []
    for name in sorted(postings):
        for term, (path, data) in bucket_files(name, postings[name], sizes):
            first.append(term)
            made[path] = data
    path, data = manifest_file(sizes, first, [("Medicine", "medicine")], True)
    return {**made, path: data}, words


def _record(number: int, question: str, keywords: Sequence[str]) -> Record:
    url = shards.usual_url("Medicine", question)
    seo = Seo("", "", tuple(keywords))
    return Record(f"{number}.md", number, build_date(), question, question, "", "Medicine", url, seo=seo)


def first_query(made: Mapping[str, bytes], words: Sequence[str], length: int) -> list[int]:
    """Return the bytes that each of 200 first queries of ``length`` words loads, without the page and its scripts."""
    chance = random.Random(5)
    found = []
    for _ in range(200):
        loaded: dict[str, int] = {}

        def read(path: str, loaded: dict[str, int] = loaded) -> bytes:
            loaded[path] = len(made[path])
            return made[path]

        query = " ".join(words[int(len(words) ** chance.uniform(0.35, 0.95))] for _ in range(length))
        Engine(read).search(query)
        found.append(sum(loaded.values()))
    return found


def main() -> int:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=[16_000], help="numbers of generated documents")
    parser.add_argument("--work", type=Path, default=Path(".cache/bench/search"))
    options = parser.parse_args()
    work = options.work.resolve()
    shutil.copytree(HERE / "quality", work, dirs_exist_ok=True)
    subprocess.run(["npm", "install", "--no-package-lock", "--loglevel=error"], cwd=work, check=True)
    queries = json.loads((HERE / "quality" / "queries.json").read_text("utf-8"))
    site = work / "site"
    address = "https://user.github.io/repo/"
    assert quicktakes(["build", "--site-dir", str(site), "--state", str(work / "state"), "--site-url", address]) == 0
    engine = Engine(lambda path: (site / path).read_bytes())
    rows = own_documents()
    searches: dict[str, Search] = {
        "ours": lambda query: records_only(engine, query),
        "SQLite FTS5": fts5(rows),
        "MiniSearch": minisearch(rows, work),
        "Pagefind": pagefind(site, work, queries),
    }
    kinds = ["all", *dict.fromkeys(query["kind"] for query in queries)]
    print(f"nDCG@10 / MRR / recall@5 of {len(queries)} queries over {len(rows)} records")
    print("| | " + " | ".join(kinds) + " |\n|---|" + "---|" * len(kinds))
    for name, search in searches.items():
        table = quality(search, queries)
        print(f"| {name} | " + " | ".join(" / ".join(f"{value:.2f}" for value in table[kind]) for kind in kinds) + " |")
    for count in options.sizes:
        made, words = made_up(count)
        loads = [statistics.median(first_query(made, words, length)) / 1000 for length in (3, 9)]
        total = sum(map(len, made.values())) / 1e6
        print(f"{count:,} documents: {total:.1f} MB in {len(made):,} files")
        print(f"first query, median: {loads[0]:.0f} kB for 3 words, {loads[1]:.0f} kB for 9")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
