"""Content folders in one text file, the format of the golden cases of ``check`` and ``import``."""

from __future__ import annotations

import re
from typing import Any

import yaml

from tests.helpers.folder import Folder
from tests.helpers.records import record_text

SECTION = re.compile(r"^--- (file|record|findings)(?: (\S+))?(?: (.*))?$", re.MULTILINE)


def lay_down(folder: Folder, text: str) -> str:
    """Write the files of a case and return the findings it expects."""
    parts = SECTION.split(text)
    for kind, name, values, content in zip(parts[1::4], parts[2::4], parts[3::4], parts[4::4], strict=True):
        if kind == "findings":
            return content.strip()
        body = content.removeprefix("\n")
        folder.add(name, body if kind == "file" else record_text(**values_of(values or "", body)))
    raise AssertionError("no findings section")


def values_of(shorthand: str, block: str) -> dict[str, Any]:
    values: dict[str, Any] = yaml.safe_load(block) or {} if block.strip() else {}
    for pair in shorthand.split():
        key, _, value = pair.partition("=")
        values[key] = yaml.safe_load(value) if value else None
    return values
