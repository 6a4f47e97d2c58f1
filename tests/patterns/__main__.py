"""Report regular expressions whose time grows faster than their text; exit 1 if there are any."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from tests import tools
from tests.patterns.sources import Pattern, of_package, of_scripts

_MADE = "reads HTML that this program made: every tag has its end"
_START = "is tried only at the start of a line"
_SHORT = "reads a message of the converter of formulas, from its start"
_GUESS = "2nd degree polynomial (fuzz)"
"""Depends on the speed of the machine. Patterns with a look ahead or behind cannot be decided exactly."""
ACCEPTED = {
    "generator/checks/rules/texts.py _REFUSAL": "has a condition, which JavaScript lacks; is tried only at the start of an answer",
    "generator/content/answers/citations.py _CITED": _MADE,
    "generator/content/answers/markdown.py _TOKEN": _MADE,
    "generator/content/answers/math/formulas.py _TAG": _MADE,
    "generator/content/answers/math/styles.py _ENCLOSED": _MADE,
    "generator/content/answers/render.py _MATH_OR_TAG": _MADE,
    "generator/content/answers/prose.py _HEADING": _MADE,
    "generator/content/answers/render.py _PIECE": _MADE,
    "generator/library/autolink.py _PIECE": _MADE,
    "generator/library/related/features.py _HIGHLIGHTED_TEXT": _MADE,
    "generator/library/related/features.py _TAG": _MADE,
    "generator/outputs/anki/cards.py _LINK": _MADE,
    "generator/search/documents.py _FORMULA": _MADE,
    "generator/search/documents.py _TAG": _MADE,
    "generator/content/answers/math/converter_errors.py _KNOWN": _SHORT,
    "generator/content/answers/source/code.py FENCE": _START,
    "generator/content/frontmatter/nodes.py LEADS_ITEM": _START,
    "generator/content/frontmatter/pitfalls.py _MARKER": _START,
}
"""Patterns that would be slow in another text than theirs, each with the reason why it is not."""


def main() -> int:
    """Check all patterns in as many processes as there are cores."""
    if not tools.RECHECK.exists():
        tools.install_packages(tools.HERE / "node")
    patterns = [*of_package(), *of_scripts()]
    jobs = os.cpu_count() or 1
    with ThreadPoolExecutor(jobs) as pool:
        parts = list(pool.map(_checked, [patterns[at::jobs] for at in range(jobs)]))
    results = [result for part in parts for result in part]
    slow = {where: complexity for where, status, complexity in results if status == "vulnerable"}
    slow = {where: complexity for where, complexity in slow.items() if complexity != _GUESS}
    for where, complexity in sorted(slow.items()):
        if where not in ACCEPTED:
            print(f"{where}: {complexity}; rewrite it, or say in tests/patterns/__main__.py why its texts are harmless")
    missing = sorted(set(ACCEPTED) - {pattern.where for pattern in patterns})
    for where in missing:
        print(f"{where}: no longer exists; remove it from tests/patterns/__main__.py")
    undecided = sum(status == "unknown" for _, status, _ in results)
    print(f"{len(patterns)} regular expressions, {undecided} not decided in time")
    return 1 if missing or set(slow) - set(ACCEPTED) else 0


def _checked(patterns: Sequence[Pattern]) -> list[tuple[str, str, str]]:
    """The place of each pattern, and status and complexity as recheck gives them."""
    command = [tools.node(), str(tools.HERE / "node" / "patterns.cjs")]
    given = json.dumps([pattern._asdict() for pattern in patterns])
    done = subprocess.run(command, input=given, stdout=subprocess.PIPE, text=True, encoding="utf-8", check=True)
    return [(where, status, complexity) for where, status, complexity in json.loads(done.stdout)]


if __name__ == "__main__":
    raise SystemExit(main())
