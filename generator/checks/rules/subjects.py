"""Rules for subjects, which compare all records."""

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
"""Letters: shorter subjects, such as Art and Arts, are often two subjects and not checked for typos."""
_MORE_FREQUENT = 3
"""How many times as many files as a typo the correct subject must have, unless it is configured."""


class Subjects:
    """Checks each record's subject against the ``configured`` subjects and those of all other records."""

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
        """Report a subject that is one typo away from another, and a url under another subject."""
        subject = self._library.subject(record)
        right = self._meant.get(subject.slug, subject)
        found = _FOLDER.match(record.url)
        folder = found[1].casefold() if found else right.slug
        if right is not subject:
            message = f"the subject {record.subject!r} looks like a typo"
            fix = Fix(("subject",), right.name) if folder == right.slug else None
            yield Finding(record.path, "QT135", message, f"did you mean {right.name}?", Place(("subject",), 0), fix=fix)
        elif record.subject and folder != right.slug and self._is_subject(folder, right.slug):
            message = f"the url is under {folder}, but the subject is {right.name}"
            remedy = "correct the subject, or change the url with `quicktakes mv`"
            yield Finding(record.path, "QT136", message, remedy, Place(("url",), 0))

    def _is_subject(self, folder: str, own: str) -> bool:
        """Whether a folder in a url names another subject, or is a typo of the record's own."""
        return folder in self._slugs or (len(own) >= _SHORTEST and is_typo(folder, own))
