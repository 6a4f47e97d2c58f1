"""``quicktakes new`` makes a complete record from a question, or refuses; existing files stay unchanged."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from generator.catalogue.facts import Facts, read
from generator.commands.cli import main
from generator.config import file
from generator.config.settings import read_settings
from generator.content import records
from generator.library.library import Library
from generator.library.related.new_question import near
from generator.system import atomic, files
from tests.helpers.folder import ROOT, Folder, tree
from tests.helpers.records import related_entry, topic_text

EXPECTED = """---
_schema: default
id: 8
date: 2027-01-15
title: >-
    How does ACh open its receptor?
article_title: >-
    How does ACh open its receptor?
date_format: MMM DD, YYYY
post_on_text: Posted on
seo:
  title: QuickTakes | Medicine
  page_description: >-
    TO FILL IN: the answer in one or two sentences (120 to 300 characters)
  page_keywords: >-
    TO FILL IN: what the answer is about, in up to ten words or phrases separated by commas
author: QuickTakes
question: >-
    How does ACh open its receptor?
answer: |-
    TO FILL IN: the answer in Markdown, on as many lines as needed, each indented by these four spaces.

    TO FILL IN: a heading starts with `###`, a list item with `-`; math goes between dollar signs, as in $Ca^{2+}$.
subject: Medicine
file_name: how-does-ach-open-its-receptor.md
url: /learn/medicine/questions/how-does-ach-open-its-receptor
score: -1.0
related_article1:
    id: 7
    title: >-
        Which: "receptors" bind acetylcholine?
    subject: Medicine
    url: /learn/medicine/questions/what-is-question-7
---

