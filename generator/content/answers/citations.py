"""Citations: ``[1]`` in a text with sources becomes a link to the first one."""

from __future__ import annotations

import re
from collections.abc import Callable

_LIST = r"\[(?P<numbers>\d{1,3}(?:\s*[,;\u2013-]\s*\d{1,3})*)\]"
_CITED = re.compile(rf"<(?P<kept>pre|code|a)\b.*?</(?P=kept)>|<[^<>]*>|(?<![ \t])[ \t]*+(?P<cited>{_LIST})", re.DOTALL)
WRITTEN = re.compile(_LIST)
"""A citation in the text of an answer."""
_NUMBER = re.compile(r"\d+")


def anchor(number: int) -> str:
    """The id of a source in the list below the text; numbers count from 1."""
    return f"source-{number}"


def link(html: str, count: int, missing: Callable[[str, int], None]) -> str:
    """The HTML with a raised link for each citation of one of ``count`` sources.

    ``[2]``, ``[1, 3]`` and ``[1-3]`` are citations; code and links are left unchanged. A citation of a source that does
    not exist stays text, and ``missing`` is called with its text and the number.
    """
    if not count or "[" not in html:
        return html

    def cite(match: re.Match[str]) -> str:
        numbers = match["numbers"]
        if numbers is None:
            return match[0]
        beyond = next((n for n in map(int, _NUMBER.findall(numbers)) if not 1 <= n <= count), None)
        if beyond is not None:
            missing(f"[{numbers}]", beyond)
            return match[0]
        linked = _NUMBER.sub(lambda number: f'<a href="#{anchor(int(number[0]))}">{number[0]}</a>', numbers)
        return f'<sup class="qt-cite">[{linked}]</sup>'

    return _CITED.sub(cite, html)
