"""``quicktakes new``: a question → a complete record, with what the catalogue knows of it already.

What only an editor can write is marked (``texts.TO_FILL_IN``), and ``check`` tells it until it is written.
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
from generator.system.errors import ConfigError

_DESCRIPTION = f"{TO_FILL_IN} the answer in one or two sentences (120 to 300 characters)"
_KEYWORDS = f"{TO_FILL_IN} what the answer is about in up to ten words or phrases, with commas between"
_ANSWER = f"""{TO_FILL_IN} the answer in Markdown, on as many lines as it takes, each with these four spaces before it.

{TO_FILL_IN} a heading begins with `###`, an item with `-`; math stands between dollar signs, as in $Ca^{{2+}}$."""
_NEAR_NAME = 70
"""How like a known subject's name another must be to be a slip of the pen: a ratio of 100."""


class RefusedError(Exception):
    """A record that is not to be made; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A record to be written: its path below the content folder, its file's text, and the records it suggests."""

    path: str
    text: str
    suggested: Sequence[Record]


def draft(question: str, subject_name: str, settings: Settings, survey: Facts, prefix: str, force: bool) -> Draft:
    """A complete record that asks the question.

    ``prefix`` is how the content folder is called from here. ``force`` allows a question that is asked already, and a
    subject that nobody knows. Raises ``RefusedError``, and ``ConfigError`` for what cannot be asked at all.
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
        raise RefusedError(_told(found.same, subject, everything, prefix))
    folder = _folder(subject, survey.records)
    path, url = _free(folder, subject, slugs.question_slug(asked), settings, survey)
    given = {
        "id": str(survey.next_id()), "date": settings.today.isoformat(), "title": asked, "article_title": asked,
        "question": asked, "answer": _ANSWER, "subject": subject.name, "url": url,
        "file_name": f"{posixpath.basename(url)}.md",
        "seo": {
            "title": f"{settings.site_name} | {subject.name}", "page_description": _DESCRIPTION,
            "page_keywords": _KEYWORDS,
        },
    }  # fmt: skip
    mapping = {field.name: given.get(field.name, str(field.start)) for field in fields.RECORD if field.usual}
    for number, record in enumerate(found.suggested, start=1):
        mapping[f"related_article{number}"] = {
            "id": str(record.id), "title": " ".join(record.title.split()), "subject": library.subject(record).name,
            "url": record.url,
        }  # fmt: skip
    return Draft(path, _whole(path, writer.record_text(mapping)), found.suggested)


def _readable(text: str, what: str) -> str:
    """A text in one line, its spaces single; raises ``ConfigError`` for what nobody could read or find again."""
    line = " ".join(text.split())
    odd = next((char for char in line if unicodedata.category(char) in ("Cc", "Cs")), None)
    if odd is not None:
        raise ConfigError(f"{what} holds the character {odd!a}, which cannot be shown; leave it out")
    if not slugs.question_slug(line):
        raise ConfigError(f"{what} {line!r} holds no letter or digit, so it has no address; write it in words")
    return line


def _subject(name: str, library: Library, settings: Settings, force: bool) -> Subject:
    """The known subject that a name (or a configured slug) means, or a new one."""
    known = library.subject_named(name) or next((s for s in settings.subjects if s.slug == name.casefold()), None)
    if known is not None:
        return known
    if force:
        return Subject(name, slugs.subject_slug(name))
    from rapidfuzz import fuzz, process  # here, because nearly all subjects are known

    names = sorted({subject.name for subject in (*settings.subjects, *library.subjects.values())})
    folded = {other: other.casefold() for other in names}
    close = process.extract(name.casefold(), folded, scorer=fuzz.ratio, score_cutoff=_NEAR_NAME, limit=3)
    candidates = [other for _, _, other in close]
    hint = f"did you mean {' or '.join(candidates)}?" if candidates else f"known are {_listed(names)}."
    raise ConfigError(f"--subject {name!r} is not known; {hint} --force makes it a new subject")


def _listed(names: Sequence[str]) -> str:
    rest = f" and {len(names) - 10} more" if len(names) > 10 else ""
    return ", ".join(names[:10]) + rest if names else "none yet"


def _told(same: Sequence[tuple[Record, float]], subject: Subject, library: Library, prefix: str) -> str:
    """Which articles ask the same, and what to do: one under other subjects can have an address under this one too."""
    lines = []
    for record, similarity in same[:3]:
        how = "just this" if similarity == 1 else f"nearly the same ({similarity:.2f} alike)"
        lines.append(f"{prefix}{record.path} asks {how}: {record.question or record.title}")
    equal = [record for record, similarity in same if similarity == 1 and library.at(record.path)]
    if equal and not any(subject in library.subjects_of(record) for record in equal):
        copy = f"copy {prefix}{equal[0].path}, keep its id and change its subject, url and file_name"
        return "\n".join([*lines, f"to list it under {subject.name} too, {copy}; --force makes another record instead"])
    return "\n".join([*lines, "work on that record, or make another one with --force"])


def _folder(subject: Subject, known: Iterable[Record]) -> str:
    """Where most records of the subject stand; one without records gets a folder of its own, unless no subject has."""
    slug = slugs.subject_slug(subject.name)
    all_folders = Counter((slugs.subject_slug(r.subject) == slug, posixpath.dirname(r.path)) for r in known)
    folders = [(-number, folder) for (is_own, folder), number in all_folders.items() if is_own]
    if folders:
        return min(folders)[1]
    return "" if all_folders and {folder for _, folder in all_folders} == {""} else subject.slug


def _free(folder: str, subject: Subject, slug: str, settings: Settings, survey: Facts) -> tuple[str, str]:
    """A path and a url that nothing has; where the slug alone is taken, it ends in a number."""
    claimed = {urls.key(url) for record in survey.records for url in (record.url, *record.aliases) if url}
    claimed |= {urls.key(topic.url) for topic in survey.topics}
    for number in count(1):
        name = slug if number == 1 else f"{slug}-{number}"
        path, url = posixpath.join(folder, f"{name}.md"), f"/learn/{subject.slug}/questions/{name}"
        if not files.is_read(path, settings.exclude):
            raise RefusedError(f"files such as {path} are not read (see exclude_docs); name the subject otherwise")
        if urls.key(url) in claimed or (settings.content / path).exists():
            continue
        if not _is_held(path, url, subject, settings, survey):
            return path, url
    raise AssertionError("there is always a number")


def _is_held(path: str, url: str, subject: Subject, settings: Settings, survey: Facts) -> bool:
    """Whether an address belongs to a page or a file that is no record."""
    record = Record(path, 1, settings.today, "", "", "", subject.name, url)
    configured: Collection[str] = [known.slug for known in settings.subjects]
    found = addresses.collisions([record], survey.authored, survey.static, configured)
    return any(finding.path == path for finding in found)


def _whole(path: str, text: str) -> str:
    """The text, which must read back without a problem."""
    _, findings = records.read(path, text.encode("utf-8"))
    if findings:
        raise RefusedError(f"such a record would be wrong:\n{as_text(findings).rstrip()}")
    return text
