"""The identity of a site: its publisher, logo and colour, and where readers report errors.

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

from generator.config.values import address, colour, flag, mapping
from generator.model import urls
from generator.system.errors import ConfigError

_MAIL = re.compile(r"[^\s@<>\"?&]+@[^\s@<>\"?&]+\.[A-Za-z]{2,}")
_ANKI_ID = re.compile(r"[A-Za-z0-9]{1,32}")
_ORGANISATION = ("name", "url", "email")


@dataclass(frozen=True, slots=True)
class Identity:
    """The publisher of a site. ``logo`` and ``favicon`` are files below the content folder, or empty.

    ``report`` is where readers report errors: an email address, the address of a form that takes a ``title``, or
    empty. ``qa_page`` marks records up as QAPage: the publisher confirms that users submitted the questions (Google's
    rule for this type). ``abbreviations`` are pairs of a short form and its meaning. ``anki_id`` distinguishes the
    notes of this site's Anki decks from those of other sites; empty if not configured.
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
        """Return the address for reports of errors on a page; empty if not configured."""
        if not self.report:
            return ""
        if "://" not in self.report:
            return f"mailto:{self.report}?subject={quote(title)}"
        form, hash_sign, fragment = self.report.partition("#")
        name = "issue%5Btitle%5D" if "gitlab" in urlsplit(form).netloc else "title"
        return f"{form}{'&' if '?' in form else '?'}{name}={quote(title)}{hash_sign}{fragment}"


def parse(
    raw: Mapping[str, Any], theme: Mapping[str, Any], options: Mapping[str, Any], content: Path, config: Path
) -> Identity:
    """Return the configured identity; its files must be in the content folder. Raises ``ConfigError``."""
    organisation = mapping(options.get("organisation") or None, _ORGANISATION, f"{config}: organisation")
    given = {key: str(organisation.get(key) or "") for key in _ORGANISATION}
    if given["url"] and not urls.is_web_address(given["url"]):
        raise ConfigError(f"{config}: organisation: url: {given['url']!r} is not a web address; write https://…")
    if given["email"] and not _MAIL.fullmatch(given["email"]):
        raise ConfigError(
            f"{config}: organisation: email: {given['email']!r} is not an email address; write name@example.org"
        )
    return Identity(
        organisation=given["name"] or str(raw.get("site_author") or raw.get("site_name") or "QuickTakes"),
        organisation_url=given["url"],
        email=given["email"],
        logo=_file(theme, "logo", content, config),
        favicon=_file(theme, "favicon", content, config),
        colour=colour(options.get("colour"), f"{config}: colour"),
        copyright=str(raw.get("copyright") or ""),
        report=_report(options.get("report"), raw, config),
        qa_page=flag(options.get("qa_page"), f"{config}: qa_page"),
        abbreviations=_abbreviations(options.get("abbreviations"), config),
        anki_id=_anki_id(options.get("anki_id"), config),
    )


def _abbreviations(value: object, config: Path) -> tuple[tuple[str, str], ...]:
    if not value:
        return ()
    if not isinstance(value, dict) or any(isinstance(meaning, dict | list) for meaning in value.values()):
        raise ConfigError(
            f"{config}: abbreviations: write a line such as `ECG: electrocardiogram` for each abbreviation"
        )
    switch = next((short for short in value if isinstance(short, bool)), None)
    if switch is not None:
        raise ConfigError(
            f"{config}: abbreviations: YAML reads an unquoted yes, no, on or off as {str(switch).lower()}; "
            'quote it: `"NO": nitric oxide`'
        )
    pairs = {" ".join(str(short).split()): " ".join(str(meaning or "").split()) for short, meaning in value.items()}
    empty = next((short for short, meaning in pairs.items() if not short or not meaning), None)
    if empty is not None:
        raise ConfigError(f"{config}: abbreviations: {empty!r} has no meaning; write it after the colon")
    return tuple(sorted(pairs.items()))


def _anki_id(value: object, config: Path) -> str:
    if value is None or value == "":
        return ""
    if not isinstance(value, str) or not _ANKI_ID.fullmatch(value):
        raise ConfigError(
            f'{config}: anki_id: {value!r} is not valid; write up to 32 letters and digits in quotes, such as "4f1c9a"'
        )
    return value


def _file(theme: Mapping[str, Any], key: str, content: Path, config: Path) -> str:
    path = str(theme.get(key) or "")
    if not path:
        return ""
    if urls.is_web_address(path) or path.startswith(("/", "..")):
        raise ConfigError(f"{config}: theme: {key}: {path!r} is not below the content folder; use a relative path")
    if not (content / path).is_file():
        raise ConfigError(f"{config}: theme: {key}: {content / path} is not found; add the file, or remove the line")
    return path


def _report(value: object, raw: Mapping[str, Any], config: Path) -> str:
    """Return an email address or the address of a form; by default the issues of a GitHub or GitLab repository."""
    if value is None or value == "":
        repo = str(raw.get("repo_url") or "").rstrip("/")
        host = address(repo, f"{config}: repo_url").netloc
        if "gitlab" in host:
            return f"{repo}/-/issues/new"
        return f"{repo}/issues/new" if host == "github.com" else ""
    text = "" if value is False else str(value)
    if text and not _MAIL.fullmatch(text) and not urls.is_web_address(text):
        remedy = "write an email address, the https:// address of a form, or false"
        raise ConfigError(f"{config}: report: {text!r} is not valid; {remedy}")
    return text
