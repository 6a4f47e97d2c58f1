"""The size limit of the host, and the selection of outputs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator.build.weight import OverBudget, Weight
from generator.commands.cli import main
from generator.config.amounts import parse_amount
from generator.system.state import Made
from tests.helpers.crawl import crawl
from tests.helpers.folder import Folder


@pytest.mark.parametrize(
    ("text", "amount"),
    [("1 GB", 10**9), ("1.5MB", 1_500_000), ("20 kb", 20_000), ("7", 7), ("7 b", 7)],
)
def test_amounts_are_parsed(text: str, amount: int) -> None:
    assert parse_amount(text) == amount


@pytest.mark.parametrize("text", ["", "much", "1 TB", "-1 GB", "1,5 GB"])
def test_invalid_amounts_are_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the text is the whole message
        parse_amount(text)


def test_report_and_projection() -> None:
    made = {f"r{number}": Made("records", b"", 8_000 + number, 0, None) for number in range(1_000)}
    weight = Weight.of({**made, "a.css": Made("assets", b"", 150_000, 0, None)})
    assert weight.total == 1_000 * 8_000 + 499_500 + 150_000
    assert weight.files == 1_001
    report = weight.report(10**9, 1_000)
    assert "1,001 files, 8.6 MB of 1.0 GB (0.9%)" in report
    assert "by kind: records 8.5 MB in 1,000, assets 150.0 kB in 1" in report
    assert "median 8.5 kB, largest 9.0 kB" in report
    assert "largest: a.css 150.0 kB, r999 9.0 kB, r998 9.0 kB" in report
    assert weight.capacity(10**9, 1_000) == (10**9 - 150_000) * 1_000 // 8_499_500


def test_exceeded_budget_names_the_largest_files() -> None:
    weight = Weight()
    weight.add("records", "big.html", 100)
    weight.check(100, 1)
    with pytest.raises(OverBudget, match=r"big\.html"):
        weight.check(99, 1)


def test_site_over_budget_is_not_published(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    config = folder.path.parent / "mine.yml"
    text = "site_name: S\ntheme: {name: material}\nplugins:\n  - quicktakes: {budget: 1 MB}\n"
    config.write_text(text)
    folder.add("a.md", id=1)
    folder.build("--config", "mine.yml")
    out = capsys.readouterr().out
    assert "of 1.0 MB" in out
    assert re.search(r"the budget is reached at about [\d,]+ records", out)
    before = folder.tree()
    config.write_text(text.replace("1 MB", "9 kB"))
    folder.add("b.md", id=2)
    assert folder.run("build", "--config", "mine.yml") == 1
    assert "larger than its budget" in capsys.readouterr().err
    assert folder.tree() == before
    assert not list(folder.path.parent.glob(".out.next*"))
    config.write_text(text.replace("1 MB", "plenty"))
    assert folder.run("build", "--config", "mine.yml") == 2
    assert "plenty" in capsys.readouterr().err


def test_reported_bytes_equal_the_files_of_the_site(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(1, 60):
        folder.add(f"{number}.md", id=number)
    folder.add("about.md", "# About\n")
    folder.add("fig.png", b"x" * 5000)
    folder.build()
    tree = folder.tree()
    total = sum(map(len, tree.values()))
    assert f"{len(tree)} files, {total / 1000:.1f} kB of 1.0 GB" in capsys.readouterr().out


def test_outputs_can_be_selected(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("a.md", id=1)
    folder.build("--outputs", "pages,sitemap")
    names = set(folder.tree())
    assert {"learn/medicine/questions/what-is-question-1/index.html", "sitemap.xml", "404.html", "index.html"} <= names
    assert not {"q/1/index.html", "robots.txt", "a-z/index.html", "learn/medicine/index.html"} & names
    assert folder.run("build", "--outputs", "pages,carrots") == 2
    assert "carrots" in capsys.readouterr().err
    config = folder.path.parent / "mine.yml"
    config.write_text("site_name: S\ntheme: {name: material}\nplugins:\n  - quicktakes: {outputs: [pages, robots]}\n")
    folder.build("--config", "mine.yml")
    assert "robots.txt" in folder.tree()
    assert "sitemap.xml" not in folder.tree()
    folder.build("--config", "mine.yml", "--outputs", "sitemap")
    assert "learn/medicine/questions/what-is-question-1/index.html" not in folder.tree()


def test_site_with_every_output_has_no_broken_link(folder: Folder, serve_folder: object, tmp_path: Path) -> None:
    folder.add("a.md", id=1)
    assert (
        main(
            [
                "build",
                "--content",
                "records",
                "--site-dir",
                "out",
                "--outputs",
                "robots,sitemap,redirects,listings,pages",
            ]
        )
        == 0
    )
    assert callable(serve_folder)
    assert crawl(serve_folder(folder.site))[1] == []


def test_replacing_files_updates_the_weight() -> None:
    made = {f"r{number}": Made("records", b"", 100 + number, 0, None) for number in range(10)}
    weight = Weight.of(made)
    new = made["r1"]._replace(size=50)
    assert weight.exchange("r1", made["r1"], new)
    assert sorted(weight.sizes["records"]) == sorted(row.size for row in {**made, "r1": new}.values())
    assert weight.exchange("r2", made["r2"], None)
    assert weight.total == sum(row.size for path, row in made.items() if path not in ("r1", "r2")) + 50
    assert not weight.exchange("r9", made["r9"], made["r9"]._replace(size=1))
