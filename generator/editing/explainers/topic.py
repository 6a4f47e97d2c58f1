"""Write an explainer as the file of a topic."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import yaml

from generator.editing.explainers.lines import ITEM, NUMBER, STEPS, entry, plain
from generator.editing.explainers.reader import Explainer
from generator.model import slugs


def as_topic(explainer: Explainer, subject: str, day: date) -> str:
    """The text of the topic's file: front matter and a body in Markdown."""
    values = {
        "_schema": "topic",
        "title": explainer.title,
        "definition": explainer.definition,
        "focus_phrase": explainer.focus_phrase,
        "synonyms": list(explainer.synonyms),
        "keywords": list(explainer.keywords),
        "subject": subject,
        "url": f"/learn/{slugs.subject_slug(subject)}/topics/{slugs.question_slug(explainer.title)}",
        "source_note": explainer.source_note,
        "provenance": "imported",
        "date": day,
    }
    front = "".join(_yaml(key, value) for key, value in values.items())
    body = "".join("\n" + _markdown(heading, lines) for heading, lines in explainer.sections)
    return f"---\n{front}---\n{body}"


def _yaml(key: str, value: object) -> str:
    """A key and its value in YAML; the definition is a folded block if possible."""
    if key == "definition" and isinstance(value, str) and value and value.isprintable():
        return f"{key}: >-\n    {value}\n"
    return yaml.safe_dump({key: value}, allow_unicode=True, width=10**9, default_flow_style=False)


def _markdown(heading: str, lines: Sequence[str]) -> str:
    body = "\n".join(_body(lines, STEPS.search(heading) is not None))
    top = f"## {heading}\n" if heading else ""
    return "\n".join(part for part in (top, body + "\n" if body else "") if part)


def _body(lines: Sequence[str], ordered: bool) -> Iterator[str]:
    """The lines of a section as Markdown; items below a numbered item are nested, paragraphs get blank lines."""
    is_numbered = any(NUMBER.match(line) for line in lines)
    label, before = "", "item"
    for at, line in enumerate(lines):
        item = ITEM.fullmatch(line)
        kind = "item" if item else "paragraph"
        if at and "paragraph" in (kind, before):
            yield ""
        before = kind
        if item is None:
            yield plain(line)
        elif item[1] or (ordered and not is_numbered):
            label = item[1] or str(int(label or 0) + 1)
            yield f"{label}. {entry(item[2])}"
        else:
            yield f"{' ' * (len(label) + 2) if label else ''}- {entry(item[2])}"
