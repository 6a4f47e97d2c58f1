"""Malformed records in every form of YAML that occurs, each with the text that it should have once it is fixed.

Each value is written twice in one form, wrong and right. The text around it is the same in both, so
the expected file is known byte for byte without the tested code.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

MISSPELT = "post_on_txt"
COPIED = ("id", "title", "subject", "url")
SUBJECTS = ("Medicine", "Health Studies", "Computer science")
_WORDS = "nerve muscle sarcomere Na⁺ channel plate reflex 心臓 قلب naïve 😀 $K^+$ end-plate it's “so” \\nabla".split()
_DATES = {
    "2024-11-27": ("2024/11/27", "27.11.2024", "Nov 27, 2024", "“2024-11-27”", "2024-11-27T00:00:00Z", "20241127"),
    "2023-03-03": ("2023/3/3", "3.3.2023", "3 March 2023", "2023–03–03"),
}
_STYLES = ("plain", "'", '"', ">-", "|-", "folded over two lines")
_ANSWERS = (
    (["answer: >-", "    One.\\n\\nTwo “so”.", "    folded 😀"],) * 2,
    (["answer: |-", "    One.", "", "    ---", "    قلب", "    1. a", "    2. b"],) * 2,
    (["answer: >-", "    One:\\n1. a\\n2. b \" # 3"],) * 2,
    (["answer: >-", "  One", "  line:", "  - a", "  - b"], ["answer: >-", "  One\\nline:\\n- a\\n- b"]),
    (["answer: >-  # told", "    ### Why", "    1. a", "      - c", "    2. b"],
     ["answer: >-  # told", "    ### Why\\n1. a\\n  - c\\n2. b"]),
    (["answer: >-", '    ""Two"" ""ions"" and `""a""`:\\n\\n| a |\\n|---|\\n| `x|y` |'],
     ["answer: >-", '    "Two" "ions" and `""a""`:\\n\\n| a |\\n|---|\\n| `x\\|y` |']),
    (["answer: |-", "    See [a] (https://example.org/a)", "    and [b]  (https://example.org/b)."],
     ["answer: |-", "    See [a](https://example.org/a)", "    and [b](https://example.org/b)."]),
    (["answer: One", "  * a", "  * b", "", "  Another."], ["answer: One\\n* a\\n* b\\n\\nAnother."]),
)  # fmt: skip
_COMMENTS = (
    (["article_title: Which is it?  # to be told"],) * 2,
    (["article_title: 'Which # is it?' # so"],) * 2,
    (["article_title: Is it # 1 of two?"], ["article_title: 'Is it # 1 of two?'"]),
    (['article_title: "Is it \\u0007one of \\x07two?"'], ['article_title: "Is it one of two?"']),
    (["article_title: #1 of two?"], ["article_title: '#1 of two?'"]),
)


@dataclass
class Crooked:
    """One record: its text now and as it should be, and the number of findings that ``fix`` must leave."""

    id: int
    title: str
    subject: str
    slug: str
    wrong: list[str] = field(default_factory=list)
    right: list[str] = field(default_factory=list)
    left: int = 0
    line_end: str = "\n"
    frame: tuple[str, str] = ("", "\n&nbsp;\n")

    @property
    def url(self) -> str:
        return f"/learn/{self.subject.lower().replace(' ', '-')}/questions/{self.slug}"

    def both(self, *lines: str) -> None:
        """Add lines that are the same in both texts."""
        self.wrong += lines
        self.right += lines

    def data(self, lines: list[str]) -> bytes:
        """Return a file of these lines."""
        before, after = self.frame
        text = before + "".join(f"{line}\n" for line in ("---", *lines, "---")) + after
        return text.replace("\n", self.line_end).encode("utf-8")


def written(
    dice: random.Random, key: str, wrong: str, right: str, indent: int = 0, bare: bool = False
) -> tuple[list[str], list[str]]:
    """Return the lines of one key with the wrong and the right value, in one form; ``bare``: without a comment."""
    style = dice.choice(_STYLES)
    if any(char in "“'\"" for char in wrong + right) and style in ("plain", "'", '"'):
        style = ">-"  # quoting styles are covered by the tests of single cuts
    if style == "plain" and (": " in wrong or " #" in wrong):
        style = "'"
    margin, inside = " " * indent, " " * (indent + dice.choice((1, 2, 4)))
    remark = "" if bare else dice.choice(("", "", "  # a remark: kept"))
    tail = dice.choice(([], [], [""], [f"{margin if key != 'url' else ''}# told below"]))
    tail = [] if bare else tail
    if style in (">-", "|-", "folded over two lines"):
        head = f"{margin}{key}: {'>-' if style[0] == 'f' else style}{remark}"
        first, _, rest = wrong.partition(" ")
        now = [inside + first, inside + rest] if rest.strip() and style[0] == "f" else [inside + wrong]
        return [head, *now, *tail], [head, *(now if wrong == right else [inside + right]), *tail]
    return tuple([f"{margin}{key}: {_quoted(value, style)}{remark}", *tail] for value in (wrong, right))  # type: ignore[return-value]


def _quoted(value: str, style: str) -> str:
    if style == "plain":
        return value if not (": " in value or " #" in value) else f"'{value}'"
    return f"{style}{value.replace(chr(92), chr(92) * 2) if style == chr(34) else value}{style}"


def folder(seed: int, count: int) -> dict[str, Crooked]:
    """Make ``count`` records that refer to one another, by file name; the same for the same seed."""
    dice = random.Random(seed)
    found = [_facts(dice, number) for number in range(1, count)]
    found.append(_facts(dice, count, SUBJECTS[0]))  # its subject has a typo, and no other record refers to it
    for record in found:
        _fill(dice, record, found[:-1])
    return {f"{record.subject.split()[0].lower()}/{record.slug}.md": record for record in found}


def _facts(dice: random.Random, number: int, subject: str = "") -> Crooked:
    title = (
        " ".join(dice.choice(_WORDS) for _ in range(dice.randint(2, 7)))
        + f" {number}"
        + dice.choice(("?", ".", ": why?", " # 1"))
    )
    subject = subject or (SUBJECTS[(number - 1) % 3] if number < 4 else dice.choice(SUBJECTS))
    frame = (dice.choice(("", "\ufeff")), dice.choice(("", "\n&nbsp;", "\n&nbsp;\n", "\nA body.\n\n---\n\nmore 😀")))
    return Crooked(number, title, subject, f"what-is-{number}", line_end=dice.choice(("\n", "\r\n")), frame=frame)


def _fill(dice: random.Random, record: Crooked, found: list[Crooked]) -> None:
    day, forms = dice.choice(list(_DATES.items()))
    subject = (
        record.subject
        if record.id < 4
        else dice.choice((record.subject, record.subject.upper(), record.subject.lower()))
    )
    if record not in found:
        subject = "Medcine"
    words = [f"nerve {n}" for n in range(dice.randint(1, 5))]
    tidy = ", ".join(words)
    untidy = dice.choice(
        (tidy, ",".join([*words, ""]), " , ".join(words), "; ".join(words), f"{tidy},{words[0].upper()}")
    )
    parts: list[tuple[list[str], list[str]]] = [
        written(dice, "date", dice.choice((day, dice.choice(forms))), day),
        written(dice, "subject", subject, record.subject),
        written(dice, "file_name", dice.choice((f"{record.slug}.md", "other.md", "Old name.md")), f"{record.slug}.md"),
        written(dice, "url", record.url, record.url),
        written(dice, "title", record.title, record.title),
        written(dice, "question", record.title, record.title),
        ([f"id: {record.id}"],) * 2,
        dice.choice(((["post_on_text: On"],) * 2, ([f"{MISSPELT}: On # so"], ["post_on_text: On # so"]))),
        dice.choice(_ANSWERS),
        dice.choice(_COMMENTS),
        (dice.choice(([], ["unknown: {a: [1, 'x'], b: ~}  # mine"], ["# alone", "Unknown Key: yes"], ["list:", "- a", "-   b # c"])),) * 2,
    ]  # fmt: skip
    keys = written(dice, "page_keywords", untidy, tidy, 2)
    flow = dice.random() < 0.2
    flat = [f'seo: {{title: T, page_keywords: "{value}"}}' for value in (untidy, tidy)]
    parts.append((flat[:1], flat[1:]) if flow else (["seo:", "  title: T", *keys[0]], ["seo:", "  title: T", *keys[1]]))
    dice.shuffle(parts)
    for wrong, right in parts:
        record.wrong += wrong
        record.right += right
    near = found[max(0, record.id - 4) : record.id + 3]
    listed: set[int] = set()
    for number in range(1, dice.randint(1, 7)):
        _entry(dice, record, dice.choice(near), f"related_article{number}", listed)


def _entry(dice: random.Random, record: Crooked, target: Crooked, key: str, listed: set[int]) -> None:
    """Make a related entry: right, outdated, known by its url only, or missing; repeated entries and the record itself are removed."""
    title = dice.choice((target.title, target.title, "An old title", "It was: so"))
    url = dice.choice(
        (target.url, target.url, target.url.upper(), target.url.replace("what-is", "whatis"), f"{target.url}/")
    )
    known = dice.random() < 0.8
    url = url if known or url.lower() == target.url else target.url.replace("what-is", "whatis")
    kept = url if url == f"{target.url}/" else target.url
    subject = dice.choice((target.subject, target.subject, "Nursing"))
    number = str(target.id if known else 90_000 + target.id)
    if dice.random() < 0.1:
        record.both(f"{key}: {{id: 900, title: Nothing like it, subject: Medicine, url: /nowhere/at/all-{key}}}")
        return
    pairs = {
        "id": (number, number),
        "title": (title, target.title),
        "subject": (subject, target.subject),
        "url": (url, kept),
    }
    goes = target is record or target.id in listed
    listed.add(target.id)
    indent = dice.choice((2, 4))
    lines = [written(dice, name, *pairs[name], indent, bare=goes and number < "5") for name in COPIED]
    below = [line for line in lines[-1][0] if line.lstrip().startswith("# told")]
    if goes and not any("  # a" in line or "# told" in line for now, _ in lines for line in now if line not in below):
        record.wrong += [f"{key}:", *(line for now, _ in lines for line in now if line and line not in below)]
        record.both(*below)
        return
    record.both(f"{key}:")
    for now, then in lines:
        record.wrong += now
        record.right += now if goes else then
    record.left += goes
