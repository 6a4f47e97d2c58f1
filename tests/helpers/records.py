"""Text of record and topic files as they occur in practice."""

from __future__ import annotations

from typing import Any

import yaml


def record_text(**values: Any) -> str:
    """Return a complete record file; keyword arguments replace keys, ``None`` omits one."""
    number = values.get("id", 1)
    question = values.pop("question", f"What is question {number}?")
    slug = values.pop("slug", f"what-is-question-{number}")
    subject = values.pop("subject", "Medicine")
    front: dict[str, Any] = {
        "_schema": "default",
        "id": 1,
        "date": "2024-11-27",
        "title": question,
        "article_title": question,
        "date_format": "MMM DD, YYYY",
        "post_on_text": "Posted on",
        "seo": {
            "title": f"QuickTakes | {subject}",
            "page_description": "A description of this record, in one sentence of a usual length.",
            "page_keywords": "nerve, muscle",
        },
        "author": "QuickTakes",
        "question": question,
        "answer": "An answer.",
        "subject": subject,
        "file_name": f"{slug}.md",
        "url": f"/learn/{str(subject).lower().replace(' ', '-')}/questions/{slug}",
        "score": -1.0,
    }
    body = values.pop("body", "\n&nbsp;")
    front.update(values)
    kept = {key: value for key, value in front.items() if value is not None}
    dumped = yaml.safe_dump(kept, sort_keys=False, allow_unicode=True, width=10**9)
    return f"---\n{dumped}---\n{body}"


def related_entry(number: int, **values: Any) -> dict[str, Any]:
    """A ``related_articleN`` block."""
    entry = {"id": number, "title": f"What is question {number}?", "subject": "Medicine"}
    entry["url"] = f"/learn/medicine/questions/what-is-question-{number}"
    return {**entry, **values}


def topic_text(title: str, body: str = "## Structure\n\nText.\n", **values: Any) -> str:
    """Return a topic file."""
    slug = title.lower().replace(" ", "-").replace("-", "") if "-" in title else title.lower().replace(" ", "-")
    front = {
        "_schema": "topic", "title": title, "definition": f"The {title.lower()} is a thing of the body.",
        "focus_phrase": f"what is {title.lower()}", "synonyms": [], "keywords": ["a"], "subject": "Medicine",
        "url": f"/learn/medicine/topics/{slug}", "source_note": "Our own.", "date": "2026-01-02", **values,
    }  # fmt: skip
    return f"---\n{yaml.safe_dump(front, sort_keys=False)}---\n\n{body}"


def seo(keywords: str) -> dict[str, str]:
    """A record's ``seo`` block."""
    return {"title": "QuickTakes | Medicine", "page_description": "D.", "page_keywords": keywords}
