"""``quicktakes import explainer``: convert plain-text explainers to topic files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from generator.editing.explainers import reader, topic
from generator.model import slugs
from generator.system.atomic import replace
from generator.system.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Imported:
    """``messages`` on written files and on text without a place; ``refused`` files, each with the reason."""

    messages: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


class _InvalidExplainerError(Exception):
    """A file that cannot be imported; the message says why and what to do."""


def import_explainers(files: Iterable[Path], subject: str, out: Path, force: bool, day: date) -> Imported:
    """Write ``OUT/<slug>.md`` for each explainer; a refused one does not stop the others.

    An existing file is overwritten only with ``force``, and never twice in one call. Raises ``ConfigError`` for a
    subject without a slug.
    """
    if not slugs.subject_slug(subject):
        raise ConfigError(f"--subject {subject!r} has no letters; write a name such as Medicine")
    imported = Imported()
    written: dict[Path, Path] = {}
    for file in files:
        try:
            explainer = _read(file)
            target = out / f"{slugs.question_slug(explainer.title)}.md"
            if target in written:
                raise _InvalidExplainerError(f"has the same title as {written[target]}; merge the two files")
            if target.exists() and not force:
                raise _InvalidExplainerError(f"{target} already exists; use --force to overwrite it")
            replace(target, topic.as_topic(explainer, subject, day).encode("utf-8"))
        except _InvalidExplainerError as error:
            imported.refused.append(f"{file}: {error}")
        except OSError as error:
            imported.refused.append(f"{file}: {error.filename}: {error.strerror}")
        else:
            written[target] = file
            imported.messages.append(f"{file} → {target}")
            imported.messages.extend(f"    {remark}" for remark in explainer.unplaced)
    return imported


def _read(file: Path) -> reader.Explainer:
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _InvalidExplainerError(f"not UTF-8 (byte {error.start + 1}); save it as UTF-8") from None
    if text.startswith("---"):
        raise _InvalidExplainerError("a record with front matter, not an explainer; copy it into the content folder")
    explainer = reader.read(text)
    if not slugs.question_slug(explainer.title):
        raise _InvalidExplainerError("the first line has no title; start with a line such as `what is a synapse`")
    return explainer
