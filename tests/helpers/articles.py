"""One article, filed under several subjects: one id and one question in several files."""

from __future__ import annotations

from typing import Any

from tests.helpers.folder import SITE_URL, Folder
from tests.helpers.records import related_entry

QUESTION = "Why does the heart beat?"
MEDICINE, NURSING = "learn/medicine/questions/heart/index.html", "learn/nursing/questions/heart/index.html"
BIOLOGY = "learn/biology/questions/heart/index.html"
HEART: dict[str, Any] = {"id": 7, "question": QUESTION, "slug": "heart", "answer": "Its pacemaker cells depolarize."}


def article(folder: Folder, *subjects: str, **values: Any) -> None:
    """Add one article under some subjects, and two other questions."""
    for subject in subjects:
        folder.add(f"{subject.lower()}/heart.md", **{**HEART, "subject": subject, **values})
    folder.add("medicine/1.md", id=1, related_article1=entry())
    folder.add("nursing/2.md", id=2, subject="Nursing")


def entry(subject: str = "Medicine") -> dict[str, Any]:
    """A related entry that names the article by one of its URLs."""
    url = f"/learn/{subject.lower()}/questions/heart"
    return related_entry(7, title=QUESTION, subject=subject, url=url)


def canonical(html: str) -> str:
    return html.partition('<link rel="canonical" href="')[2].partition('"')[0].removeprefix(SITE_URL)
