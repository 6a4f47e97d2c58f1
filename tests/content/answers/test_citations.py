"""Citations in answers: ``[1]`` becomes a link to a source."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from generator.content.answers.render import read


@given(st.text("[]1234 ,-`<a>x\n$", max_size=60), st.integers(0, 3))
def test_citations_change_no_other_text(text: str, sources: int) -> None:
    plain, _ = read(text)
    cited, _ = read(text, sources=sources)
    bare = re.sub(r'(?:[ \t]*)<sup class="qt-cite">(.*?)</sup>', lambda m: re.sub(r"<[^>]*>", "", m[1]), cited.html)
    assert re.sub(r"[ \t]*(\[\d)", r"\1", bare) == re.sub(r"[ \t]*(\[\d)", r"\1", plain.html)
    numbers = [int(number) for number in re.findall(r'href="#source-(\d+)"', cited.html)]
    assert all(1 <= number <= sources for number in numbers)
