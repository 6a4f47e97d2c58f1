"""Plain English: turns of phrase that do not come back into the words that people read."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Callable, Iterable, Iterator
from html.parser import HTMLParser

import pytest

from tests.helpers.folder import ROOT

TURNS = {
    r"a slip|slips": "a typo",
    r"anew": "again; made anew: rebuilt",
    r"as (?:it was|they were)": "unchanged",
    r"ask(?:s|ed|ing)? for": "request, require",
    r"becomes? of": "happens to",
    r"beside": "next to; also",
    r"but for": "except for",
    r"(?:keep|lose|say)s? nothing": "does not keep, lose, mention",
    r"(?<=,\s)for (?:it|nobody|nothing|there|they) (?:are|can|has|have|is|knows|may|was|would)": "because",
    r"fresh": "unchanged, new",
    r"g(?:ive|ives|ave|iven|iving) back": "return",
    r"go(?:es)? by (?:it|its|them|their|this)": "is identified by",
    r"(?:is|are|was|were|has|have|had) gone|gone and": "removed, missing",
    r"had back": "restored",
    r"hand(?:s|ed|ing)? over": "pass, return",
    r"has (?:it|them) no longer": "no longer has",
    r"hitherto|hence(?:forth)?|there(?:in|of)|where(?:fore|in|of|upon)|whence|whither": "so, in it, of it, from where",
    r"in (?:the|its|their) (?:place|stead) of|in (?:its|their) stead": "instead of",
    r"(?:is|are|be|was|were) told": "is reported",
    r"(?:is|are|was|were) (?:not|no longer|still) there": "exists, is missing, is not found",
    r"(?<!there\s)(?:is|are) no (?!longer|more|less)\w+": "is not a …",
    r"(?:is|are) read as": "is interpreted as",
    r"(?:is|are) wanted": "is required",
    r"last good": "last … without errors",
    r"lead(?:s|ing)? (?:elsewhere|nowhere|nobody|into the void)": "broken link; links to another page",
    r"le(?:ave|aves|aving|ft) (?:\w+ )?alone": "leave unchanged, skip",
    r"mend(?:s|ed|ing)?": "fix",
    r"nothing is (?:said|told|given)": "by default; nothing is set",
    r"of another hand": "written by another tool",
    r"or the like|and the like": "name them, or leave them out",
    r"put(?:s|ting)? right": "correct, fix",
    r"rests? on": "is based on",
    r"see to it": "check it, fix it",
    r"shall": "must, will, can",
    r"stale": "outdated",
    r"stand(?:s|ing)? (?:above|alone|at|below|first|in|last|on|there|twice|under|within)": "is in, appears",
    r"such an?": "this, one of these",
    r"takes? the place of": "replaces",
    r"tell(?:s|ing)? of": "describe, report",
    r"telling words?": "important word",
    r"(?:are|be|is) said": "is reported",
    r"told apart": "distinguished",
    r"ways? on": "links to other pages",
    r"write the day": "write the date",
}
"""Turns as regular expressions, and what to write instead."""

Words = tuple[int, str]
"""A text that somebody reads, and the line on which it begins."""

_SHOWN = {"alt", "aria-label", "content", "placeholder", "title"}
"""Attributes whose values people see or hear."""


class _Html(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[Words] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [(self.getpos()[0], value) for name, value in attrs if name in _SHOWN and value]

    def handle_data(self, data: str) -> None:
        self.found.append((self.getpos()[0], data))


def _blank(pattern: str, text: str) -> str:
    """The text without what matches; every other word stays on its line."""
    return re.sub(pattern, lambda match: re.sub(r"[^\n]+", " ", match[0]), text, flags=re.DOTALL | re.MULTILINE)


def template(text: str) -> Iterator[Words]:
    """Texts, attributes and comments of a template."""
    for match in re.finditer(r"\{#.*?#\}", text, re.DOTALL):
        yield text.count("\n", 0, match.start()) + 1, match[0]
    yield from _Html(_blank(r"\{[#%{].*?[#%}]\}", text)).found


def script(text: str) -> Iterator[Words]:
    """Strings and comments of a script or a stylesheet."""
    pattern = re.compile(r'/\*.*?\*/|//[^\n]*(?:\n\s*//[^\n]*)*|"(?:[^"\\\n]|\\.)*"|`[^`\n]*`', re.DOTALL)
    for match in pattern.finditer(text):
        shown = _blank(r"\$\{[^}]*\}|(?<=\n)\s*//", match[0])
        yield text.count("\n", 0, match.start()) + 1, shown


def markdown(text: str) -> Iterator[Words]:
    """A page without its code."""
    yield 1, _blank(r"^ *```.*?^ *```|`[^`\n]+`|<!--.*?-->", text)


def plain(text: str) -> Iterator[Words]:
    """A file whose names, commands and comments people read: a workflow, a configuration, the Makefile."""
    yield 1, text


def explanations(text: str) -> Iterator[Words]:
    """The explanations of codes, without their examples."""
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("why ="):
            yield number, line


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def strings(text: str) -> Iterator[Words]:
    """Strings of a module that may be shown: those with a space, without docstrings."""
    nodes: list[ast.AST] = [ast.parse(text)]
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.JoinedStr):
            found = "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
            nodes += [part for part in node.values if not isinstance(part, ast.Constant)]
        else:
            found = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
            nodes += [child for child in ast.iter_child_nodes(node) if not _is_docstring(child)]
        if " " in found.strip():
            yield getattr(node, "lineno", 0), found.replace("\n", " ")


def notes(text: str) -> Iterator[Words]:
    """Docstrings and comments of a module."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and _is_docstring(node):
            yield node.lineno, _blank("``.*?``", ast.literal_eval(node.value))
    comments = [
        token for token in tokenize.generate_tokens(io.StringIO(text).readline) if token.type == tokenize.COMMENT
    ]
    yield from ((token.start[0], token.string) for token in comments)