&nbsp;
"""


def seo(keywords: str) -> dict[str, str]:
    return {"title": "QuickTakes | Medicine", "page_description": "D.", "page_keywords": keywords}


def only(folder: Folder, known: set[Path]) -> Path:
    """Return the only new record of the folder."""
    (made,) = set(folder.path.rglob("*.md")) - known
    return made


def ask(folder: Folder, question: str, *arguments: str, subject: str = "Medicine") -> Path:
    """Run ``new``, expecting success, and return its file."""
    known = set(folder.path.rglob("*.md"))
    assert main(["new", "--content", str(folder.path), "--subject", subject, *arguments, "--", question]) == 0
    return only(folder, known)


def field(path: Path, key: str) -> Any:
    record, findings = records.read(path.name, path.read_bytes())
    assert record is not None
    assert findings == []
    return getattr(record, key)


def test_new_record_has_every_key_in_order(
    folder: Folder, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Key order, id, date, url, placeholders, and a related record found by a synonym of the topic."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    folder.add("topics/ach.md", topic_text("Acetylcholine", synonyms=["ACh"]))
    folder.add("medicine/1.md", id=3, question="What is bile?", seo=seo("bile"))
    folder.add("medicine/2.md", id=4, question="What is gall?", seo=seo("gall"))
    folder.add(
        "medicine/7.md",
        id=7,
        question='Which: "receptors" bind acetylcholine?',
        slug="what-is-question-7",
        seo=seo("receptor"),
    )
    made = ask(folder, "How does  ACh open\nits receptor?")
    assert made == folder.path / "medicine" / "how-does-ach-open-its-receptor.md"
    assert made.read_text("utf-8") == EXPECTED
    printed = capsys.readouterr()
    assert printed.out == "records/medicine/how-does-ach-open-its-receptor.md\n"
    assert printed.err == (
        'Suggested as related: Which: "receptors" bind acetylcholine? (records/medicine/7.md)\n'
        "Fill in the description, keywords and answer. `quicktakes check` reports what is missing.\n"
    )


def test_check_reports_what_is_left_to_fill_in(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("1.md", id=1)
    made = ask(folder, "What is a nerve?")
    capsys.readouterr()
    assert folder.run("check") == 1
    left = re.findall(r": QT117 `(\S+)` is not filled in", capsys.readouterr().out)
    assert left == ["seo.page_description", "seo.page_keywords", "answer"]
    text = made.read_text("utf-8")
    for number, line in enumerate([line for line in text.splitlines() if "TO FILL IN" in line]):
        text = text.replace(
            line, f"    Text {number} with $\\nu$ and\n    * a list" if number > 1 else f"    Text {number}"
        )
    made.write_text(text, "utf-8")
    assert folder.run("check", "--select", "QT1") == 0
    assert capsys.readouterr().out == "2 records, 0 errors, 0 warnings\n"
    folder.build("--strict")
    html = folder.read("learn/medicine/questions/what-is-a-nerve/index.html")
    assert 'alttext="\\nu"' in html
    assert "<li>a list</li>" in html


@pytest.mark.parametrize(
    ("asked", "how"),
    [
        ("What is the role of acetylcholine at the neuromuscular junction?", "the same"),
        ("what is the role of Acetylcholine, at the neuro-muscular junction", "the same"),
        ("How does ACh work at the NMJ?", "nearly the same"),
        ("What is acetylcholine's role in the myoneural junction?", "nearly the same"),
    ],
)
@pytest.mark.parametrize(
    "values",
    [{}, {"draft": True}, {"withdrawn": "wrong"}, {"id": "?"}, {"publish_on": "2999-01-01"}, {"url": "nowhere"}],
)
def test_duplicate_questions_are_refused(
    folder: Folder, capsys: pytest.CaptureFixture[str], asked: str, how: str, values: dict[str, Any]
) -> None:
    """In any spelling, and also if its record is unpublished or has errors."""
    folder.add("t/ach.md", topic_text("Acetylcholine", synonyms=["ACh"]))
    folder.add("t/nmj.md", topic_text("Neuromuscular junction", synonyms=["NMJ", "myoneural junction"]))
    question = "What is the role of acetylcholine at the neuromuscular junction?"
    folder.add("x/1.md", **{"id": 1, "question": question, "slug": "role", **values})
    folder.add("x/2.md", id=2)
    before = tree(folder.path)
    assert folder.run("new", asked, "--subject", "Medicine") == 1
    assert tree(folder.path) == before
    err = capsys.readouterr().err
    assert f"records/x/1.md already asks {how}" in err
    assert "edit that record, or use --force to add another one" in err
    ask(folder, asked, "--force")


@pytest.mark.parametrize(
    ("asked", "values", "is_suggested"),
    [
        ("What is the role of acetylcholine at the synapse?", {}, True),
        ("what is the role of Acetylcholine, at the synapse", {}, True),
        ("What is acetylcholine's role at the synapse?", {}, False),
        ("What is the role of acetylcholine at the synapse?", {"url": "nowhere"}, False),
    ],
)
def test_second_subject_is_suggested_for_the_same_question_only(
    asked: str, values: dict[str, Any], is_suggested: bool, folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    folder.add("n.md", id=2, subject="Nursing")
    question = "What is the role of acetylcholine at the synapse?"
    folder.add("a.md", **{"id": 1, "question": question, "slug": "role", **values})
    assert folder.run("new", asked, "--subject", "Nursing") == 1
    err = capsys.readouterr().err
    assert ("to list it under Nursing too, copy records/a.md" in err) == is_suggested
    assert ("edit that record, or use --force to add another one" in err) != is_suggested


@pytest.mark.parametrize(
    "asked",
    [
        "What is type 2 diabetes?",
        "How is type 1 diabetes treated?",
        "What is the difference between type 1 and type 2 diabetes?",
        "What is diabetes?",
        "What causes type 1 diabetes?",
    ],
)
def test_different_questions_are_accepted(folder: Folder, asked: str) -> None:
    folder.add("1.md", id=1, question="What is type 1 diabetes?", seo=seo("diabetes"))
    folder.add("2.md", id=2, question="How is gout treated?", seo=seo("gout"))
    ask(folder, asked)


def test_force_creates_a_duplicate_with_its_own_url(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("medicine/what-is-a-nerve.md", id=1, question="What is a nerve?", slug="what-is-a-nerve")
    one, two = (ask(folder, "What is a nerve?", "--force") for _ in range(2))
    assert [one.name, two.name] == ["what-is-a-nerve-2.md", "what-is-a-nerve-3.md"]
    assert field(one, "url") == "/learn/medicine/questions/what-is-a-nerve-2"
    capsys.readouterr()
    folder.run("check", "--select", "QT1")
    assert set(re.findall(r": (QT\d+) ", capsys.readouterr().out)) == {"QT117"}


def test_article_in_several_files_is_suggested_once(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """The primary file is named and suggested once; for another subject, the remedy is to copy the file."""
    article: dict[str, Any] = {"id": 7, "question": "Why is skin dry?", "title": "Why is skin dry?", "seo": seo("skin")}
    url = "/learn/health-studies/questions/dry-skin"
    folder.add("health/skin.md", **article, subject="Health Studies", url=url)
    folder.add("medicine/skin.md", **article, slug="dry-skin", primary=True)
    for number, word in enumerate(["bile", "gall", "pus", "lymph", "urine"]):
        question = f"What is {word}?"
        folder.add(f"nursing/{word}.md", id=number + 1, question=question, subject="Nursing", seo=seo(word), slug=word)
    made = ask(folder, "Which cells renew the skin?")
    assert [entry.url for entry in field(made, "related")] == ["/learn/medicine/questions/dry-skin"]
    made.unlink()
    capsys.readouterr()
    assert folder.run("new", "why is skin dry", "--subject", "Medicine") == 1
    told = "records/medicine/skin.md already asks the same: Why is skin dry?\n"
    assert (
        capsys.readouterr().err
        == f"quicktakes: {told}edit that record, or use --force to add another one\nNothing was changed.\n"
    )
    assert folder.run("new", "Why is skin dry?", "--subject", "health studies") == 1
    assert (
        capsys.readouterr().err
        == f"quicktakes: {told}edit that record, or use --force to add another one\nNothing was changed.\n"
    )
    assert folder.run("new", "Why is skin dry?", "--subject", "Nursing") == 1
    assert capsys.readouterr().err == (
        f"quicktakes: {told}to list it under Nursing too, copy records/medicine/skin.md, keep its id and change its "
        "subject, url and file_name; or use --force to add another record\nNothing was changed.\n"
    )
    assert field(ask(folder, "Why is skin dry?", "--force", subject="Nursing"), "id") == 8


SIGNS = "What is Na+?", "What is Na?"


def test_questions_that_differ_only_in_signs_need_force(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("1.md", id=1, question=SIGNS[0], slug="what-is-na")
    assert folder.run("new", SIGNS[1], "--subject", "Medicine") == 1
    assert "nearly the same" in capsys.readouterr().err
    assert ask(folder, SIGNS[1], "--force").name == "what-is-na-2.md"


ODD = [
    "How " + "very " * 58 + "long?",
    "Why" + "y" * 297,
    "Почему " + "нервная клетка не делится " * 11 + "?",
    "Does 😀 change the 👩‍⚕️’s heart rate?",
    "ما هو المشبك العصبي العضلي؟",
    "What is \u200fالمشبك\u200e in English?",
    'What is a "nerve": cable, #1 or \'wire\'?',
    "-70 mV: what is it?",
    "--force: when is it applied?",
    "- is a hyphen a bullet?",
    "# of beats: how many?",
    "{a: b}, [c] & *d*?",
    "| > % @ ` ! what?",
    "What is $E_K$ \\neq \\nu, in `code`?",
    "TO FILL IN: a form?",
    "null", "yes", "1", "2024-11-27", "---", "1e3?",
    "index?", "a.b.html", "What is 50% of <b>x</b>?",
    "Ménière’s disease — what is it?", "骨は何ですか", "ﬁbre ½ Ⅳ?",
]  # fmt: skip


@pytest.mark.parametrize("question", ODD, ids=range(len(ODD)))
def test_unusual_questions_give_valid_records_or_are_refused(
    folder: Folder, capsys: pytest.CaptureFixture[str], question: str
) -> None:
    folder.add("1.md", id=1)
    if question in ("---",):
        assert main(["new", "--content", str(folder.path), "--subject", "Medicine", "--", question]) == 2
        assert "has no letter or digit" in capsys.readouterr().err
        return
    if question == "index?":
        assert main(["new", "--content", str(folder.path), "--subject", "Medicine", "--", question]) == 1
        assert "QT114" in capsys.readouterr().err
        return
    made = ask(folder, question)
    asked = " ".join(question.split())
    assert [field(made, key) for key in ("title", "article_title", "question")] == [asked] * 3
    assert len(made.name.encode()) <= 240
    capsys.readouterr()
    folder.run("check", "--select", "QT1", str(made))
    assert re.findall(r": (QT\d+) ", capsys.readouterr().out) == ["QT117"] * 3
    made.write_text(made.read_text("utf-8").replace("TO FILL IN:", "Now:"), "utf-8")
    folder.build()
    assert (folder.site / f"{str(field(made, 'url')).strip('/')}/index.html").is_file()


@pytest.mark.parametrize(
    ("question", "subject", "told"),
    [
        ("", "Medicine", "the question '' has no letter or digit"),
        (" …?! 😀 ", "Medicine", "has no letter or digit"),
        ("What is \x1b[31mred?", "Medicine", r"the question contains the unprintable character '\x1b'"),
        ("What is \udcff?", "Medicine", r"the question contains the unprintable character '\udcff'"),
        ("What is it?", "?", "--subject '?' has no letter or digit"),
        ("What is it?", "Medcine", "unknown --subject 'Medcine'; did you mean Medicine?"),
        ("What is it?", "Astronomy", "unknown --subject 'Astronomy'; known subjects: Health Studies, Medicine."),
    ],
)
def test_invalid_questions_and_subjects_are_refused(
    folder: Folder, capsys: pytest.CaptureFixture[str], question: str, subject: str, told: str
) -> None:
    folder.add("1.md", id=1)
    folder.add("2.md", id=2, subject="Health Studies")
    before = tree(folder.path)
    assert main(["new", question, "--subject", subject, "--content", str(folder.path)]) == 2
    assert told in capsys.readouterr().err
    assert tree(folder.path) == before


def test_question_that_looks_like_an_option(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    assert folder.run("new", "-70 mV: why?", "--subject", "Medicine") == 2
    assert "begins with a hyphen last, after --" in capsys.readouterr().err
    assert folder.run("new", "Why?", "--subjet", "Medicine") == 2
    assert "begins with a hyphen" not in capsys.readouterr().err


PROJECT = """site_name: S
docs_dir: records
theme: {name: material, font: false}
exclude_docs: |
  notes/
