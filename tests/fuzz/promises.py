"""What every reader promises, for any input: safe HTML, places inside the file, and no effect on the machine."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.dom import minidom

import turbohtml

from generator.content.svg import names
from generator.model.codes import CODES
from generator.model.finding import Finding
from tests.content.answers.test_answers import ATTRIBUTES, TAGS
from tests.helpers.folder import ROOT

_SCHEMES = ("", "http", "https", "mailto")
_FRAME = ("html", "head", "body")
"""What a parser adds around a piece of HTML."""
_IN_FILE = re.compile(r"\s*(?:#|data:image/(?:png|jpe?g|gif|webp);base64,)")
_DECLARATION = "http://www.w3.org/2000/xmlns/"
_ADDRESS = re.compile(r"url\(\s*(?!['\"]?#)", re.IGNORECASE)
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_PACKAGES = (path for path in sys.path if path.endswith("-packages"))
_CODE = (sys.prefix, sys.base_prefix, *_PACKAGES, str(ROOT / "generator"), str(ROOT / "templates"))
"""Folders of code and templates. A module may be imported when it is first needed."""
_EFFECTS = (
    "socket.", "subprocess.", "shutil.", "tempfile.", "urllib.", "ftplib.", "http.", "smtplib.", "webbrowser.", "pty.",
    "os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.kill", "os.remove", "os.rename",
    "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.chmod", "os.chown", "os.truncate", "os.utime", "os.setxattr",
    "os.putenv", "os.chdir", "pickle.find_class",
)  # fmt: skip


def unsafe(html: str) -> list[str]:
    """Return what a browser would find in the HTML that no answer may have: elements, attributes, addresses."""
    found = []
    for element in turbohtml.parse(html).select("*"):
        if element.tag in _FRAME and not element.attrs:
            continue
        if element.tag not in TAGS:
            found.append(f"<{element.tag}>")
        for name, value in element.attrs.items():
            text = " ".join(value) if isinstance(value, list) else str(value or "")
            if name not in ATTRIBUTES:
                found.append(f"{name}={text!r}")
            if name in ("href", "src") and _scheme(text) not in _SCHEMES:
                found.append(f"{name}={text!r}")
    return found


def lively(svg: bytes) -> list[str]:
    """Return what a browser could run or load in an SVG file."""
    found = []
    for element in minidom.parseString(svg).getElementsByTagName("*"):
        if element.namespaceURI != names.SVG or element.localName not in names.ELEMENTS:
            found.append(f"<{element.tagName}>")
        for attribute in element.attributes.values():
            name, value = attribute.localName, attribute.value
            if attribute.namespaceURI == _DECLARATION or name in names.TEXTS or name.startswith(("aria-", "data-")):
                continue
            if name.startswith("on") or (not _IN_FILE.match(value) if name == "href" else _is_loaded(value)):
                found.append(f"{name}={value!r}")
        text = "".join(node.data for node in element.childNodes if isinstance(node, minidom.Text))
        if element.localName == "style" and _is_loaded(text):
            found.append(f"<style>{text}")
    return found


def _is_loaded(text: str) -> bool:
    """Whether a text has an address of another file, if it is read as CSS."""
    return any(call in text.lower() for call in ("\\", "image-set(", "@import")) or bool(_ADDRESS.search(text))


def _scheme(address: str) -> str:
    try:
        return urlsplit("".join(address.split())).scheme
    except ValueError:  # a browser shows such an address as invalid, too
        return ""


def misplaced(findings: Iterable[Finding], text: str) -> list[Finding]:
    """Return the findings with an unknown code, without words, or with a place outside the text of the file."""
    lines = text.split("\n")
    return [
        finding
        for finding in findings
        if finding.code not in CODES
        or not finding.message
        or not finding.remedy
        or not 1 <= finding.line <= len(lines)
        or not 1 <= finding.column <= len(lines[finding.line - 1]) + 1
    ]


class _Watch:
    """Notes effects on the machine while it is on. An audit hook cannot be removed, so there is one for the process."""

    def __init__(self) -> None:
        self.is_on = False
        self.readable: tuple[str, ...] = ()
        self.seen: list[str] = []
        sys.addaudithook(self)

    def __call__(self, event: str, args: tuple[Any, ...]) -> None:
        if not self.is_on:
            return
        if event == "open":
            path, mode, flags = args
            if isinstance(path, int) or (not self.writes(mode, flags) and self.may_read(path)):
                return
        elif event == "sqlite3.connect":
            if str(args[0]) == ":memory:" or self.may_read(str(args[0]).removeprefix("file:").partition("?")[0]):
                return
        elif not event.startswith(_EFFECTS):
            return
        self.seen.append(f"{event} {args!r:.200}")

    @staticmethod
    def writes(mode: str | None, flags: int | None) -> bool:
        return bool(set(mode or "") & set("wax+")) or bool((flags or 0) & _WRITES)

    def may_read(self, path: object) -> bool:
        name = os.path.abspath(os.fsdecode(path)) if isinstance(path, str | bytes | os.PathLike) else ""  # noqa: PTH100
        return name.startswith((*_CODE, *self.readable))


_WATCH: list[_Watch] = []


@contextmanager
def without_effects(*readable: Path) -> Iterator[None]:
    """Fail if the code inside reads files elsewhere, writes, opens a connection, starts a process or unpickles."""
    if not _WATCH:
        _WATCH.append(_Watch())
    watch = _WATCH[0]
    watch.readable, watch.seen, watch.is_on = tuple(str(path.resolve()) for path in readable), [], True
    try:
        yield
    finally:
        watch.is_on = False
        # also if the code inside has raised: an effect is the worse of the two
        assert not watch.seen, watch.seen


def parts(value: object) -> Iterator[object]:
    """Yield a value and everything in it, at any depth."""
    waiting = [value]
    while waiting:
        yield (part := waiting.pop())
        if isinstance(part, Mapping):
            waiting += [*part.keys(), *part.values()]
        elif isinstance(part, list | tuple | set | frozenset):
            waiting += part


def size(value: object) -> int:
    """Return the number of characters in a value, in all its parts."""
    return sum(len(part) if isinstance(part, str | bytes) else 1 for part in parts(value))
