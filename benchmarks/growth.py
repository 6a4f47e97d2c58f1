"""``make bench BENCH_ARGS=--growth``: the processor time of a check at n, 2n and 4n, for inputs that repeat one thing.

Work in proportion to the input at most doubles at each step; work that grows with its square comes to four times. The
start of the program takes about 0.5 s of each figure.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import measure

ROOT = Path(__file__).parent.parent
LONG, MANY = 20_000, 1_000
"""The smallest n: repetitions in one text, and files."""


def record(number: int, answer: str = "An answer.", extra: str = "", **values: object) -> str:
    """A record in the usual form; ``extra`` are lines of the front matter."""
    keys: dict[str, object] = {
        "_schema": "default", "id": number, "date": "2024-11-27", "title": f"What is thing {number}?",
        "question": f"What is thing {number}?", "answer": answer, "subject": "Medicine",
        "url": f"/learn/medicine/questions/what-is-thing-{number}", **values,
    }  # fmt: skip
    return "---\n" + "".join(f"{key}: {json.dumps(value)}\n" for key, value in keys.items()) + f"{extra}---\n"


def related(number: int, title: str, url: str) -> str:
    """A related entry."""
    return f"related_article1:\n  id: {number}\n  title: {title}\n  subject: Medicine\n  url: {url}\n"


def topic(number: int, required: int) -> str:
    """A topic that requires another one."""
    keys = {
        "_schema": "topic", "title": f"Nerve{number}", "definition": "A thing.", "focus_phrase": "what is it", "subject": "Medicine",
        "url": f"/learn/medicine/topics/nerve{number}", "source_note": "Our own.", "date": "2026-01-02", "requires": [f"Nerve{required}"],
    }  # fmt: skip
    return "---\n" + "".join(f"{key}: {json.dumps(value)}\n" for key, value in keys.items()) + "---\n\n## A\n\nText.\n"


IN_A_TEXT: dict[str, Callable[[int], str]] = {
    "words": lambda n: "word " * n,
    "mail addresses": lambda n: "a@e.org " * n,
    "web addresses": lambda n: " ".join(f"https://e.org/{i}" for i in range(n)),
    "broken links": lambda n: " ".join(f"[a](/learn/x{i})" for i in range(n // 4)),
    "links with entities": lambda n: " ".join(f"[a](&#47;x{i})" for i in range(n // 4)),
    "images of other sites": lambda n: "![a](https://e.org/x.png) " * (n // 4),
    "brackets of LaTeX": lambda n: "\\( word " * n + "\\)",
    "formulas": lambda n: "$a_i$ " * n,
    "stray bold signs": lambda n: "`** y` ** y\\n" * (n // 4),
    "runs of backticks": lambda n: " ".join("`" * i for i in range(1, int((8 * n) ** 0.5))),
    "comments without an end": lambda n: "<!--" * n,
    "items that start late": lambda n: "para\\n2. x\\n\\n" * (n // 4),
}
"""Answers."""
IN_FILES: dict[str, Callable[[int, int], str]] = {
    "different records": lambda i, n: record(i),
    "one question": lambda i, n: record(i, question="What is it?", title="What is it?"),
    "one address": lambda i, n: record(i, url="/learn/medicine/questions/x"),
    "one article": lambda i, n: record(1, url=f"/learn/medicine/questions/x{i}"),
    "one title, referred to": lambda i, n: record(i, title="What?", extra=related(10**6 + i, "What?", f"/no/{i}")),
    "broken related entries": lambda i, n: record(i, extra=related(10**6 + i, f"What is no {i}?", f"/no/{i}")),
    "a circle of `same_as`": lambda i, n: record(i, same_as=i % n + 1),
    "a circle of topics": lambda i, n: topic(i, i % n + 1),
    "subjects": lambda i, n: record(i, subject=f"Subject {i}"),
}
"""Files, by their number and that of all files."""
IN_A_FILE: dict[str, Callable[[int], str]] = {
    "wrong letters in `date_format`": lambda n: record(1, date_format="Q" * n),
    "aliases": lambda n: record(1, aliases=[f"/a/b{i}" for i in range(n)]),
    "keywords": lambda n: record(1, seo={"page_keywords": ", ".join(f"k{i}" for i in range(n))}),
    "links of an authored page": lambda n: "# A page\n\n" + "[a](/no)\n" * n,
    "comments of an authored page": lambda n: "# A page\n\n" + "<!--" * n,
}
"""Whole files."""


def families() -> Iterator[tuple[str, int, Callable[[int], list[str]]]]:
    """Each name, its smallest n, and the files for an n."""
    for name, text in IN_A_TEXT.items():
        yield f"{name}, one answer", LONG, lambda n, text=text: [record(1, text(n))]  # type: ignore[misc]
    for name, whole in IN_A_FILE.items():
        yield f"{name}, one file", LONG, lambda n, whole=whole: [record(2), whole(n)]  # type: ignore[misc]
    for name, one in IN_FILES.items():
        yield f"{name}, many files", MANY, lambda n, one=one: [one(i, n) for i in range(1, n + 1)]  # type: ignore[misc]


def seconds(folder: Path) -> float:
    """The processor time of a check without a state, in one process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    state = folder.parent / "state"
    command = [
        sys.executable,
        "-m",
        "generator",
        "check",
        "--jobs",
        "1",
        "--content",
        str(folder),
        "--state",
        str(state),
    ]
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main(work: Path) -> int:
    """Print the table."""
    print("| repeated | n | CPU s at n | at 2n | at 4n | 4n ÷ 2n |\n|---|---|---|---|---|---|")
    for name, least, files in families():
        found = []
        for n in (least, 2 * least, 4 * least):
            measure.empty(work)
            (work / "content").mkdir(parents=True)
            for number, text in enumerate(files(n)):
                (work / "content" / f"f{number}.md").write_text(text, "utf-8")
            found.append(seconds(work / "content"))
        print(
            f"| {name} | {least:,} | {' | '.join(f'{one:.2f}' for one in found)} | {found[2] / found[1]:.1f} |",
            flush=True,
        )
    measure.empty(work)
    return 0
