"""Reads one content file as an entry: what kind of file it is, and all findings about that file alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from generator.checks.rules import frontmatter, media, shape, style, texts
from generator.content import authored, limits, records, topics
from generator.content.answers import readability, render
from generator.content.answers.prose import Prose
from generator.content.frontmatter import parser
from generator.model.answer import Rendered, Target
from generator.model.finding import Finding, with_source
from generator.model.record import Record, Topic
from generator.system import files


class Wanted(NamedTuple):
    """What to compute from each file: its answer as HTML, features for similarity, a search document, findings of
    style, the reading grade."""

    answers: bool = True
    features: bool = False
    documents: bool = False
    style: bool = False
    grade: bool = False


USUAL = Wanted()


@dataclass(frozen=True, slots=True)
class Entry:
    """One Markdown file: a record, a topic, an authored page, or a broken file, which has only findings. Or a drawing.

    ``record`` has no answer and no body, and ``rendered`` has no HTML, which is in the spool. ``features`` describe
    what a record is about (empty in checks). ``links`` and ``anchors`` are those of an authored page; their offsets
    count from the start of its body.
    """

    path: str
    record: Record | None
    rendered: Rendered | None
    findings: tuple[Finding, ...]
    topic: Topic | None = None
    features: bytes = b""
    links: tuple[Target, ...] = ()
    anchors: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse features that cannot be unpacked; only a state that somebody else wrote has such ones."""
        if len(self.features) % 5:
            raise ValueError("features are cut off")

    @property
    def is_drawing(self) -> bool:
        """Whether it is an SVG file, which has no page."""
        return files.is_drawing(self.path)

    @property
    def is_authored(self) -> bool:
        """Whether MkDocs renders the file: it is not a record, not a topic, and not broken."""
        ours = self.record is not None or self.topic is not None or self.is_drawing
        return not ours and not any(f.severity == "error" for f in self.findings)


def read_one(path: str, data: bytes, digest: bytes, wanted: Wanted = USUAL) -> tuple[Entry, str]:
    """A file as an entry, and its answer as HTML (empty if it has none)."""
    if files.is_drawing(path):
        return Entry(path, None, None, _shown(media.drawing(path, data), data)), ""
    if beyond := limits.of_file(path, data):
        return Entry(path, None, None, tuple(beyond)), ""
    if topics.is_topic(data):
        return _read_topic(path, data, digest, wanted)
    record, findings = records.read(path, data)
    if record is None:
        return _authored(path, data) if not findings else Entry(path, None, None, _shown(findings, data)), ""
    if beyond := limits.of_record(path, record.answer, record.body):
        return Entry(path, None, None, _shown(records.locate(findings + beyond, data.decode("utf-8")), data)), ""
    rendered, prose = render.read(
        record.answer, record.body, counted=wanted.answers, sources=len(record.ledger.sources)
    )
    in_text = [*texts.placeholders(record), *texts.refusal(record), *texts.rendering(path, rendered)]
    if wanted.style and not record.withdrawn and record.same_as is None:  # the page of any other record shows no answer
        in_text += _style(record, rendered, prose)
    grade = readability.grade("\n".join(part.words for part in prose)) if wanted.grade else None
    findings += records.locate(in_text, data.decode("utf-8"))
    light = replace(record, answer="", body="")
    kept = replace(rendered, html="", problems=(), source=digest.hex(), grade=grade)
    return Entry(path, light, kept, _shown(findings, data)), rendered.html


def _authored(path: str, data: bytes) -> Entry:
    text = data.decode("utf-8")
    body = parser.body(text)
    if beyond := limits.of_authored(path, body):
        return Entry(path, None, None, _shown(records.locate(beyond, text), data))
    return Entry(path, None, None, (), links=tuple(authored.links(body)), anchors=authored.anchors(body))


def _style(record: Record, rendered: Rendered, prose: Sequence[Prose]) -> Iterator[Finding]:
    yield from frontmatter.front_matter(record)
    yield from style.repeated_question(record, prose[0])
    yield from style.dense_keyword(record, prose)
    yield from style.text(record.path, prose, rendered.targets)
    yield from shape.bold_headings(record.path, prose[0])
    for part in prose:
        yield from shape.incomplete_end(record.path, part)


def _read_topic(path: str, data: bytes, digest: bytes, wanted: Wanted) -> tuple[Entry, str]:
    topic, body, findings = topics.read(path, data)
    if beyond := limits.of_body(path, body):
        located = records.locate(findings + beyond, data.decode("utf-8", errors="replace"))
        return Entry(path, None, None, _shown(located, data)), ""
    rendered, prose = render.read(
        "", body, counted=wanted.answers, taken=topics.ANCHORS, sources=len(topic.ledger.sources) if topic else 0
    )
    findings += texts.rendering(path, rendered)
    if wanted.style:
        findings += style.text(path, prose[1:], rendered.targets)
    located = records.locate(findings, data.decode("utf-8", errors="replace"))
    light = replace(rendered, html="", problems=(), source=digest.hex())
    return Entry(path, None, light if topic else None, _shown(located, data), topic), rendered.html


def _shown(findings: list[Finding], data: bytes) -> tuple[Finding, ...]:
    return tuple(with_source(findings, data.decode("utf-8", errors="replace"))) if findings else ()


def face(entry: Entry) -> bytes:
    """The digest of what other pages can see of a record: all but the text of its answer; empty for any other file."""
    if entry.record is None or entry.rendered is None:
        return b""
    links = [(target.href, target.image, target.in_body) for target in entry.rendered.targets]
    anchors = [heading.anchor for heading in entry.rendered.headings]
    return files.digest(repr((entry.record, entry.features, links, anchors)).encode())


def unreadable(path: str, error: OSError) -> Entry:
    """The entry of a file that cannot be read."""
    return _broken(path, error.strerror or str(error), "check its permissions")


def too_costly(path: str, reason: str) -> Entry:
    """The entry of a file that a worker process could not read within the limits."""
    return _broken(path, reason, "simplify it, or allow more with the option `limits`")


def _broken(path: str, reason: str, remedy: str) -> Entry:
    finding = Finding(path, "QT106", f"the file cannot be read: {reason}", remedy)
    return Entry(path, None, None, (finding.at(1, 1),))
