"""Whose site it is: its publisher, logo, colour, and where readers report errors; all from the configuration.

MkDocs' own keys keep their meaning: ``site_author``, ``copyright``, ``theme: logo`` and ``favicon`` (files below the
content folder), ``repo_url``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from generator.model import urls
from generator.system.errors import ConfigError

COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_MAIL = re.compile(r"[^\s@<>\"?&]+@[^\s@<>\"?&]+\.[A-Za-z]{2,}")
_ANKI_ID = re.compile(r"[A-Za-z0-9]{1,32}")
_ORGANISATION = ("name", "url", "email")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who publishes a site. ``logo`` and ``favicon`` are files below the content folder, or empty.

    ``report`` is where readers tell of errors: a mail address, or the address of a form that takes a ``title``; or
    empty. ``qa_page`` marks records up as QAPage: the publisher attests that users handed the questions in (Google's
    rule for that type). ``abbreviations`` are pairs of a short form and what it means. ``anki_id`` tells the notes of
    this site's Anki decks from those of other sites; empty where none is configured.
    """

    organisation: str
    organisation_url: str
    email: str
    logo: str
    favicon: str
    colour: str
    copyright: str
    report: str
    qa_page: bool
    abbreviations: tuple[tuple[str, str], ...]
    anki_id: str = ""

    def report_url(self, title: str) -> str:
        """Where to report an error on a page; empty where nothing is configured."""
        if not self.report:
            return ""
        if "://" not in self.report:
            return f"mailto:{self.report}?subject={quote(title)}"
        address, hash_sign, fragment = self.report.partition("#")
        name = "issue%5Btitle%5D" if "gitlab" in urlsplit(address).netloc else "title"
        return f"{address}{'&' if '?' in address else '?'}{name}={quote(title)}{hash_sign}{fragment}"


def parse(
    raw: Mapping[str, Any], theme: Mapping[str, Any], options: Mapping[str, Any], content: Path, config: Path
) -> Identity:
    """The identity that a configuration gives; its files stand in the content folder. Raises ``ConfigError``."""
    organisation = options.get("organisation") or {}
    if not isinstance(organisation, dict):
        raise ConfigError(f"{config}: organisation: write a block of keys: {', '.join(_ORGANISATION)}")
    unknown = sorted(set(organisation) - set(_ORGANISATION), key=str)
    if unknown:
        raise ConfigError(f"{config}: organisation: unknown key {unknown[0]!r}; known are {', '.join(_ORGANISATION)}")
    given = {key: str(organisation.get(key) or "") for key in _ORGANISATION}
    if given["url"] and not urls.is_web_address(given["url"]):
        raise ConfigError(f"{config}: organisation: url: {given['url']!r} is no web address; write https://…")
    if given["email"] and not _MAIL.fullmatch(given["email"]):
        raise ConfigError(f"{config}: organisation: email: {given['email']!r} is no mail address")
    colour = str(options.get("colour") or "")
    if colour and not COLOUR.fullmatch(colour):
        raise ConfigError(f"{config}: colour: {colour!r}; write it as '#0b6e75'")
    return Identity(
        organisation=given["name"] or str(raw.get("site_author") or raw.get("site_name") or "QuickTakes"),
        organisation_url=given["url"],
        email=given["email"],
        logo=_file(theme, "logo", content, config),
        favicon=_file(theme, "favicon", content, config),
        colour=colour,
        copyright=str(raw.get("copyright") or ""),
        report=_report(options.get("report"), raw, config),
        qa_page=flag(options.get("qa_page"), "qa_page", config),
        abbreviations=_abbreviations(options.get("abbreviations"), config),
        anki_id=_anki_id(options.get("anki_id"), config),
    )


def _abbreviations(value: object, config: Path) -> tuple[tuple[str, str], ...]:
    if not value:
        return ()
    if not isinstance(value, dict) or any(isinstance(meaning, dict | list) for meaning in value.values()):
        raise ConfigError(f"{config}: abbreviations: write one `ECG: electrocardiogram` line an abbreviation")
    switch = next((short for short in value if isinstance(short, bool)), None)
    if switch is not None:
        raise ConfigError(
            f"{config}: abbreviations: YAML reads an unquoted yes, no, on or off as {str(switch).lower()}; "
            'quote it: `"NO": nitric oxide`'
        )
    pairs = {" ".join(str(short).split()): " ".join(str(meaning or "").split()) for short, meaning in value.items()}
    empty = next((short for short, meaning in pairs.items() if not short or not meaning), None)
    if empty is not None:
        raise ConfigError(f"{config}: abbreviations: {empty!r} has no meaning; write `{empty}: what it is short for`")
    return tuple(sorted(pairs.items()))


def _anki_id(value: object, config: Path) -> str:
    if value is None or value == "":
        return ""
    if not isinstance(value, str) or not _ANKI_ID.fullmatch(value):
        raise ConfigError(
            f'{config}: anki_id: {value!r}; write up to 32 letters and digits in quotes, such as "4f1c9a"'
        )
    return value


def _file(theme: Mapping[str, Any], key: str, content: Path, config: Path) -> str:
    path = str(theme.get(key) or "")
    if not path:
        return ""
    if urls.is_web_address(path) or path.startswith(("/", "..")):
        raise ConfigError(f"{config}: theme: {key}: {path!r}; name a file below the content folder")
    if not (content / path).is_file():
        raise ConfigError(
            f"{config}: theme: {key}: there is no file {content / path}; put it there, or take the line out"
        )
    return path


def _report(value: object, raw: Mapping[str, Any], config: Path) -> str:
    """A mail address, or the address of a form; by default the issues of a repository on GitHub or GitLab."""
    if value is None or value == "":
        repo = str(raw.get("repo_url") or "").rstrip("/")
        host = urlsplit(repo).netloc
        if "gitlab" in host:
            return f"{repo}/-/issues/new"
        return f"{repo}/issues/new" if host == "github.com" else ""
    text = "" if value is False else str(value)
    if text and not _MAIL.fullmatch(text) and not urls.is_web_address(text):
        remedy = "write a mail address, the https:// address of a form, or false"
        raise ConfigError(f"{config}: report: {text!r}; {remedy}")
    return text


def flag(value: object, key: str, config: Path) -> bool:
    """A switch of the configuration; off where it is not given. Raises ``ConfigError``."""
    if value is None or isinstance(value, bool):
        return bool(value)
    raise ConfigError(f"{config}: {key}: {value!r}; write true or false")
