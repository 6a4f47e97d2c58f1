"""Generate a catalogue of records with all features of the format and realistic sizes (answers of about 2.4 kB).

The words are from a small vocabulary of physiology. The text has no meaning, but it has the lengths, the markup and the
mistakes of real records. The same seed and size always give the same files.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SUBJECTS = ("Medicine", "Health Studies", "Pharmacology", "Physiology", "Computer Science", "Nursing")
_NOUNS = (
    """action potential|end-plate|synaptic cleft|motor unit|sodium channel|potassium channel|calcium channel|vesicle|
acetylcholine receptor|cholinesterase|myofibril|sarcomere|troponin|tropomyosin|ryanodine receptor|motor neuron|axon terminal|
membrane potential|refractory period|nerve conduction|myelin sheath|muscle spindle|reflex arc|cross-bridge|titin filament|
glycogen store|lactate threshold|oxygen debt|capillary bed|cardiac output|stroke volume|baroreceptor|renal tubule|nephron|
glomerulus|aldosterone|insulin receptor|glucagon|thyroid hormone|cortisol rhythm|immune synapse|antibody titre|complement
cascade|vaccine response|screening test|relative risk|confidence interval|placebo effect|health literacy|sleep stage""".replace(
        "|\n", "|"
    )
    .replace("\n", " ")
    .split("|")
)
_VERBS = "opens closes activates inhibits depolarizes releases binds limits restores amplifies shortens delays".split()
_PLACES = "at rest|in exercise|after injury|during recovery|in the elderly|in children|at high altitude|under anaesthesia".split(
    "|"
)
_STARTS = (
    "How does the {a} change the {b} {p}?",
    "What is the role of the {a} in the {b} {p}?",
    "Why does the {a} matter for the {b} {p}?",
    "Describe how the {a} {v} the {b} {p}.",
    "What happens to the {b} when the {a} {v} {p}?",
)
_MATH = (
    r"$Ca^{2+}$",
    r"$ E_K $",
    r"$V_m = -70\,\text{mV}$",
    r"$K^+$",
    r"$\frac{[A]}{[B]}$",
    r"$x \neq y$",
    r"$\Delta G$",
)
_DISPLAY = (
    r"$$E = \frac{RT}{zF}\ln\frac{[ion]_{out}}{[ion]_{in}}$$",
    r"$$\nI = g(V_m - E)\n$$",
    r"$$Q = SV \times HR$$",
)


@dataclass(frozen=True, slots=True)
class Made:
    """A generated record: its subject, file name, id and text."""

    subject: str
    name: str
    id: int
    text: str


def make(count: int, seed: int = 1) -> Iterator[Made]:
    """Generate ``count`` records from a seed. Their related entries link to each other, with a few mistakes."""
    dice = random.Random(seed)
    facts = [_facts(dice, number) for number in range(count)]
    for number, (record_id, question, subject, slug) in enumerate(facts):
        related = []
        for place in range(dice.choice((0, 2, 5, 5, 5))):
            other = facts[dice.randrange(max(0, number - 400), min(count, number + 400))]
            missing = dice.random() < 0.02
            related.append(
                f"related_article{place + 1}:\n    id: {other[0] + 5 if missing else other[0]}\n    title: >-\n        {other[1]}\n"
                f"    subject: {other[2]}\n    url: {_url(other[2], other[3] + ('x' if missing else ''))}\n"
            )
        keywords = ", ".join(dice.sample(_NOUNS, 9))
        text = (
            f"---\n_schema: default\nid: {record_id}\ndate: {dice.randint(2022, 2025)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}\n"
            f"title: >-\n    {question}\narticle_title: >-\n    {question}\ndate_format: MMM DD, YYYY\npost_on_text: Posted on\n"
            f"seo:\n  title: QuickTakes | {subject}\n  page_description: >-\n    {_sentence(dice)} {_sentence(dice)}\n"
            f"  page_keywords: >-\n    {keywords}\nauthor: QuickTakes\nquestion: >-\n    {question}\nanswer: >-\n    {_answer(dice)}\n"
            f"subject: {subject}\nfile_name: {slug}.md\nurl: {_url(subject, slug)}\nscore: -1.0\n{''.join(related)}\n---\n\n&nbsp;"
        )
        yield Made(subject, f"{slug}.md", record_id, text)


def _facts(dice: random.Random, number: int) -> tuple[int, str, str, str]:
    a, b = dice.sample(_NOUNS, 2)
    question = dice.choice(_STARTS).format(a=a, b=b, v=dice.choice(_VERBS), p=dice.choice(_PLACES))
    question = f"{question[:-1]} (case {number + 1}){question[-1]}"
    slug = "".join(c for c in question.lower() if c.isalnum() or c == " ").strip().replace(" ", "-")
    return 10 * (number + 1), question, dice.choice(SUBJECTS), slug


def _url(subject: str, slug: str) -> str:
    return f"/learn/{subject.lower().replace(' ', '-')}/questions/{slug}"


def _sentence(dice: random.Random) -> str:
    a, b, c = dice.sample(_NOUNS, 3)
    return f"The {a} {dice.choice(_VERBS)} the {b} {dice.choice(_PLACES)}, so that the {c} {dice.choice(_VERBS)} it in turn."


def _paragraph(dice: random.Random) -> str:
    sentences = [_sentence(dice) for _ in range(dice.randint(2, 4))]
    if dice.random() < 0.4:
        sentences.append(f"Here {dice.choice(_MATH)} and **{dice.choice(_NOUNS)}** matter.")
    return " ".join(sentences)


def _answer(dice: random.Random) -> str:
    parts = [_paragraph(dice)]
    while sum(map(len, parts)) < dice.randint(1500, 2900):
        parts.append(dice.choice((_section, _steps, _bullets, _paragraph, _table, _formula, _code))(dice))
    return r"\n\n".join(parts)


def _section(dice: random.Random) -> str:
    return rf"### The {dice.choice(_NOUNS)}\n{_paragraph(dice)}"


def _steps(dice: random.Random) -> str:
    gap = dice.choice((r"\n", r"\n\n"))
    nested = dice.choice(("", r"\n  - ", r"\n   - "))
    items = []
    for number in range(1, dice.randint(4, 6)):
        below = f"{nested}{_sentence(dice)}" if nested else ""
        items.append(f"{number}. **{dice.choice(_NOUNS).capitalize()}**: {_sentence(dice)}{below}")
    return f"The steps are:{gap}" + r"\n".join(items)


def _bullets(dice: random.Random) -> str:
    return r"Its parts:\n" + r"\n".join(
        f"- **{dice.choice(_NOUNS).capitalize()}**: {_sentence(dice)}" for _ in range(dice.randint(3, 5))
    )


def _table(dice: random.Random) -> str:
    if dice.random() < 0.7:
        return _paragraph(dice)
    rows = r"\n".join(f"| {dice.choice(_NOUNS)} | {dice.randint(1, 200)} | {dice.choice(_MATH)} |" for _ in range(4))
    return rf"| Part | Value | Sign |\n|:-----|------:|:----:|\n{rows}"


def _formula(dice: random.Random) -> str:
    return rf"{_sentence(dice)} It follows that\n{dice.choice(_DISPLAY)}\nwhere ${dice.choice('xyzV')}_{dice.randint(1, 9)}$ is known."


def _code(dice: random.Random) -> str:
    if dice.random() < 0.9:
        return _paragraph(dice)
    return r"```python\nprint(\"a\n\")\nfor i in range(3):\n    x = i ** 2\n```".replace(r"\"", '"')


def edit(path: Path, key: str, number: int) -> None:
    """Put a word before the value of a key."""
    text = path.read_text("utf-8")
    path.write_text(text.replace(f"\n{key}: >-\n    ", f"\n{key}: >-\n    Edit{number} ", 1), "utf-8")


def write(folder: Path, count: int, seed: int = 1) -> int:
    """Write the catalogue below ``folder``, with a folder for each subject; return the number of bytes."""
    total = 0
    for made in make(count, seed):
        target = folder / made.subject.lower().replace(" ", "-") / made.name
        target.parent.mkdir(parents=True, exist_ok=True)
        data = made.text.encode("utf-8")
        target.write_bytes(data)
        total += len(data)
    return total


def main() -> int:
    """``python -m benchmarks.records FOLDER COUNT``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("count", type=int)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(f"{write(options.folder, options.count, options.seed):,} bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