Reader = Callable[[str], Iterable[Words]]
SOURCES: tuple[tuple[str, Reader], ...] = (
    ("templates/**/*.html", template),
    ("templates/**/*.js", script),
    ("templates/**/*.css", script),
    ("generator/**/*.js", script),
    ("generator/**/*.toml", explanations),
    ("generator/**/*.py", strings),
    ("generator/**/*.py", notes),
    ("content/*.md", markdown),
    ("docs/**/*.md", markdown),
    ("generator/**/*.md", markdown),
    ("*.md", markdown),
    ("*.yml", plain),
    (".*.yaml", plain),
    (".github/**/*.yml", plain),
    ("generator/**/*.yml", plain),
    ("Makefile", plain),
)


def matches(turn: str, text: str) -> Iterator[re.Match[str]]:
    """The places of a turn in a text, also where it runs over the end of a line."""
    return re.finditer(rf"(?<![\w-])(?:{turn})(?![\w-])".replace(" ", r"\s+"), text, re.IGNORECASE)


def turns(path: str, words: Iterable[Words]) -> Iterator[str]:
    """Every turn in some texts: file, line, what it says, what to write instead."""
    for line, text in words:
        for turn, instead in TURNS.items():
            for match in matches(turn, text):
                said = " ".join(match[0].split())
                yield f"{path}:{line + text.count(chr(10), 0, match.start())}: “{said}”; write: {instead}"


def test_words_are_plain() -> None:
    found: list[str] = []
    for pattern, reader in SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            name = path.relative_to(ROOT).as_posix()
            found += turns(name, reader(path.read_text("utf-8")))
    assert not found, "\n" + "\n".join(found)


def test_every_turn_is_found() -> None:
    text = """
        A slip, made anew, stayed as it was. Ask for it beside the door: nobody knows what becomes of it, but for him. It loses
        nothing, for it is small. Stale, fresh and gone and removed. It gives back what goes by its name. It cannot be had back
        and hands over what it has no longer, as has it no longer. Therein lies, in the place of a key, what is told. It is not
        there. It is no number. It is read as text. A key is wanted. This is the last good site. It leads nowhere. Leave it
        alone. To mend: nothing is said. A file of another hand, of letters and the like. Put right what the text rests on.
        See to it. Keys shall differ. It stands twice. In such a case it takes the place of one. Tell of errors. All are said:
        the telling word is told apart. Ways on. Write the day.
    """
    assert [turn for turn in TURNS if not any(matches(turn, text))] == []


def test_usual_words_are_not() -> None:
    text = """
        What do the waves stand for? Besides, there is no answer such as this, and it is no longer shown. A stand-alone file
        without readers is good for students. It recommends freshwater. The day is long. Nothing is lost. Where is it?
    """
    assert [match[0] for turn in TURNS for match in matches(turn, text)] == []


@pytest.mark.parametrize(
    ("reader", "text", "lines"),
    [
        (template, "<p\nclass='stale'>Fine {{ stale }}\n<b title='Mend it'>it\nshall</b>{#\nanew #}", [3, 4, 5]),
        (script, "const stale = 1; // mend\n// such\n// a\nsay(`${stale} is told`, \"beside\");\n/* anew */", [1, 2, 4, 4, 5]),
        (markdown, "# Mend\n\n```\nmend\n```\nRun `mend`, it is\ntold.", [1, 6]),
        (plain, "# anew\nname: Fine\nrun: echo stale", [1, 3]),
        (explanations, "[QT1]\nwhy = \"It shall.\"\nwrong = \"It shall.\"", [2]),
        (strings, '"""It shall."""\nprint("to mend")\nprint(f"a {1} is " f"told", "mend", f"{len(\'to mend\')}")', [2, 3, 3]),
        (notes, '"""It\nshall."""\nprint("to mend")  # anew\n\n\ndef f():\n    """``mend`` such\n    a."""', [2, 3, 7]),
    ],
)  # fmt: skip
def test_what_each_reader_finds(reader: Reader, text: str, lines: list[int]) -> None:
    found = [line.split(":")[1] for line in turns("x", reader(text))]
    assert sorted(map(int, found)) == lines


def test_a_report() -> None:
    found = list(turns("templates/a.html", template("<p>Fine.\n<p>What this browser kept is\nstale.")))
    assert found == ["templates/a.html:3: “stale”; write: outdated"]
