"""The promises can be broken: each kind of breach is noticed."""

from __future__ import annotations

import io
import os
import pickle
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.model.finding import Finding
from tests.fuzz import __main__ as command
from tests.fuzz.mutants import mutants
from tests.fuzz.promises import misplaced, parts, size, unsafe, without_effects
from tests.fuzz.targets import CORPUS, TARGETS


@pytest.mark.parametrize(
    "html",
    [
        "<script>x</script>",
        '<img src="a.png" onerror="x">',
        "<p onclick=x>a</p>",
        '<a href="javascript:x">a</a>',
        '<a href=" java\tscript:x">a</a>',
        '<a href="data:text/html,x">a</a>',
        "<iframe></iframe>",
        "<svg><script>x</script></svg>",
        "<math><annotation-xml></annotation-xml></math>",
        "<p><style>a</style></p>",
        "<body onload=x>",
        "<form><input></form>",
        '<base href="//example.org">',
    ],
)
def test_unsafe_html_is_noticed(html: str) -> None:
    assert unsafe(html)


def test_safe_html_is_accepted() -> None:
    html = '<h2 id="a">A</h2><p>a <a href="b.md#c">b</a> <img src="c.png" alt="" loading="lazy"> <code>&lt;script&gt;</code></p>'
    assert unsafe(html + '<math alttext="x"><mi>x</mi></math>') == []


def test_misplaced_findings_are_noticed() -> None:
    right = Finding("a.md", "QT110", "m", "r").at(2, 3)
    assert misplaced([right, right.at(1, 1), right.at(1, 2)], "a\nbb") == []
    wrong = [right.at(0, 1), right.at(3, 1), right.at(2, 0), right.at(2, 4)]
    wrong += [Finding("a.md", "QT999", "m", "r").at(1, 1), Finding("a.md", "QT110", "", "r").at(1, 1)]
    assert misplaced(wrong, "a\nbb") == wrong


def _catching(work: Callable[[], object]) -> None:
    """Do something as code that ignores its errors would."""
    try:
        work()
    except Exception:
        return


@pytest.mark.parametrize(
    "work",
    [
        lambda folder: (folder / "a").write_text("x"),
        lambda folder: (folder / "b").read_text(),
        lambda folder: (folder / "b").read_bytes(),
        lambda folder: os.open(folder / "c", os.O_CREAT | os.O_WRONLY),
        lambda folder: (folder / "d").mkdir(),
        lambda folder: (folder / "b").unlink(),
        lambda folder: (folder / "b").rename(folder / "e"),
        lambda folder: (folder / "f").symlink_to("/etc"),
        lambda folder: sqlite3.connect(folder / "g.sqlite").close(),
        lambda folder: socket.create_connection(("127.0.0.1", 9), 1),
        lambda folder: socket.getaddrinfo("localhost", 80),
        lambda folder: urllib.request.urlopen("file:///etc/passwd"),
        lambda folder: subprocess.run([sys.executable, "-c", ""]),
        lambda folder: os.system("true"),
        lambda folder: pickle.loads(pickle.dumps(io.StringIO)),
    ],
)  # fmt: skip
def test_effects_are_noticed(tmp_path: Path, work: Callable[[Path], object]) -> None:
    (tmp_path / "b").write_text("x")
    with pytest.raises(AssertionError), without_effects():
        _catching(lambda: work(tmp_path))


def test_reading_what_was_allowed_is_no_effect(tmp_path: Path) -> None:
    (tmp_path / "b").write_text("x")
    with without_effects(tmp_path):
        assert (tmp_path / "b").read_text() == "x"
        __import__("colorsys")
    with pytest.raises(AssertionError), without_effects(tmp_path):
        (tmp_path / "b").write_text("y")


def test_size_counts_characters_at_any_depth() -> None:
    assert size({"ab": ["c", ("de", None)], "f": b"gh"}) == 9 + len(["mapping", "list", "tuple"])
    deep: list[object] = []
    for _ in range(5000):
        deep = [deep]
    assert sum(1 for _ in parts(deep)) == 5001


def test_mutants_are_the_same_for_a_seed_and_differ_from_the_corpus() -> None:
    corpus, tokens = [b"one two\nthree", b"four"], (b"|", b"\n")
    found = list(mutants(corpus, tokens, 500, 1000, 1))
    assert found == list(mutants(corpus, tokens, 500, 1000, 1))
    assert found != list(mutants(corpus, tokens, 500, 1000, 2))
    assert len(set(found)) > 400
    assert max(map(len, found)) == 1000


def test_every_target_has_a_corpus_and_is_fuzzed() -> None:
    assert sorted(TARGETS) == sorted(command.TARGETS)
    made = {name for name, target in TARGETS.items() if target.made is not tuple}
    assert {path.name for path in CORPUS.iterdir()} | made == set(TARGETS)
