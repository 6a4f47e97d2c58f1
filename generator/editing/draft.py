"""``quicktakes new``: make a complete record from a question, with all that the catalogue provides.

The parts that only an editor can write are marked with ``texts.TO_FILL_IN``; ``check`` reports the marks.
"""

from __future__ import annotations

import posixpath
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import count

from generator.catalogue.facts import Facts
from generator.checks.rules import addresses
from generator.checks.rules.texts import TO_FILL_IN
from generator.config.settings import Settings
from generator.content import fields, records, writer
from generator.library.library import Library
from generator.library.related.new_question import near
from generator.model import slugs, urls
from generator.model.finding import as_text
from generator.model.record import Record, Subject
from generator.system import files
from generator.system.errors import ConfigError, RefusedError

_DESCRIPTION = f"{TO_FILL_IN} the answer in one or two sentences (120 to 300 characters)"
_KEYWORDS = f"{TO_FILL_IN} what the answer is about, in up to ten words or phrases separated by commas"
_ANSWER = f"""{TO_FILL_IN} the answer in Markdown, on as many lines as needed, each indented by these four spaces.

{TO_FILL_IN} a heading starts with `###`, a list item with `-`; math goes between dollar signs, as in $Ca^{{2+}}$."""
_NEAR_NAME = 70
"""Similarity (0 to 100) from which an unknown subject counts as a typo of a known one."""


@dataclass(frozen=True, slots=True)
class NewRecord:
    """A record to be written: its path below the content folder, the text of its file, and its related records."""

    path: str
    text: str
    suggested: Sequence[Record]


def draft(question: str, subject_name: str, settings: Settings, survey: Facts, prefix: str, force: bool) -> NewRecord:
    """A complete record for a question.

    ``prefix`` is the path of the content folder from the current folder. ``force`` allows a question that a record
    already asks, and a new subject. Raises ``RefusedError``, and ``ConfigError`` for an invalid question or subject.
    """
    asked = _readable(question, "the question")
    name = _readable(subject_name, "--subject")
    placed = [record for record in survey.records if record.id and record.url]
    everything = Library(placed, settings.today, settings.subjects, preview=True)
    subject = _subject(name, everything, settings, force)
    library = Library(placed, settings.today, settings.subjects)
    asking = [*everything.published, *(record for record in survey.records if not (record.id and record.url))]
    found = near(asked, asking, library, survey.features, survey.topics)
    if found.same and not force:
        raise RefusedError(_refusal(found.same, subject, everything, prefix))
    folder = _folder(subject, survey.records)
    path, url = _free(folder, subject, slugs.question_slug(asked), settings, survey)
    seo = {
        "title": f"{settings.site_name} | {subject.name}",
        "page_description": _DESCRIPTION,
        "page_keywords": _KEYWORDS,
    }
    given = {
        "id": str(survey.next_id()),
        "date": settings.today.isoformat(),
        **dict.fromkeys(("title", "article_title", "question"), asked),
        "answer": _ANSWER,
        "subject": subject.name,
        "url": url,
        "file_name": f"{posixpath.basename(url)}.md",
        "seo": seo,
    }
    mapping = {field.name: given.get(field.name, str(field.start)) for field in fields.RECORD if field.usual}
    for number, record in enumerate(found.suggested, start=1):
        mapping[f"related_article{number}"] = {
            "id": str(record.id),
            "title": " ".join(record.title.split()),
            "subject": library.subject(record).name,
            "url": record.url,
        }
    return NewRecord(path, _whole(path, writer.record_text(mapping)), found.suggested)


def _readable(text: str, what: str) -> str:
    """A text on one line with single spaces; raises ``ConfigError`` if it cannot be shown or has no slug."""
    line = " ".join(text.split())
    odd = next((char for char in line if unicodedata.category(char) in ("Cc", "Cs")), None)
    if odd is not None:
        raise ConfigError(f"{what} contains the unprintable character {odd!a}; remove it")
    if not slugs.question_slug(line):
        raise ConfigError(f"{what} {line!r} has no letter or digit; write it in words")
    return line


