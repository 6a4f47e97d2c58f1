"""``quicktakes import explainer``: plain-text explainers into topic files, each whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from generator.editing.explainers import reader, topic
from generator.model import slugs
from generator.system.errors import ConfigError
from generator.system.files import replace


@dataclass(frozen=True, slots=True)
class Imported:
    """What to tell: ``messages`` of what was written and what has no place, ``refused`` of files not taken and why."""

    messages: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


class _RefusedError(Exception):
    """A file that cannot be taken; the message says why and what to do."""


def import_explainers(files: Iterable[Path], subject: str, out: Path, force: bool, day: date) -> Imported:
    """Write ``OUT/<slug>.md`` for each explainer; one that cannot be taken does not keep the others from it.

    A file that is there already is written over only with ``force``, and never twice in one call. Raises
    ``ConfigError`` for a subject that has no address.
    """
    if not slugs.subject_slug(subject):
        raise ConfigError(f"--subject {subject!r} has no letters; write it as Medicine")
    imported = Imported()
    written: dict[Path, Path] = {}
    for file in files:
        try:
            explainer = _read(file)
            target = out / f"{slugs.slug(explainer.title)}.md"
            if target in written:
                raise _RefusedError(f"explains the same concept as {written[target]}; join the two")
            if target.exists() and not force:
                raise _RefusedError(f"{target} is there already; --force writes over it")
            replace(target, topic.as_topic(explainer, subject, day).encode("utf-8"))
        except _RefusedError as error:
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
        raise _RefusedError(f"not UTF-8 (byte {error.start + 1}); save it as UTF-8") from None
    if text.startswith("---"):
        raise _RefusedError("begins with front matter: a record, not an explainer; copy it into the content folder")
    explainer = reader.read(text)
    if not slugs.slug(explainer.title):
        raise _RefusedError("the first line names no concept; write one such as `what is a synapse`")
    return explainer
