"""Long lists of findings, shortened for people: one finding for one cause, and a few examples of each code."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace

from generator.model.finding import Finding, as_line

MANY = 100
"""Findings that are printed whole; more are shortened."""
EXAMPLES = 3
"""Findings of a code that a shortened list shows."""
_ONE_CAUSE = frozenset({"QT131"})
"""Codes whose findings have one cause where their messages are equal."""


def gathered(findings: Sequence[Finding]) -> list[Finding]:
    """The findings with one for each cause, in the first of its files; its message says how many more files have it."""
    files = Counter((finding.code, finding.message) for finding in findings if finding.code in _ONE_CAUSE)
    kept = []
    for finding in findings:
        count = files.pop((finding.code, finding.message), 0) if finding.code in _ONE_CAUSE else 1
        if count > 1:
            kept.append(replace(finding, message=f"{finding.message} ({count:,} files, this one first)"))
        elif count:
            kept.append(finding)
    return kept


def abridged(
    findings: Sequence[Finding],
    prefix: str,
    select: str,
    whole: Callable[[Finding], str],
    failing: Collection[str] = (),
) -> Iterator[str]:
    """The lines of a long list: what fails ``whole``, a few other findings of each code, and how many each code has.

    Errors fail, and the codes that are ``failing``. ``select`` is the command or option that shows all findings of the
    code written after it.
    """
    others: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.severity == "error" or finding.code in failing:
            yield whole(finding)
        else:
            others[finding.code].append(finding)
    for code, group in sorted(others.items()):
        yield from (as_line(finding, prefix) for finding in group[:EXAMPLES])
        if len(group) > EXAMPLES:
            yield f"and {len(group) - EXAMPLES:,} more ({code}); `{select} {code}` shows all"
    counts = sorted(Counter(finding.code for finding in findings).items(), key=lambda pair: (-pair[1], pair[0]))
    yield f"By code: {', '.join(f'{number:,} {code}' for code, number in counts)}"