def _subject(name: str, library: Library, settings: Settings, force: bool) -> Subject:
    """The subject with a name or a configured slug; with ``force``, a new subject if there is none."""
    known = library.subject_named(name) or next((s for s in settings.subjects if s.slug == name.casefold()), None)
    if known is not None:
        return known
    if force:
        return Subject(name, slugs.subject_slug(name))
    from rapidfuzz import fuzz, process  # imported here, because it is rarely needed

    names = sorted({subject.name for subject in (*settings.subjects, *library.subjects.values())})
    folded = {other: other.casefold() for other in names}
    close = process.extract(name.casefold(), folded, scorer=fuzz.ratio, score_cutoff=_NEAR_NAME, limit=3)
    candidates = [other for _, _, other in close]
    hint = f"did you mean {' or '.join(candidates)}?" if candidates else f"known subjects: {_listed(names)}."
    raise ConfigError(f"unknown --subject {name!r}; {hint} Use --force to add a new subject")


def _listed(names: Sequence[str]) -> str:
    rest = f" and {len(names) - 10} more" if len(names) > 10 else ""
    return ", ".join(names[:10]) + rest if names else "none yet"


def _refusal(same: Sequence[tuple[Record, float]], subject: Subject, library: Library, prefix: str) -> str:
    """The records that ask the same, and what to do: a record can be listed under a second subject."""
    lines = []
    for record, similarity in same[:3]:
        how = "the same" if similarity == 1 else f"nearly the same (similarity {similarity:.2f})"
        lines.append(f"{prefix}{record.path} already asks {how}: {record.question or record.title}")
    equal = [record for record, similarity in same if similarity == 1 and library.at(record.path)]
    if equal and not any(subject in library.subjects_of(record) for record in equal):
        copy = f"copy {prefix}{equal[0].path}, keep its id and change its subject, url and file_name"
        return "\n".join([*lines, f"to list it under {subject.name} too, {copy}; or use --force to add another record"])
    return "\n".join([*lines, "edit that record, or use --force to add another one"])


def _folder(subject: Subject, known: Iterable[Record]) -> str:
    """The folder with most records of the subject; a new subject gets its own folder, unless no record has one."""
    slug = slugs.subject_slug(subject.name)
    all_folders = Counter((slugs.subject_slug(r.subject) == slug, posixpath.dirname(r.path)) for r in known)
    folders = [(-number, folder) for (is_own, folder), number in all_folders.items() if is_own]
    if folders:
        return min(folders)[1]
    return "" if all_folders and {folder for _, folder in all_folders} == {""} else subject.slug


def _free(folder: str, subject: Subject, slug: str, settings: Settings, survey: Facts) -> tuple[str, str]:
    """An unused path and url; if the slug is taken, a number is added to it."""
    claimed = {urls.key(url) for record in survey.records for url in (record.url, *record.aliases) if url}
    claimed |= {urls.key(topic.url) for topic in survey.topics}
    for number in count(1):
        name = slug if number == 1 else f"{slug}-{number}"
        path, url = posixpath.join(folder, f"{name}.md"), f"/learn/{subject.slug}/questions/{name}"
        if not files.is_read(path, settings.exclude):
            raise RefusedError(f"{path} is excluded by exclude_docs; use another --subject or change exclude_docs")
        if urls.key(url) in claimed or (settings.content / path).exists():
            continue
        if not _is_held(path, url, subject, settings, survey):
            return path, url
    raise AssertionError("count() never ends")


def _is_held(path: str, url: str, subject: Subject, settings: Settings, survey: Facts) -> bool:
    """Whether a page or file other than a record has the address."""
    record = Record(path, 1, settings.today, "", "", "", subject.name, url)
    configured: Collection[str] = [known.slug for known in settings.subjects]
    found = addresses.collisions([record], survey.authored, survey.static, configured)
    return any(finding.path == path for finding in found)


def _whole(path: str, text: str) -> str:
    """The text, after a check that it is read without findings."""
    _, findings = records.read(path, text.encode("utf-8"))
    if findings:
        raise RefusedError(f"the new record would have errors:\n{as_text(findings).rstrip()}")
    return text
