"""Apply the fixes that findings offer to the text of the files."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from generator.content.frontmatter import fences
from generator.editing.cuts import Surgery, operate
from generator.model.finding import Edit, Finding, Fix
from generator.system import files

CODES = tuple(
    "QT108 QT112 QT118 QT119 QT130 QT131 QT132 QT133 QT134 QT135 QT141 QT142 QT143 QT164 QT166 QT168 QT169".split()
)
"""Codes of findings that may offer a fix."""
_ENTRY_KEYS = frozenset({"id", "title", "subject", "url"})
_UNSURE = "only an editor can decide what is meant"


@dataclass(frozen=True, slots=True)
class Fixed:
    """One file before and after; ``done`` are the fixed findings, ``left`` the others, each with the reason."""

    path: str
    old: bytes
    new: bytes
    done: tuple[Finding, ...]
    left: tuple[tuple[Finding, str], ...]


def fix(path: str, data: bytes, findings: Iterable[Finding]) -> Fixed:
    """Apply the fixes that findings offer to a file, unless the form of a value does not allow it.

    Only the fixed values change; every other byte stays.
    """
    offered = sorted((finding for finding in findings if finding.fix is not None), key=_from_the_end)
    left = [(finding, _UNSURE) for finding in findings if finding.fix is None]
    text = data.decode("utf-8")
    opened = fences.opened(text)
    if opened is not None:  # the front matter could not be read, so the file has no other findings
        return Fixed(path, data, opened.text.encode("utf-8"), tuple(offered), tuple(left))
    works = [partial(_correct, offer=finding.fix) for finding in offered if finding.fix is not None]
    text, reasons = operate(text, works)
    done = tuple(finding for finding, reason in zip(offered, reasons, strict=True) if not reason)
    left += [(finding, reason) for finding, reason in zip(offered, reasons, strict=True) if reason]
    return Fixed(path, data, text.encode("utf-8"), done, tuple(left))


def _from_the_end(finding: Finding) -> int:
    """Sort key: whole values first, then pieces of texts from the last to the first, so that offsets stay valid."""
    return -max(finding.fix.pieces)[0] if isinstance(finding.fix, Edit) else -sys.maxsize


def _correct(surgery: Surgery, offer: Fix | Edit) -> None:
    if isinstance(offer, Edit):
        for offset, old, new in sorted(offer.pieces, reverse=True):
            if offer.in_body:
                surgery.splice_body(offset, old, new)
            else:
                surgery.splice(offer.key, offset, old, new)
    elif offer.name:
        surgery.rename(offer.key, offer.name)
    elif offer.value is None:
        surgery.remove(offer.key, _ENTRY_KEYS)
    else:
        surgery.replace(offer.key, offer.value, offer.comment)


def fix_shard(folder: Path, jobs: Sequence[tuple[str, Sequence[Finding]]]) -> list[Fixed]:
    """Apply ``fix`` to several files of a content folder."""
    return [fix(path, files.read(folder, path), findings) for path, findings in jobs]


def diff(old_name: str, new_name: str, old: bytes | None, new: bytes | None, prefix: str = "") -> str:
    """The diff of one file, for ``git apply`` and ``patch``; ``None`` means that the file does not exist.

    ``prefix`` is the path of the content folder from the current folder. An absolute path is left out.
    """
    folder = "" if prefix.startswith("/") else prefix
    old_name, new_name = folder + old_name, folder + new_name
    before, after = (_lines(data or b"") for data in (old, new))
    names = (
        "/dev/null" if old is None else _named("a", old_name),
        "/dev/null" if new is None else _named("b", new_name),
    )
    rows = difflib.unified_diff(before, after, *names)
    text = "".join(row if row.endswith("\n") else f"{row}\n\\ No newline at end of file\n" for row in rows)
    if old is None or new is None or old_name == new_name:
        return text
    return f"diff --git a/{old_name} b/{new_name}\nrename from {old_name}\nrename to {new_name}\n{text}"


def _named(side: str, name: str) -> str:
    """The name of a file in a diff; a tab marks the end of a name with spaces."""
    return f"{side}/{name}" + ("\t" if " " in name else "")


def _lines(data: bytes) -> list[str]:
    """Lines as Git counts them: only a line feed ends a line."""
    lines = data.decode("utf-8", errors="replace").split("\n")
    return [f"{line}\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
