"""The counter of work notices what grows faster than its input, also in C, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from tests.helpers.counting import compiled
from tests.helpers.growth import growth

QUADRATIC = {
    "find": "i = 0\nwhile i < len(x):\n    x.find('#', i)\n    i += 1",
    "find from the start": "for i in range(len(x)): x.find('#')",
    "slice": "for i in range(len(x)): x[i:]",
    "count": "for i in range(len(x)): x.count('\\n', 0, i)",
    "in a text": "for i in range(len(x)): '#' in x",
    "in a list": "seen = []\nfor i in range(len(x)):\n    if i not in seen: seen.append(i)",
    "search": "for i in range(len(x)): re.compile('#').search(x, i)",
    "finditer": "for i in range(len(x)): list(re.compile('#').finditer(x))",
    "substitution": "for i in range(len(x)): re.sub('#', '', x)",
    "concatenation": "y = ''\nfor c in x: y = y + c",
    "in place": "class A: pass\na = A()\na.y = ''\nfor c in x: a.y += c",
    "f-string": "y = ''\nfor c in x: y = f'{y}{c}'",
    "join": "y = []\nfor c in x:\n    y.append(c)\n    ''.join(y)",
    "pop": "y = list(x)\nwhile y: y.pop(0)",
    "insert": "y = []\nfor c in x: y.insert(0, c)",
    "loops": "for a in x:\n    for b in x: pass",
    "comprehension": "[a for a in x for b in x]",
    "map": "for a in x: any(map(str.isdigit, x))",
    "copy": "y = ()\nfor c in x: y = (*y, c)",
    "other packages": "import html\nfor c in x: html.escape(x)",
    "sorting": "for c in x: sorted(x)",
}
LINEAR = {
    "find": "i = 0\nwhile i >= 0: i = x.find('b', i + 1)",
    "slices": "[x[i : i + 5] for i in range(len(x))]",
    "finditer": "list(re.compile('b').finditer(x))",
    "match at each place": "p = re.compile('b')\nfor i in range(len(x)): p.match(x, i)",
    "join": "''.join([c for c in x])",
    "set": "seen = set()\nfor i in range(len(x)):\n    if i not in seen: seen.add(i)",
    "stack": "y = list(x)\nwhile y: y.pop()",
    "sorting": "sorted(x)",
    "bisection": "import bisect\ny = list(range(len(x)))\nfor i in y: bisect.bisect(y, i)",
}


def growth_of(source: str) -> float:
    body = "\n".join(f"    {line}" for line in source.split("\n"))
    module: dict[str, Any] = {}
    exec(compiled(f"import re\ndef work(x):\n{body}\n", "a.py"), module)
    return growth(module["work"], lambda size: "ab" * size, 100)


@pytest.mark.parametrize("name", QUADRATIC)
def test_quadratic_work_is_counted(name: str) -> None:
    assert growth_of(QUADRATIC[name]) > 1.8


@pytest.mark.parametrize("name", LINEAR)
def test_linear_work_is_counted(name: str) -> None:
    assert 0.99 <= growth_of(LINEAR[name]) <= 1.15
