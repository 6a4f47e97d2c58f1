"""What a content folder must not hold, as each command reports it."""

from __future__ import annotations

import json
import os
import unicodedata
from pathlib import Path

import pytest

from tests.helpers.folder import Folder

OUT = (
    "QT144 a link leads out of the content folder, or to a hidden or excluded file, so it is not read; "
    "copy the file to this place"
)


@pytest.fixture
def hostile(folder: Folder) -> Folder:
    """A record, and one path of each kind that no command reads."""
    folder.add("1.md", id=1)
    secret = folder.path.parent / "secret"
    secret.mkdir()
    (secret / "key.txt").write_text("s3cr3t")
    (folder.path / "leak.txt").symlink_to(secret / "key.txt")
    (folder.path / "leak.md").symlink_to(secret / "key.txt")
    (folder.path / "people.yml").symlink_to("/proc/self/environ")
    (folder.path / "all").symlink_to(secret)
    os.mkfifo(folder.path / "pipe.md")
    (folder.path / "up").symlink_to(".")
    folder.add(".secret/config", b"s3cr3t")
    (folder.path / "within.txt").symlink_to(".secret/config")
    Path(os.fsdecode(os.fsencode(folder.path) + b"/bad\xff.md")).write_text("x")
    return folder


PLACES = [
    ("all", "QT144"), ("bad\\udcff.md", "QT147"), ("leak.md", "QT144"), ("leak.txt", "QT144"), ("people.yml", "QT144"),
    ("pipe.md", "QT145"), ("up", "QT146"), ("within.txt", "QT144"),
]  # fmt: skip


def test_check_reports_each_in_every_format(hostile: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    assert hostile.run("check") == 1
    *lines, _ = capsys.readouterr().out.splitlines()
    assert [tuple(line.removeprefix("records/").split(":1:1: ")[0:1]) for line in lines] == [(p,) for p, _ in PLACES]
    assert f"records/leak.txt:1:1: {OUT}" in lines
    for style in ("json", "sarif", "github", "gitlab", "junit"):
        if hostile.run("check", "--format", style) == 2:
            continue  # not a format of this version
        out = capsys.readouterr().out
        out.encode("utf-8")
        assert out.count("QT144") >= 4
    assert hostile.run("check", "--format", "json") == 1
    assert "QT145" in json.dumps(json.loads(capsys.readouterr().out))


def test_nothing_of_them_is_published(hostile: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    assert hostile.run("build") == 1
    assert OUT in capsys.readouterr().err
    assert not hostile.site.exists()
    assert hostile.run("build", "--keep-going") == 1  # with the rest
    written = [file for file in hostile.site.rglob("*") if file.is_file()]
    assert not any(b"s3cr3t" in file.read_bytes() for file in written)
    assert not {"all", "leak.txt", "up", "within.txt"} & {name for file in written for name in file.parts}


def test_folders_that_no_command_reads_are_not_entered(folder: Folder) -> None:
    """Links to each other in them had no end, and files of a folder outside were looked at."""
    folder.add("1.md", id=1)
    for top in (".hidden", "templates"):
        for name, other in (("x", "y"), ("y", "x")):
            (folder.path / top / name).mkdir(parents=True)
            for number in range(2):
                (folder.path / top / name / f"l{number}").symlink_to(f"../{other}")
    assert folder.run("check") == 0
    folder.build()


def test_findings_end_with_their_cause(hostile: Folder) -> None:
    for path in hostile.path.iterdir():
        if path.name not in ("1.md", ".secret"):
            path.unlink()
    assert hostile.run("check") == 0
    hostile.build()
    (hostile.path / "leak.txt").symlink_to("/etc/passwd")
    assert hostile.run("build") == 1
    assert hostile.run("check") == 1
    (hostile.path / "leak.txt").unlink()
    assert hostile.run("check") == 0
    hostile.build()


def test_commands_that_write_do_not_read_them(hostile: Folder) -> None:
    assert hostile.run("fix", "--force") in (0, 1)
    assert hostile.run("mv", "1", "new", "--force") == 0
    assert (hostile.path.parent / "secret/key.txt").read_text() == "s3cr3t"


@pytest.mark.parametrize(
    "names", [("Pump.png", "pump.png"), ("é.png", unicodedata.normalize("NFD", "é.png")), ("A/x.png", "a/X.png")]
)
def test_names_that_are_one_file_elsewhere_are_a_warning(
    folder: Folder, capsys: pytest.CaptureFixture[str], names: tuple[str, str]
) -> None:
    folder.add("1.md", id=1)
    for name in names:
        folder.add(name, b"x")
    first, second = sorted(names)
    assert folder.run("check") == 0
    assert f"records/{second}:1:1: QT148 (warning) on many computers this is the same file as {first}" in (
        capsys.readouterr().out
    )
    folder.build()


@pytest.mark.parametrize(
    ("path", "what"),
    [
        *((name, "has the name of a folder of the site") for name in ("learn", "q", "search", "learn/medicine")),
        ("Learn/Medicine/questions", "has the name of a folder of the site"),
        ("robots.txt/x", "is in a folder with the name of the generated file robots.txt"),
        ("feed.json/x.md", "is in a folder with the name of the generated file feed.json"),
        ("deep/index.html/x", "is in a folder with the name of the generated file index.html"),
    ],
)
def test_names_of_the_sites_own_folders_and_files_are_errors(
    folder: Folder, capsys: pytest.CaptureFixture[str], path: str, what: str
) -> None:
    folder.add("1.md", id=1)
    folder.add(path, b"x")
    assert folder.run("check") == 1
    assert f"records/{path}:1:1: QT122 the file {what}; " in capsys.readouterr().out
