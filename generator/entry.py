"""One content file → an entry: what it turned out to be, and every problem that it has by itself."""

from __future__ import annotations

from dataclasses import dataclass, replace

from generator import records, topics
from generator.answers import render
from generator.diagnostics import Finding, with_source
from generator.model import Record, Rendered, Topic
from generator.rules import texts


@dataclass(frozen=True, slots=True)
class Entry:
    """What one Markdown file turned out to be: a record, a topic, one that cannot be read (findings only), or neither.

    The record comes without its answer and body, ``rendered`` without its HTML: that stands in the spool.
    """

    path: str
    record: Record | None
    rendered: Rendered | None
    findings: tuple[Finding, ...]
    topic: Topic | None = None

    @property
    def is_authored(self) -> bool:
        """Neither a record or a topic nor a broken one: a page for MkDocs."""
        ours = self.record is not None or self.topic is not None
        return not ours and not any(f.severity == "error" for f in self.findings)


def read_one(path: str, data: bytes, digest: bytes) -> tuple[Entry, str]:
    """One file as an entry, and its answer as HTML (empty where there is none)."""
    if topics.is_topic(data):
        return _read_topic(path, data, digest)
    record, findings = records.read(path, data)
    if record is None:
        return Entry(path, None, None, _shown(findings, data)), ""
    rendered = render(record.answer, record.body)
    findings += records.locate(list(texts.answer(path, rendered)), data.decode("utf-8"))
    light = replace(record, answer="", body="")
    kept = replace(rendered, html="", problems=(), source=digest.hex())
    return Entry(path, light, kept, _shown(findings, data)), rendered.html


def _read_topic(path: str, data: bytes, digest: bytes) -> tuple[Entry, str]:
    topic, body, findings = topics.read(path, data)
    rendered = render("", body)
    findings += texts.answer(path, rendered)
    located = records.locate(findings, data.decode("utf-8", errors="replace"))
    light = replace(rendered, html="", problems=(), source=digest.hex())
    return Entry(path, None, light if topic else None, _shown(located, data), topic), rendered.html


def _shown(findings: list[Finding], data: bytes) -> tuple[Finding, ...]:
    return tuple(with_source(findings, data.decode("utf-8", errors="replace"))) if findings else ()


def unreadable(path: str, error: OSError) -> Entry:
    """The entry of a file that cannot be read."""
    finding = Finding(path, "QT106", f"the file cannot be read: {error.strerror}", "check its permissions")
    return Entry(path, None, None, (finding.at(1, 1),))
