"""A script of the site in Node.js, for functions that need no page."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any

from tests import tools


class Module:
    """The exports of a script under a global name, in a process of Node.js with a time zone."""

    def __init__(self, script: Path, name: str, zone: str) -> None:
        command = [tools.node(), str(tools.HERE / "node" / "module.mjs"), str(script), name]
        environment = {**os.environ, "TZ": zone}
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=environment
        )

    def evaluate(self, function: str, argument: Any = None) -> Any:
        """Call a function with a value, like ``evaluate`` of a page, and return its result."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([function, argument]) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        assert "error" not in answer, answer["error"]
        return answer.get("value")

    def __enter__(self) -> Module:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate()
