"""How deep values are nested, before a recursive parser sees them: libyaml's composer overflows the stack of C."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, cast

import yaml

DEEPEST = 100
"""Values inside each other. Real files have 3; libyaml fails at ten thousand, Python's own readers at a thousand."""
_INDICATORS = re.compile(r"^[ \t]*+(?:[-?:][ \t]++)*+", re.MULTILINE)


def refuse(text: str, loader: type[Any]) -> None:
    """Raise ``yaml.YAMLError`` with a position for values that are nested deeper than ``DEEPEST``, in any notation."""
    if not _may_be_deep(text):
        return
    level = 0
    events: Iterable[Any] = yaml.parse(text, Loader=loader)  # one after the other, without recursion
    for event in events:
        if isinstance(event, yaml.CollectionStartEvent):
            level += 1
            if level > DEEPEST:
                problem = f"more than {DEEPEST} values inside each other"
                raise yaml.MarkedYAMLError(problem=problem, problem_mark=cast(Any, event.start_mark))
        elif isinstance(event, yaml.CollectionEndEvent):
            level -= 1


def _may_be_deep(text: str) -> bool:
    """A quick test that is never wrong if it says no: each level needs a bracket, or its own indentation or dash."""
    return text.count("[") + text.count("{") + max(map(len, _INDICATORS.findall(text)), default=0) > DEEPEST
