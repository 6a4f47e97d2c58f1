"""Shortens long lists of findings for people: one finding for each cause, and a few examples of each code."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace

from generator.model.finding import Finding, as_line

MANY = 100
"""The longest list that is printed in full."""
EXAMPLES = 3
"""Findings of each code in a shortened list."""
_ONE_CAUSE = frozenset({"QT131"})
"""Codes whose findings have the same cause if their messages are equal."""


def gathered(findings: Sequence[Finding]) -> list[Finding]:
    """The findings with one for each cause, in the first of its files; the message gives the number of files."""
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
    """The lines of a long list: all errors and ``failing`` codes, examples of the other codes, and the counts by code.

    ``whole`` formats the errors and the failing findings. ``select`` is the command or option that lists all findings
    of a code, which is written after it.
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
