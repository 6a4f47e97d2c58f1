"""A rendered answer: its HTML, headings, link targets and problems."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from generator.model.slotted import Slotted


@dataclass(frozen=True, slots=True)
class Heading(Slotted):
    """A heading in an answer: its level on the page (2 to 6), its anchor, and its text as safe HTML."""

    level: int
    anchor: str
    html: str


class Target(NamedTuple):
    """A link or image in an answer, as written.

    ``offset`` counts characters in the encoded answer. ``alt`` is the alternative text of an image. ``bare`` means a
    domain without a scheme, such as ``www.example.org``.
    """

    href: str
    offset: int
    image: bool
    in_body: bool = False
    alt: str = ""
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem inside an answer, before its file and line are known."""

    code: str
    message: str
    remedy: str
    offset: int
    in_body: bool = False


@dataclass(frozen=True, slots=True)
class Rendered(Slotted):
    """An answer as safe HTML, with a placeholder for the address of each link (see ``answers.fill``)."""

    html: str
    targets: tuple[Target, ...]
    headings: tuple[Heading, ...]
    words: int
    problems: tuple[Problem, ...]
    source: str = ""
    """The digest of the answer's file. Pages compare it instead of the answer."""
    text: str = ""
    """A digest of the decoded answer and body. It is equal for two files with the same text."""
    grade: float | None = None
    """The reading grade (see ``readability``) to one decimal; ``None`` if not requested or not meaningful."""
