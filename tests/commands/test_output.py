"""Output is inert: hostile titles, keys and file names in every command, on the terminal, in a workflow, in Markdown."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import comrak
import pytest

from generator.commands.cli import main
from tests.helpers.folder import Folder
from tests.helpers.records import related_entry, topic_text
from tests.helpers.repository import commit

ESCAPE = "\x1b]0;PWNED\x07\x1b]8;;https://evil.example\x1b\\\x9b2J"
INJECTED = "\n::error::PWNED\r::stop-commands::x\u2028::add-mask::y\x85##[error]PWNED\n"
HOSTILE = f"What is {ESCAPE}\u202ethis\u2066{INJECTED}thing?"
NAME = f"na{ESCAPE.replace('/', '')}me{INJECTED}.md"
CONTROLS = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029\ud800-\udfff]")
COMMANDS = (
    "build --keep-going", "check --info", "check --info --format json", "check --info --format github",
    "doctor", "doctor --json", "export --format csv --output out.csv", "export --format jsonl --output out.jsonl",
    "fix --diff", "fix --force", "mv 4 /learn/medicine/questions/other --diff", "mv 4 another", "rm 4 --diff", "rm 1",
    "new What_is_a_new_thing? --subject Medicine", "report changes --changed-since HEAD",
    "report changes --changed-since HEAD --json", "report duplicates", "report duplicates --json", "report links",
    "report links --json", "report permalinks --against sitemap.xml",
    "report permalinks --against sitemap.xml --format github", "report permalinks --against sitemap.xml --format json",
    "report reading", "report reading --json", "report review", "report review --json", "schema",
    "import records rows.csv", "search thing", "search thing --json", "no-such\x1b[2J", "check --\x1b[2J\n::error::x",
    "check no-such\x1b[2J\n::error::x",
)  # fmt: skip


@pytest.fixture
def hostile(folder: Folder) -> Folder:
    """Records, a topic, rows and a sitemap whose texts and names attack whoever prints them."""
    top = folder.path.parent
    folder.add("0.md", id=9)
    (top / ".gitignore").write_text("out\n.cache\nstate\n")
    commit(top)
    for number, name in ((1, "1.md"), (2, NAME), (3, "3.md")):
        folder.add(
            name, id=number, question=HOSTILE, title=HOSTILE, slug=f"a-{number}", answer=f"Text of `{number}` ** a.",
            seo={"title": "x", "page_description": f"A text {ESCAPE}.", "page_keywords": f"nerve, {HOSTILE}"},
            related_article1=related_entry(99, title=HOSTILE), **{f"k{ESCAPE}{INJECTED}": "1"},
        )  # fmt: skip
    folder.add("4.md", id=4, answer="A thing.", title="What is this thing?\u202e ##[error]x", review_due="2020-01-01")
    folder.add("5.md", id=5, answer=f"See [it](4.md) and [that](\x1b{ESCAPE}.md) \u202e.\n\n    ::error::x {ESCAPE}")
    folder.add("t.md", topic_text("Nerve", synonyms=[HOSTILE], keywords=[HOSTILE]))
    (top / "rows.csv").write_text(f'id,question,{ESCAPE}\n7,"{HOSTILE}","{HOSTILE}"\n', newline="")
    (top / "sitemap.xml").write_text(
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        "<url><loc>https://user.github.io/repo/</loc></url>"
        "<url><loc>https://user.github.io/repo/learn/a%0A::error::x%1B/questions/b##[error]/</loc></url></urlset>"
    )
    return folder


def run(folder: Folder, command: str) -> int:
    arguments = [part.replace("_", " ") if part.startswith("What") else part for part in command.split(" ")]
    if arguments[0] == "search":
        return main([*arguments[:2], str(folder.site), *arguments[2:]])
    return folder.run(*arguments)


def started(text: str) -> list[str]:
    """The lines that GitHub's runner takes for a command."""
    return [line for line in re.split(r"\r\n|\n|\r", text) if re.match(r"\s*::", line) or "##[" in line]


