"""Read a plain-text explainer into an ``Explainer``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from generator.editing.explainers.lines import ITEM, STEPS, bare, entry, split

Section = tuple[str, tuple[str, ...]]

FRAME = frozenset(
    """what is are was were s a an the this that it they if you see find read meet in on of or and to as for by may
    might also sometimes often called known named aka another other older common alternative name names term terms
    synonym synonyms same thing structure concept means refers refer forum forums note notes text texts textbooks
    online focus word phrase keyphrase keyword mini seo style extra extras friendly""".split()
)
"""Words that are dropped together with a phrase or synonym from the same line."""
_MOST_KEYWORDS = 8
_LEAD = re.compile(r"what(?:\s+(?:is|are|was|were)|['’]s)\s+(?:(?:an?|the)\s+)?(?=\S)", re.IGNORECASE)
_SOURCE = re.compile(
    r"sources?\s*:|(?:(?:this|the|all)\s+)?(?:(?:information|text|content|material|notes?|data|explainer|summary)\s+)?"
    r"(?:(?:was|were|is|has been)\s+)?"
    r"(?:gathered|adapted|compiled|collected|taken|retrieved|summari[sz]ed|sourced|drawn|based)\b.*\b(?:from|on)\b",
    re.IGNORECASE,
)
_SEO = re.compile(r"\bSEO\b|\bsearch[- ]engines?\b|\bfocus (?:key)?phrase\b", re.IGNORECASE)
_FOCUS = re.compile(
    r"focus\s+(?:key)?(?:phrase|word)\s*[:–-]?\s*(?:[“”\"]([^“”\"]+)[“”\"]\s*[:.–—-]?|([^:]+)(?::|$))\s*(.*)",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[“”\"](?=[^\w“”\"]*\w)([^“”\"]*)[“”\"]")
_SAME = re.compile(
    r"\bsame\b|\bsynonyms?\b|\b(?:called|known as|aka|refers? to)\b|\b(?:other|alternative) (?:name|term)",
    re.IGNORECASE,
)
_BOLD = re.compile(r"\*\*([^*]+)\*\*:")
_NO_CONCEPT = re.compile(r"(?:step|stage|phase|note|tip|example|first|second|next|then|how|why|when|what)\b|\d", re.I)


@dataclass(frozen=True, slots=True)
class _Notes:
    """The closing notes: the sentence of the focus phrase, synonyms, and all other lines."""

    sentence: str = ""
    synonyms: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Explainer:
    """The parts of a plain-text explainer.

    The lines of a section are items (``- …`` and ``3. …``) and paragraphs (all others). A section without a heading
    comes before the first heading. ``unplaced`` has a remark for each line that a person should check.
    """

    focus_phrase: str
    title: str
    definition: str
    synonyms: tuple[str, ...]
    source_note: str
    sections: tuple[Section, ...]
    keywords: tuple[str, ...]
    unplaced: tuple[str, ...]


def read(text: str) -> Explainer:
    """Read an explainer; any text is accepted, with remarks on what does not have the expected form."""
    lines = split(text)
    first = lines.pop(0) if lines else ""
    phrase, title = _phrase(first)
    source = lines.pop() if lines and _says_source(lines[-1]) else ""
    definition = lines.pop(0) if lines and _is_definition(lines, title) else ""
    sections = _sections(lines, title)
    remarks = [f"no heading above: {bare(line)}" for heading, kept in sections if not heading for line in kept]
    notes = _notes(sections.pop(), title) if sections and _is_seo(sections[-1][0], title) else _Notes()
    if notes.sentence and definition and notes.sentence != definition:
        sections = _in_short(sections, notes.sentence)
    if not definition:
        definition, remark = _other_definition(notes.sentence, sections)
        remarks.append(remark)
    if notes.left:
        sections.append(("Notes", notes.left))
        remarks += [f"kept under Notes: {bare(line)}" for line in notes.left]
    keywords = _keywords(title, notes.synonyms, sections)
    return Explainer(phrase, title, definition, notes.synonyms, source, tuple(sections), keywords, tuple(remarks))


def _phrase(line: str) -> tuple[str, str]:
    """The search phrase and the title of the first line; ``pH`` and ``mRNA`` keep their lower-case letter."""
    line = bare(line)
    phrase = line.rstrip("?!.: ") or line
    lead = _LEAD.match(phrase)
    name = phrase[lead.end() :] if lead else phrase
    title = name[:1].upper() + name[1:] if name.split(" ")[0].islower() else name
    return (lead[0].lower() + name if lead else phrase), title


def _says_source(line: str) -> bool:
    return not ITEM.fullmatch(line) and _SOURCE.match(line) is not None


def _is_definition(lines: Sequence[str], title: str) -> bool:
    """Whether the line below the phrase is prose: not an item, a repeated question or a heading."""
    return not ITEM.fullmatch(lines[0]) and not _is_heading(lines[0], lines[1:2], title, prose=False)


def _is_heading(line: str, following: Sequence[str], title: str, prose: bool = True) -> bool:
    """Whether a line is a heading: short, without a full stop, above items (or a sentence, if ``prose``)."""
    if ITEM.fullmatch(line) or len(line.split()) > 12:
        return False
    if _repeats(line, title) or _is_seo(line, title):
        return True
    if not following or line[-1] in ".!;,":
        return False
    if ITEM.fullmatch(following[0]):
        return True
    is_short = len(line.split()) <= 8 and not line[0].islower()
    return prose and following[0][-1] in ".!" and (line[-1] in "?:" or is_short)


def _repeats(line: str, title: str) -> bool:
    """Whether a line repeats the question."""
    lead = _LEAD.match(line)
    return bool(lead) and _phrase(line)[1].casefold() == title.casefold()


def _is_seo(heading: str, title: str) -> bool:
    return _SEO.search(heading) is not None and not heading.endswith(".") and not _repeats(heading, title)


def _sections(lines: Sequence[str], title: str) -> list[Section]:
    found: list[tuple[str, list[str]]] = [("", [])]
    for at, line in enumerate(lines):
        if _is_heading(line, lines[at + 1 : at + 2], title):
            found.append(("In short" if _repeats(line, title) else line.rstrip(": ") or line, []))
        else:
            found[-1][1].append(line)
    return [(heading, tuple(kept)) for heading, kept in found if heading or kept]


def _notes(section: Section, title: str) -> _Notes:
    """Read the closing section; ``left`` gets each line with words other than names and ``FRAME``."""
    sentence = ""
    synonyms: list[str] = []
    left = [] if _is_frame(section[0]) else [section[0]]
    for line in section[1]:
        focus = _FOCUS.match(bare(line))
        if focus and not sentence and _phrase(focus[1] or focus[2])[1].casefold() == title.casefold():
            sentence = focus[3]
            continue
        names = [name.strip(" .,;") for name in _QUOTED.findall(line)] if _SAME.search(_QUOTED.sub("", line)) else []
        synonyms += [name for name in names if name.casefold() != title.casefold()]
        if not names or not _is_frame(_QUOTED.sub(" ", bare(line))):
            left.append(line)
    return _Notes(sentence, _distinct(synonyms), tuple(left))


def _is_frame(line: str) -> bool:
    return FRAME.issuperset(re.findall(r"\w+", line.casefold()))


def _in_short(sections: list[Section], sentence: str) -> list[Section]:
    """Add an item to the section "In short", which is created at the top if it is missing."""
    for at, (heading, lines) in enumerate(sections):
        if heading == "In short":
            return [*sections[:at], (heading, (*lines, f"- {sentence}")), *sections[at + 1 :]]
    lead = 1 if sections and not sections[0][0] else 0
    return [*sections[:lead], ("In short", (f"- {sentence}",)), *sections[lead:]]


def _other_definition(sentence: str, sections: Sequence[Section]) -> tuple[str, str]:
    """A substitute if no line is a definition, and a remark on where it comes from."""
    if sentence:
        return sentence, "no definition found; the sentence of the focus phrase is used"
    items = (found[2] for _, lines in sections for line in lines if (found := ITEM.fullmatch(line)))
    if first := next(items, ""):
        return first, "no definition found; the first bullet is used"
    return "", "no definition found; write one"


def _keywords(title: str, synonyms: Sequence[str], sections: Sequence[Section]) -> tuple[str, ...]:
    """The title, the synonyms, and the terms before a colon in sections other than steps."""
    words = [title.lower(), *synonyms]
    for heading, lines in sections:
        if not STEPS.search(heading) and heading != "Notes":
            words += [term for line in lines if (term := _concept(line))]
    return _distinct(words)[:_MOST_KEYWORDS]


def _distinct(words: Sequence[str]) -> tuple[str, ...]:
    """Each word once, as first written; letter case is ignored."""
    found: dict[str, str] = {}
    for word in filter(None, words):
        found.setdefault(word.casefold(), word)
    return tuple(found.values())


def _concept(line: str) -> str:
    """The concept that a line explains, as written inside a sentence; empty if there is none."""
    bold = _BOLD.match(entry(bare(line)))
    term = re.sub(r"\s*\(.*?\)", "", bold[1]).strip() if bold else ""
    if not term or len(term.split()) > 4 or _NO_CONCEPT.match(term):
        return ""
    return term[0].lower() + term[1:] if term[1:2].islower() else term
