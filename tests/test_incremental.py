"""Law 2: after any sequence of changes, an incremental build leaves the very bytes that a clean build would."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from generator.cli import main
from tests.conftest import SITE_URL, Folder, related_entry, tree

NUMBERS = st.integers(1, 8)
TEXTS = st.sampled_from(
    [
        "An answer.",
        "Another one.",
        r"### First\n\nText.\n\n### Second\n\n1. **a**: b\n- c",
        r"See [the other](/learn/medicine/questions/what-is-question-2) and [a part](#first).",
        r"See [it](3.md#second), an ![image](image.png) and [About](about.md).",
        r"Math $E = mc^2$ and a <b>tag</b>.",
    ]
)
CONFIG = "site_name: {name}\ntheme: {{name: material, custom_dir: mine}}\ndocs_dir: records\nnav: {nav}\nplugins: [quicktakes]\n"


class Site(RuleBasedStateMachine):
    """A project that is changed at random; the site of one state folder follows it."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp(prefix="quicktakes-incremental-"))
        self.folder = Folder(self.root / "records", self.root / "site")
        self.records: dict[str, dict[str, object]] = {}
        (self.root / "mine" / "assets").mkdir(parents=True)
        self.clean = 0

    def teardown(self) -> None:
        shutil.rmtree(self.root)

    def write(self, name: str) -> None:
        values = dict(self.records[name])
        self.folder.add(name, **values)  # type: ignore[arg-type]

    @initialize()
    def begin(self) -> None:
        self.configure("Name", "[{About: about.md}]")
        self.author("Words.")
        self.add(1, "An answer.", 2)
        self.add(2, "An answer.", 1)

    @rule(number=NUMBERS, text=TEXTS, other=NUMBERS)
    def add(self, number: int, text: str, other: int) -> None:
        related = {"related_article1": related_entry(other)} if other != number else {}
        self.records[f"{number}.md"] = {"id": number, "answer": text, **related}
        self.write(f"{number}.md")

    @rule(data=st.data(), key=st.sampled_from(["answer", "question", "slug", "subject", "draft", "withdrawn", "body"]))
    def edit(self, data: st.DataObject, key: str) -> None:
        if self.records:
            name = data.draw(st.sampled_from(sorted(self.records)))
            values = {
                "answer": TEXTS, "question": st.sampled_from(["Why?", "What now?"]), "slug": st.sampled_from(["x", "y"]),
                "subject": st.sampled_from(["Medicine", "Health Studies", "medicine"]), "draft": st.booleans(),
                "withdrawn": st.sampled_from(["", "Wrong."]), "body": st.sampled_from(["\n&nbsp;", "\nMore."]),
            }  # fmt: skip
            self.records[name][key] = data.draw(values[key])
            self.write(name)

    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        if self.records:
            name = data.draw(st.sampled_from(sorted(self.records)))
            del self.records[name]
            (self.folder.path / name).unlink()

    @rule(data=st.data(), new=st.sampled_from(["new.md", "deep/er.md"]))
    def rename(self, data: st.DataObject, new: str) -> None:
        if self.records and new not in self.records:
            name = data.draw(st.sampled_from(sorted(self.records)))
            self.records[new] = self.records.pop(name)
            (self.folder.path / new).parent.mkdir(exist_ok=True)
            (self.folder.path / name).rename(self.folder.path / new)

    @rule()
    def check_out(self) -> None:
        """A fresh checkout: the same bytes under new times."""
        for path in self.folder.path.rglob("*.md"):
            os.utime(path)

    @rule(name=st.sampled_from(["Name", "Other"]), nav=st.sampled_from(["[{About: about.md}]", "[1.md, about.md]"]))
    def configure(self, name: str, nav: str) -> None:
        (self.root / "mkdocs.yml").write_text(CONFIG.format(name=name, nav=nav))

    @rule(text=st.sampled_from(["Words.", "# Title\n\nOther words, [a record](1.md)."]))
    def author(self, text: str) -> None:
        self.folder.add("about.md", text)
        self.folder.add("index.md", text)

    @rule(there=st.booleans())
    def picture(self, there: bool) -> None:
        if there:
            self.folder.add("image.png", b"\x89PNG")
        else:
            (self.folder.path / "image.png").unlink(missing_ok=True)

    @rule(text=st.sampled_from(["{{ site.disclaimer }}", "<p>{{ site.name }}</p>"]))
    def template(self, text: str) -> None:
        (self.root / "mine" / "footer.html").write_text(text)

    @rule(data=st.data())
    def lose(self, data: st.DataObject) -> None:
        """Someone removes a file of the site, or puts a folder there."""
        files = sorted(tree(self.folder.site)) if self.folder.site.exists() else []
        if files:
            (self.folder.site / data.draw(st.sampled_from(files))).unlink()
            (self.folder.site / "learn" / "foreign").mkdir(parents=True, exist_ok=True)
            (self.folder.site / "learn" / "foreign" / "file").touch()

    @rule()
    def remember_nothing(self) -> None:
        shutil.rmtree(self.root / "state", ignore_errors=True)

    def build(self, site: str, state: str, *options: str) -> int:
        return main(
            ["build", "--config", str(self.root / "mkdocs.yml"), "--site-dir", str(self.root / site), "--clean" if not state else "--keep-going",
             "--keep-going", "--state", str(self.root / (state or "none")), "--site-url", SITE_URL, *options]
        )  # fmt: skip

    @invariant()
    def incremental_equals_clean(self) -> None:
        if (self.root / "mkdocs.yml").exists() and (self.folder.path / "about.md").exists():
            assert self.build("clean", "") == self.build("site", "state")
            expected, found = tree(self.root / "clean"), tree(self.folder.site)
            assert found.keys() == expected.keys()
            assert [path for path in found if found[path] != expected[path]] == []


def test_incremental_equals_clean() -> None:
    run_state_machine_as_test(
        Site, settings=hypothesis_settings(max_examples=12, stateful_step_count=14, deadline=None, derandomize=True)
    )
