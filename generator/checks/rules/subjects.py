"""Rules about the subjects of all records together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from generator.library.library import Library
from generator.model import slugs
from generator.model.finding import Finding, Fix, Place
from generator.model.record import Record, Subject
from generator.model.typos import Neighbours, is_typo

_FOLDER = re.compile(r"/learn/([^/]+)/.", re.IGNORECASE)
_SHORTEST = 5
"""Letters of a subject that may be mistyped: shorter ones, such as Art and Arts, are often two subjects."""
_MORE_FREQUENT = 3
"""How many times as many files the right subject must have, unless it is configured."""


class Subjects:
    """The subjects of a library as its records name them, and those that are ``configured``."""

    def __init__(self, library: Library, configured: Iterable[Subject]) -> None:
        self._library = library
        chosen = {slugs.subject_slug(subject.name): subject for subject in configured}
        named = {slugs.subject_slug(subject.name): subject for subject in library.subjects.values()} | chosen
        files = Counter(slugs.subject_slug(library.subject(record).name) for record in library.files)
        self._slugs = {subject.slug for subject in named.values()}
        near = Neighbours(named)
        self._meant = {
            named[name].slug: named[other]
            for name in sorted(files.keys() - chosen.keys())
            for other in (near.of(name) if len(name) >= _SHORTEST else ())
            if other in chosen or files[other] >= _MORE_FREQUENT * files[name]
        }

    def check(self, record: Record) -> Iterator[Finding]:
        """A subject that is one typo away from another, and a url under another subject."""
        subject = self._library.subject(record)
        right = self._meant.get(subject.slug, subject)
        found = _FOLDER.match(record.url)
        folder = found[1].casefold() if found else right.slug
        if right is not subject:
            message = f"the subject {record.subject!r} looks like a typo"
            fix = Fix(("subject",), right.name) if folder == right.slug else None
            yield Finding(record.path, "QT135", message, f"did you mean {right.name}?", Place(("subject",), 0), fix=fix)
        elif folder != right.slug and self._is_subject(folder, right.slug):
            yield Finding(
                record.path, "QT136", f"the url is under {folder}, but the subject is {right.name}",
                "correct the subject, or change the url with `quicktakes mv`", Place(("url",), 0),
            )  # fmt: skip

    def _is_subject(self, folder: str, own: str) -> bool:
        """Whether a folder of a url is another subject's, or its own mistyped."""
        return folder in self._slugs or (len(own) >= _SHORTEST and is_typo(folder, own))
