"""A rendered answer: its HTML, its headings and link targets, and the problems found in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from generator.model.slotted import Slotted


@dataclass(frozen=True, slots=True)
class Heading(Slotted):
    """A heading of an answer: its level on the page (2 to 6), its anchor and its text as safe HTML."""

    level: int
    anchor: str
    html: str


class Target(NamedTuple):
    """A link or image of an answer, as written; ``offset`` counts characters of the encoded answer. ``alt`` is an
    image's alternative text; ``bare`` means a domain without a scheme, such as ``www.example.org``."""

    href: str
    offset: int
    image: bool
    in_body: bool = False
    alt: str = ""
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong inside one answer, before it is known in which file and line that answer stands."""

    code: str
    message: str
    remedy: str
    offset: int
    in_body: bool = False


@dataclass(frozen=True, slots=True)
class Rendered(Slotted):
    """An answer as safe HTML, with a mark in place of each link's address (see ``answers.fill``)."""

    html: str
    targets: tuple[Target, ...]
    headings: tuple[Heading, ...]
    words: int
    problems: tuple[Problem, ...]
    source: str = ""
    """The digest of the file that the answer came from: it stands for the answer where pages are compared."""
    text: str = ""  # a digest of answer and body, decoded: equal where two files say the same
    grade: float | None = None
    """The reading grade (see ``readability``), to a tenth; ``None`` where it was not asked for or says nothing."""
