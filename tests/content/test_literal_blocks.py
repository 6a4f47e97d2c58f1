"""Answers in literal blocks (``|-``, real line breaks) and in folded ones (``>-``, ``\\n``) mean the same."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.catalogue.entry import read_one
from generator.content import writer
from generator.content.answers.render import fill, render
from generator.content.frontmatter import parser
from tests.helpers.folder import ROOT
from tests.helpers.records import record_text

PAIRS = [
    (r"First line.\n\n### Next", "First line.\n\n### Next"),
    (r"Steps:\n1. **A**: one\n   - b\n2. two", "Steps:\n1. **A**: one\n   - b\n2. two"),
    (r"| a | b |\n|---|:-:|\n| $x$ | 2 |", "| a | b |\n|---|:-:|\n| $x$ | 2 |"),
    (r"$ \neg P $, $a \neq b$,\n$\nabla V$ and $x \notin A$", "$ \\neg P $, $a \\neq b$,\n$\\nabla V$ and $x \\notin A$"),
    (r"$$\nA = \begin{pmatrix}\na & b \\\nc & d\n\end{pmatrix}\n$$", "$$\nA = \\begin{pmatrix}\na & b \\\\\nc & d\n\\end{pmatrix}\n$$"),
    (r"$$\nu = 5\n$$", "$$\nu = 5\n$$"),
    (r"$$\n\nu = 5\n$$", "$$\n\\nu = 5\n$$"),
    (r"$$\nu = 5$$", "$$\\nu = 5$$"),
    (r"$$\n\begin{pmatrix}\n\nu & b \\\n\ni & d\n\end{pmatrix}\n$$", "$$\n\\begin{pmatrix}\n\\nu & b \\\\\n\\ni & d\n\\end{pmatrix}\n$$"),
    (r"$$\n\nabla \cdot E\n= \nu\n$$\nAfter.", "$$\n\\nabla \\cdot E\n= \\nu\n$$\nAfter."),
    (r'Use `\n`:\n\n```c\nprintf("a\n");\n```\nAfter.', 'Use `\\n`:\n\n```c\nprintf("a\\n");\n```\nAfter.'),
    (r"- a\n\n  $$x \neq y$$\n\n  ```py\n  if x:\n      y()\n  ```\n- b", "- a\n\n  $$x \\neq y$$\n\n  ```py\n  if x:\n      y()\n  ```\n- b"),
    (r"Above\n\n---\n\nbelow", "Above\n\n---\n\nbelow"),
    (r"\( \nu \)\n\[ \n \sum\nolimits_i x \]", "\\( \\nu \\)\n\\[ \n \\sum\\nolimits_i x \\]"),
]  # fmt: skip
"""The same answers, folded and literal."""
AMBIGUOUS = "$$\nu = 5\n$$"
"""The escaped form could also be a formula that begins with ``\\nu``."""
BLOCKS = ["> quoted $\\nu$", "a  \nb", "costs $5 and $10\na day", "* x\n* y", *(text for _, text in PAIRS if text != AMBIGUOUS)]  # fmt: skip


def html(answer: str) -> str:
    rendered = render(answer)
    return fill(rendered.html, [target.href for target in rendered.targets])


@pytest.mark.parametrize(("folded", "literal"), PAIRS, ids=[folded[:24] for folded, _ in PAIRS])
def test_literal_and_folded_blocks_mean_the_same(folded: str, literal: str) -> None:
    assert html(folded) == html(literal)


@pytest.mark.parametrize(
    ("literal", "command"),
    [
        ("$$\\nu = 5\n$$", r"\nu = 5"),
        ("$$\\nabla V\n= 0$$", r"\nabla V = 0"),
        ("$$\\ne x\n$$", r"\ne x"),
        ("$$\n\\begin{pmatrix}a \\\\\\nu\n\\end{pmatrix}\n$$", r"\begin{pmatrix}a \\\nu \end{pmatrix}"),
        ("$$\n\\begin{pmatrix}\\nu \\\\ b\n\\end{pmatrix}\n$$", r"\begin{pmatrix}\nu \\ b \end{pmatrix}"),
    ],
)
def test_commands_are_kept_in_literal_blocks(literal: str, command: str) -> None:
    """Escapes can be ambiguous (``$$\\nu = 5\\n$$`` is u = 5); real line breaks are not."""
    assert f'alttext="{command}"' in html(literal)


@given(st.lists(st.sampled_from(BLOCKS), max_size=5), st.sampled_from(["\n\n", "\n\n\n"]))
def test_any_sequence_of_blocks_means_the_same(blocks: list[str], between: str) -> None:
    literal = between.join(blocks)
    assert html(literal.replace("\n", "\\n")) == html(literal)


def forms(literal: str) -> list[bytes]:
    """Yield a record's file with the answer in every quoting style."""
    lines = record_text(answer="HERE").partition("answer: HERE\n")
    indented = "".join(f"    {line}\n" if line else "\n" for line in literal.split("\n"))
    texts = [f"{lines[0]}answer: {sign}\n{indented}{lines[2]}" for sign in ("|-", "|", "|+", "|4-")]
    texts.append(f"{lines[0]}answer: >-\n    {literal.replace(chr(10), chr(92) + 'n')}\n{lines[2]}")
    texts += ["\ufeff" + texts[0], texts[0].replace("\n", "\r\n")]
    return [text.encode("utf-8") for text in texts]


@pytest.mark.parametrize("literal", [literal for _, literal in PAIRS if r"`\n`" not in literal])
def test_every_quoting_style_means_the_same(literal: str) -> None:
    for data in forms(literal):
        entry, found = read_one("a.md", data, b"")
        assert entry.rendered is not None
        assert fill(found, [target.href for target in entry.rendered.targets]) == html(literal)
        assert entry.findings == ()


def test_own_records_read_the_same_in_literal_blocks() -> None:
    """Every own answer, written with real line breaks, gives the same page and the same findings."""
    count = 0
    for path in sorted((ROOT / "content").rglob("*.md")):
        text = path.read_text("utf-8")
        if "\n_schema: default\n" not in text:
            continue
        mapping, _ = parser.parse(text)
        answer = str(mapping["answer"])
        literal = re.sub(r"\\n(?!(?:eq|abla|u|otin|e|eg)\b)", "\n", answer)
        assert "\n" in literal, path
        folded, written = (
            read_one("a.md", writer.record_text({**mapping, "answer": value}).encode(), b"")
            for value in (answer, literal)
        )
        assert folded[1] == written[1], path
        assert written[0].findings == folded[0].findings == (), path
        count += 1
    assert count >= 120
