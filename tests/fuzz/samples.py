"""A small site, built once in each process: where the inputs of the state's and the search's readers come from."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from contextlib import redirect_stdout
from dataclasses import dataclass
from functools import cache
from io import StringIO
from pathlib import Path

from generator.config.settings import Settings, read_settings
from tests.helpers.folder import Folder
from tests.helpers.records import related_entry, topic_text

_CONFIG = "site_name: Name\ntheme: {name: material}\ndocs_dir: records\nplugins: [quicktakes]\n"
_TIME = 1_700_000_000


@dataclass(frozen=True)
class Sample:
    """A project in a temporary folder: its settings, and the bytes of its state and of its search index by path."""

    settings: Settings
    state: bytes
    index: dict[str, bytes]


@cache
def scratch() -> Path:
    """An empty folder of this process, removed at its end."""
    folder = Path(tempfile.mkdtemp(prefix="quicktakes-fuzz-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache
def sample() -> Sample:
    """Build the site."""
    top = scratch() / "sample"
    folder = Folder(top / "records", top / "site")
    folder.add("1.md", id=1, question="What is a nerve?", answer="A bundle of axons: $x^2$ and [more](2.md).")
    folder.add("2.md", id=2, question="What is a muscle?", answer="It contracts.", related_article1=related_entry(1))
    folder.add("3.md", id=-3, question="Where is the spleen?", subject="Health Studies", answer="On the left.")
    folder.add("nerve.md", topic_text("Nerve"))
    for path in folder.path.iterdir():
        os.utime(path, (_TIME, _TIME))  # so that only digests differ between two samples
    config = top / "mkdocs.yml"
    config.write_text(_CONFIG)
    with redirect_stdout(StringIO()):
        folder.build("--config", str(config), "--jobs", "1")
        folder.run("check", "--config", str(config), "--state", str(top / "state"), "--jobs", "1")
    settings = read_settings(config, state_dir=top / "state")
    index = {
        path.relative_to(folder.site).as_posix(): path.read_bytes() for path in folder.site.glob("search/**/*.bin")
    }
    return Sample(settings, (top / "state/check/state.sqlite").read_bytes(), index)