@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_prints_controls_or_workflow_commands(
    command: str, hostile: Folder, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    if command.startswith("search"):
        (hostile.path / NAME).unlink()  # a site is not published with this name
        hostile.run("build", "--keep-going")
        capsys.readouterr()
    run(hostile, command)
    out, err = capsys.readouterr()
    assert out + err
    assert CONTROLS.findall(out + err) == []
    if "github" in command:
        assert {line.split("::")[1].split(" ")[0] for line in started(out)} <= {"error", "warning", "notice"}
        assert all(re.fullmatch(r"::\w+ [^:]*::.*", line) for line in started(out))
        assert "##[" not in out
    else:
        assert started(out + err) == []
    if "json" in command and not command.startswith("export"):
        json.loads(out)
        out.encode("utf-8")


def test_terminal_shows_controls_as_escapes(hostile: Folder) -> None:
    """With a real terminal, which `isatty` is about."""
    inside, outside = pty.openpty()
    command = [sys.executable, "-m", "generator", "check", "--content", str(hostile.path)]
    with subprocess.Popen(command, stdout=outside, stderr=outside, cwd=hostile.path.parent) as process:
        os.close(outside)
        text = b""
        try:
            while part := os.read(inside, 65536):
                text += part
        except OSError:  # the terminal is closed
            pass
        process.wait()
    os.close(inside)
    assert b"PWNED" in text
    assert b"\x1b]" not in text
    assert rb"\x1b]0;PWNED\x07" in text


def test_errors_that_nobody_expected_are_escaped(tmp_path: Path) -> None:
    code = "from generator.commands import cli\ncli.main = lambda: 1 / int('\\x1b]0;x\\n::error::x')\ncli.run()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path)
    assert "ValueError" in done.stderr
    assert CONTROLS.findall(done.stderr) == []
    assert started(done.stderr) == []


def test_a_diff_for_git_keeps_its_line_ends(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    file = folder.add("1.md", id=1, date="27.11.2024", answer="A\u00a0text.")
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    commit(folder.path.parent)
    folder.run("fix", "--diff")
    diff = capsys.readouterr().out
    assert "\r\n" in diff
    patch = folder.path.parent / "patch"
    patch.write_text(diff, newline="")
    subprocess.run(["git", "apply", "--check", str(patch)], cwd=folder.path.parent, check=True)


MARKDOWN = (
    "` <img src=https://evil.example/x.png> **All checks passed** `",
    "</code></li></ul><h1>Reviewed</h1><script>x</script><!--",
    "``` ``` `` ` https://evil.example www.evil.example a@evil.example @owner #1 :rocket: $x$ \\`",
    "A title\n\n## Reviewed by the owner\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> [!NOTE]\n> x",
    "[x]: https://evil.example\n[x] ![x] [^1] ~~x~~ &lt; *a* __b__",
    "`",
    " `` ",
    "\\",
)


@pytest.mark.parametrize("text", MARKDOWN)
def test_summary_has_only_its_own_structure(text: str, folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """A Markdown renderer with GitHub's extensions sees only the report's own headings, lists and code."""
    folder.add("1.md", id=1)
    commit(folder.path.parent)
    link = text.replace("%", "%25").replace("\n", "%0A").replace(" ", "%20").replace("<", "%3C").replace(">", "%3E")
    folder.add("1.md", id=1, title=text, question=f"What is {text}?", answer="Other words.")
    folder.add("2.md", id=2, title=text, answer=f"[a](/learn/x/q/{link.replace('`', '%60')})", slug="two")
    folder.add(f"{text.replace('/', '')[:40]}.md", id=3, title=text, slug="three")
    assert folder.run("report", "changes", "--changed-since", "HEAD") == 0
    html = rendered(capsys.readouterr().out)
    assert set(re.findall(r"<(/?\w+)", html)) <= {
        f"{end}{tag}" for tag in ("p", "strong", "ul", "li", "h3", "code") for end in ("", "/")
    }
    assert html.count("<h3>") == len(re.findall("<h3>(?:Added|Changed|Removed|Links broken|Links fixed)</h3>", html))
    assert html.count("<strong>") == 1


def rendered(markdown: str) -> str:
    """HTML with everything that GitHub's summaries may interpret."""
    extensions = comrak.ExtensionOptions()
    for name in (
        "alerts",
        "autolink",
        "footnotes",
        "math_dollars",
        "math_code",
        "shortcodes",
        "strikethrough",
        "table",
    ):
        setattr(extensions, name, True)
    extensions.tasklist = True
    rendering = comrak.RenderOptions()
    rendering.unsafe_ = True
    return comrak.render_markdown(markdown, extensions, comrak.ParseOptions(), rendering)