plugins:
  - quicktakes:
      subjects:
        Medicine: {slug: med}
        Nursing: {}
        Notes: {}
"""


def test_subject_is_found_by_name_or_slug(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """Any casing, configured slugs, configured subjects without records, subjects of drafts; new ones with --force."""
    (folder.path.parent / "mkdocs.yml").write_text(PROJECT, "utf-8")
    folder.add("med/1.md", id=1)
    folder.add("2.md", id=2, subject="Computer science", draft=True)
    for number, (given, name, url) in enumerate(
        [
            ("medicine", "Medicine", "/learn/med/questions/q-0"),
            ("MED", "Medicine", "/learn/med/questions/q-1"),
            ("nursing", "Nursing", "/learn/nursing/questions/q-2"),
            ("Computer-Science", "Computer science", "/learn/computer-science/questions/q-3"),
        ]
    ):
        made = ask(folder, f"Q {number}", "--force", subject=given)
        assert (field(made, "subject"), field(made, "url")) == (name, url)
        assert field(made, "seo").title == f"S | {name}"
    made = ask(folder, "Why?", "--force", subject="Oral  Surgery & Care")
    assert (field(made, "subject"), made.parent.name) == ("Oral Surgery & Care", "oral-surgery-care")
    assert main(["new", "Is it read?", "--subject", "Notes"]) == 1
    assert "notes/is-it-read.md is excluded by exclude_docs" in capsys.readouterr().err


def test_subject_named_like_an_ignored_folder_is_refused(folder: Folder) -> None:
    folder.add("medicine/1.md", id=1)
    assert folder.run("new", "Why?", "--subject", "Templates", "--force") == 1


def test_new_record_is_put_next_to_records_of_its_subject(folder: Folder) -> None:
    for number in range(1, 4):
        folder.add(f"{'old' if number == 1 else 'body/2024'}/{number}.md", id=number)
    assert ask(folder, "Why is it there?").parent == folder.path / "body" / "2024"
    assert ask(folder, "Where else?", "--force", subject="Nursing").parent == folder.path / "nursing"


def test_new_record_is_put_at_the_top_of_a_flat_folder(folder: Folder) -> None:
    folder.add("1.md", id=1)
    assert ask(folder, "Where is it?").parent == folder.path
    assert ask(folder, "Where else?", "--force", subject="Nursing").parent == folder.path


def test_first_record_of_an_empty_folder(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    assert folder.run("new", "Why?", "--subject", "Medicine") == 2
    assert "known subjects: none yet. Use --force to add a new subject" in capsys.readouterr().err
    made = ask(folder, "Why?", "--force")
    assert (made.relative_to(folder.path).as_posix(), field(made, "id")) == ("medicine/why.md", 1)


def test_new_id_follows_the_highest_id_in_use(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """It also avoids ids that other records name, and ids of unreadable files."""
    folder.add("1.md", id=5, related_article1=related_entry(6), same_as=7)
    folder.add("2.md", "---\n_schema: default\nid: 8\nquestion: a: b\n---\n")
    folder.add("3.md", "---\n_schema: topic\nid: 9\n---\n")
    assert field(ask(folder, "Why?"), "id") == 10
    err = capsys.readouterr().err
    assert "records/2.md cannot be read, so its question is not compared" in err
    folder.add("4.md", id=10**18 - 1)
    assert field(ask(folder, "And?"), "id") == 1


def test_existing_files_are_never_overwritten(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("medicine/1.md", id=1, aliases=["/Learn/medicine/questions/why-2/"])
    folder.add("medicine/why.md", "An authored page.")
    folder.add("learn/medicine/questions/why-3.md", "An authored page at the address.")
    folder.add("t/why.md", topic_text("Whyness", url="/learn/medicine/questions/why-4"))
    folder.add("medicine/why-5.md/note.txt", "A folder of that name.")
    before = tree(folder.path)
    made = ask(folder, "Why?")
    assert made.name == "why-6.md"
    after = tree(folder.path)
    assert before == {path: data for path, data in after.items() if path in before}
    assert len(after) == len(before) + 1
    capsys.readouterr()
    folder.run("check", str(made))
    assert "QT12" not in capsys.readouterr().out


def test_create_never_replaces_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "new" / "a.md"
    for link in (os.link, _no_links):
        monkeypatch.setattr(os, "link", link)
        atomic.create(target, b"one")
        with pytest.raises(FileExistsError, match=r"a\.md"):
            atomic.create(target, b"two")
        assert tree(tmp_path) == {"new/a.md": b"one"}
        target.unlink()


def _no_links(source: Path, target: Path) -> None:
    raise PermissionError(1, "Operation not permitted")


def test_folder_without_write_permission_is_reported(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("medicine", "A file where the subject's folder should be.")
    folder.add("other/1.md", id=1, subject="Nursing")
    assert folder.run("new", "Why?", "--subject", "Medicine", "--force") == 2
    assert "medicine: File exists" in capsys.readouterr().err


def editor(folder: Folder, monkeypatch: pytest.MonkeyPatch, script: str, name: str = "EDITOR") -> None:
    """Set an editor that runs a script on the file (``path``)."""
    program = folder.path.parent / f"{name} program.py"
    program.write_text(f"import sys, pathlib\npath = pathlib.Path(sys.argv[1])\n{script}\n", "utf-8")
    monkeypatch.setenv(name, f"{shlex.quote(sys.executable)} {shlex.quote(str(program))}")


FILL = """text = path.read_text("utf-8")
for line in text.splitlines():
    if "TO FILL IN" in line:
        text = text.replace(line, line[:4] + ("Text with $\\\\nu$." if "$" in line else "Words enough, with a comma, for what is asked here."))
path.write_text(text, "utf-8")"""


def test_edit_opens_the_editor_and_checks_the_record(
    folder: Folder, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.add("1.md", id=1)
    monkeypatch.delenv("VISUAL", raising=False)
    editor(folder, monkeypatch, FILL)
    made = ask(folder, "Why is it so?", "--edit")
    assert "TO FILL IN" not in made.read_text("utf-8")
    assert capsys.readouterr().out == "records/why-is-it-so.md\n1 record, 0 errors, 0 warnings\n"
    editor(
        folder,
        monkeypatch,
        "path.write_text(path.read_text('utf-8').replace('TO FILL IN', '[x](#no)'), 'utf-8')",
        "VISUAL",
    )
    assert folder.run("new", "How is it so?", "--subject", "Medicine", "--edit") == 1
    out = capsys.readouterr().out
    assert "records/how-is-it-so.md:21:9: QT151" in out
    assert "why-is-it-so.md" not in out


@pytest.mark.parametrize(
    ("script", "told", "stays"),
    [
        ("sys.exit(3)", "Editing failed; records/why-is-it-so.md is written; open it in another editor", True),
        ("path.unlink()", "records/why-is-it-so.md no longer exists", False),
        ("pass", "1 record, 3 errors, 0 warnings", True),
    ],
)
def test_edit_reports_failing_editors_and_unchanged_files(
    folder: Folder,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    script: str,
    told: str,
    stays: bool,
) -> None:
    folder.add("1.md", id=1)
    editor(folder, monkeypatch, script, "VISUAL")
    assert folder.run("new", "Why is it so?", "--subject", "Medicine", "--edit") == 1
    printed = capsys.readouterr()
    assert told in printed.out + printed.err
    assert (folder.path / "why-is-it-so.md").exists() == stays


def test_terminal_escapes_in_records_are_not_printed(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("1.md", id=1, question="What is \x9b31m bile?", title="What is \u202e bile?")
    folder.add("2.md", id=2, question="What is gout?")
    assert folder.run("new", "What is bile?", "--subject", "Medicine") == 1
    assert not set(capsys.readouterr().err) & {"\x9b", "\u202e"}


def surveyed(folder: Folder) -> Facts:
    settings = read_settings(file.default_config(), content=folder.path, state_dir=folder.path.parent / "state")
    return read(settings, files.discover(folder.path))


@pytest.mark.parametrize(("command", "kept"), [("build", "state.sqlite"), ("check", "check/state.sqlite")])
def test_result_is_the_same_with_and_without_a_state(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, command: str, kept: str
) -> None:
    folder.add("t/ach.md", topic_text("Acetylcholine"))
    folder.add("about.md", "A page.")
    for number in range(1, 5):
        folder.add(f"{number}.md", id=number, related_article1=related_entry(number + 90))
    for path in folder.path.rglob("*.md"):
        os.utime(path, (10**9, 10**9))  # so that a later edit has a different time
    cold = surveyed(folder)
    site = ["--site-dir", str(folder.site)] if command == "build" else []
    assert main([command, "--content", str(folder.path), "--state", str(folder.path.parent / "state"), *site]) == 0
    assert surveyed(folder) == cold
    read: list[str] = []
    original = files.read

    def watched(base: Path, path: str) -> bytes:
        read.extend([path] if base == folder.path else [])
        return original(base, path)

    monkeypatch.setattr(files, "read", watched)
    folder.add("2.md", id=22, question="Another?")
    folder.add("3.md", "---\nid: 33\nquestion: [\n---\n")
    folder.add("4.md", "Now a page.")
    folder.add("5.md", id=5)
    (folder.path / "1.md").unlink()
    warm = surveyed(folder)
    assert set(read) == {"2.md", "3.md", "4.md", "5.md"}
    (folder.path.parent / "state" / kept).write_bytes(b"torn")
    assert surveyed(folder) == warm
    assert ([record.id for record in warm.records], warm.broken) == ([22, 5], ["3.md"])
    assert 33 in warm.mentioned


def test_init_new_and_check_in_an_empty_folder(tmp_path: Path) -> None:
    """``init``, ``new`` and ``check``, each in its own process."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}

    def run(*command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "generator", *command], cwd=cwd, capture_output=True, text=True, env=environment
        )

    assert run("init", "site", cwd=tmp_path).returncode == 0
    made = run("new", "Why is bone hard?", "--subject", "Medicine", cwd=tmp_path / "site")
    assert made.stdout == "content/medicine/why-is-bone-hard.md\n", made.stderr
    checked = run("check", made.stdout.strip(), cwd=tmp_path / "site")
    assert checked.stdout.count("QT117") == 3


def test_own_records_are_found_by_their_question(
    folder: Folder, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every third own record is refused as a duplicate; none is once its file is removed."""
    monkeypatch.chdir(folder.path.parent)
    settings = read_settings(ROOT / "mkdocs.yml")
    known = read(settings, files.discover(settings.content))
    for record in known.records[::3]:
        others = [other for other in known.records if other is not record]
        for rest, expected in ((known.records, [(record.id, 1.0)]), (others, [])):
            library = Library(rest, settings.today)
            found = near(record.question, rest, library, known.features, known.topics)
            assert [(same.id, similarity) for same, similarity in found.same] == expected
            assert record.id not in [suggested.id for suggested in found.suggested]
