"""``mkdocs.yml`` → ``Settings``: the one reading of the configuration, for every command, without importing MkDocs.

MkDocs' own keys keep their MkDocs meaning (``site_name``, ``site_url``, ``docs_dir``, ``site_dir``, ``repo_url``,
``use_directory_urls``, ``edit_uri`` …); ours stand below ``plugins: - quicktakes:``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from generator.config import amounts, crawlers, file, identity, review, severity, subjects
from generator.config.file import default_config, docs_dir, plugin_entries, plugin_options, read_yaml
from generator.config.identity import Identity
from generator.config.review import ReviewPolicy
from generator.config.severity import Policy
from generator.model.record import Subject
from generator.system import files
from generator.system.errors import ConfigError
from generator.system.packages import PACKAGE

_SITE_URL = re.compile(r"https?://(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::\d+)?(?:/[^\s?#\"'<>\\]*)?")
OPTIONS = (
    "subjects", "disclaimer", "budget", "outputs", "severity", "review", "organisation", "colour", "report", "qa_page",
    "abbreviations", "robots", "anki_id", "enabled",
)  # fmt: skip
"""The keys that ``plugins: - quicktakes:`` takes."""
ALL_OUTPUTS = (
    "pages", "listings", "redirects", "search", "sitemap", "robots", "schema", "feeds", "llms", "study", "twins",
    "anki",
)  # fmt: skip
"""What a build can write; assets and the 404 page always come with it."""
USUAL_OUTPUTS = ALL_OUTPUTS[:-2]
"""What a build writes unless it is told otherwise: twins weigh half of what pages do, decks a fifth and more."""
_DISCLAIMER = (
    "For study only: not medical advice, and no substitute for a clinician who knows you. "
    "In an emergency, call your local emergency number."
)


@dataclass(frozen=True, slots=True)
class Settings:
    """All that a command needs to know besides the content. Paths are absolute.

    ``site_url`` ends with a slash, or is empty when it is not known: then nothing absolute is printed.
    ``edit_url`` is the prefix of "Edit this page" links, or empty. ``written`` is the whole configuration as text.
    ``is_host_repeatable``: what MkDocs makes depends on nothing but the configuration, the templates and the content.
    ``nav`` are the targets of the navigation. ``distinguishes_case``: the site may have two files whose names differ in
    case only.
    """

    config_file: Path
    content: Path
    site_dir: Path
    state_dir: Path
    site_name: str
    site_url: str
    site_description: str
    language: str
    directory_urls: bool
    edit_url: str
    templates: tuple[Path, ...]
    subjects: tuple[Subject, ...]
    disclaimer: str
    budget: int
    outputs: tuple[str, ...]
    robots: crawlers.Rules
    exclude: str
    extra_css: tuple[str, ...]
    written: str
    is_host_repeatable: bool
    distinguishes_case: bool
    nav: tuple[str, ...]
    today: date
    policy: Policy
    review: ReviewPolicy
    identity: Identity
    preview: bool = False


def packaged_templates() -> Path:
    """The generator's own templates: inside the package when installed from a wheel, beside it in a checkout."""
    inside = PACKAGE / "templates"
    return inside if inside.is_dir() else PACKAGE.parent / "templates"


def read_settings(
    config: Path,
    *,
    content: Path | None = None,
    site_dir: Path | None = None,
    state_dir: Path | None = None,
    site_url: str | None = None,
    directory_urls: bool | None = None,
    outputs: str | None = None,
    preview: bool = False,
) -> Settings:
    """The settings of a configuration file; each keyword that is given wins over the file.

    Raises ``ConfigError`` for anything unusable. Paths in the file are relative to the file, as MkDocs has it; with
    the packaged default, content and site are ``./content`` and ``./site``, and state stands in ``./.cache``.
    """
    raw = read_yaml(config)
    packaged = config == default_config()
    base = Path.cwd() if packaged else config.parent
    content = _content_folder(content or (base / "content" if packaged else docs_dir(config, raw)))
    options = plugin_options(raw, config, OPTIONS)
    if site_url == "":
        raise ConfigError("--site-url is empty; give the address at which the site is published")
    theme = _theme(raw, config)
    custom = [(config.parent / str(theme["custom_dir"])).resolve()] if theme.get("custom_dir") else []
    directory = raw.get("use_directory_urls", True) if directory_urls is None else directory_urls
    site_dir = (site_dir or base / str(raw.get("site_dir") or "site")).resolve()
    return Settings(
        config_file=config,
        content=content,
        site_dir=site_dir,
        state_dir=(state_dir or base / ".cache" / "quicktakes").resolve(),
        site_name=str(raw.get("site_name") or "QuickTakes"),
        site_url=_site_url(site_url or str(raw.get("site_url") or "")),
        site_description=str(raw.get("site_description") or ""),
        language=str(theme.get("language") or "en"),
        directory_urls=bool(directory),
        edit_url=_edit_url(raw, content),
        templates=tuple(dict.fromkeys([*custom, packaged_templates()])),
        outputs=_outputs(outputs if outputs is not None else options.get("outputs"), config),
        robots=crawlers.parse(options.get("robots"), config),
        exclude=str(raw.get("exclude_docs") or ""),
        extra_css=tuple(str(path) for path in raw.get("extra_css") or ()),
        written=repr(raw),
        is_host_repeatable=_is_repeatable(raw),
        distinguishes_case=files.distinguishes_case(site_dir),
        nav=tuple(file.nav_targets(raw.get("nav"))),
        today=build_date(),
        **_ours(options, raw, theme, content, config),
        preview=preview,
    )


def _ours(
    options: Mapping[str, Any], raw: Mapping[str, Any], theme: Mapping[str, Any], content: Path, config: Path
) -> dict[str, Any]:
    """What our own options say, each read by the module that knows what it means."""
    return {
        "subjects": subjects.parse(options.get("subjects"), config),
        "disclaimer": str(options.get("disclaimer") or _DISCLAIMER),
        "budget": _budget(options.get("budget"), config),
        "policy": severity.parse(options.get("severity"), config),
        "review": review.parse(options.get("review"), config),
        "identity": identity.parse(raw, theme, options, content, config),
    }


def _content_folder(path: Path) -> Path:
    if not path.resolve().is_dir():
        raise ConfigError(f"{path.resolve()}: no such folder; name the folder of records with --content")
    return path.resolve()


def at_site_dir(settings: Settings, site_dir: Path) -> Settings:
    """The same settings with another site folder."""
    return replace(settings, site_dir=site_dir)


def _is_repeatable(raw: Mapping[str, Any]) -> bool:
    """Not with plugins of others, hooks, or extensions that read further files: nobody knows what they look at."""
    plugins = raw.get("plugins") or []
    names = list(plugins) if isinstance(plugins, dict) else [name for name, _ in plugin_entries(plugins)]
    extensions = str(raw.get("markdown_extensions") or "")
    return set(names) == {"quicktakes"} and not raw.get("hooks") and not re.search("snippet|include", extensions)


def _theme(raw: Mapping[str, Any], config: Path) -> Mapping[str, Any]:
    theme = raw.get("theme")
    theme = theme if isinstance(theme, dict) else {"name": theme}
    if theme.get("name") != "material":
        raise ConfigError(f"{config}: the theme is {theme.get('name')!r}; set `theme: {{name: material, font: false}}`")
    custom = theme.get("custom_dir")
    if custom and not (config.parent / str(custom)).is_dir():
        raise ConfigError(f"{config}: theme: custom_dir: there is no folder {custom}; make it, or take the line out")
    return theme


def _site_url(url: str) -> str:
    if not url:
        return ""
    if not _SITE_URL.fullmatch(url):
        raise ConfigError(f"site_url {url!r} is no site's address; write it as https://user.github.io/repo/")
    return quote(url.rstrip("/"), safe="/:[]%~!$&'()*+,;=@-._") + "/"


def _edit_url(raw: Mapping[str, Any], content: Path) -> str:
    """``edit_uri`` below ``repo_url``; where only the repository is named, its main branch and the content's name."""
    repo = str(raw.get("repo_url") or "").rstrip("/")
    edit = raw.get("edit_uri")
    if edit and urlsplit(str(edit)).scheme:
        return str(edit).rstrip("/") + "/"
    if not repo or edit == "":
        return ""
    inside = "-/edit" if "gitlab" in urlsplit(repo).netloc else "edit"
    path = str(edit).strip("/") if edit else f"{inside}/main/{content.name}"
    return f"{repo}/{path}/"


def _budget(value: object, config: Path) -> int:
    if value is None:
        return amounts.GITHUB_PAGES
    try:
        return amounts.parse_amount(str(value))
    except ValueError:
        raise ConfigError(f"{config}: budget: {value!r} is no amount; write it as 1 GB") from None


def _outputs(value: object, config: Path) -> tuple[str, ...]:
    """The chosen outputs in the order of ``ALL_OUTPUTS``; a list, or names with commas between."""
    if value is None:
        return USUAL_OUTPUTS
    names = value if isinstance(value, list) else str(value).split(",")
    chosen = {str(name).strip() for name in names}
    unknown = sorted(chosen - set(ALL_OUTPUTS))
    if unknown:
        raise ConfigError(f"{config}: outputs: unknown {unknown[0]!r}; known are {', '.join(ALL_OUTPUTS)}")
    return tuple(name for name in ALL_OUTPUTS if name in chosen)


def refuse_overlap(settings: Settings) -> None:
    """Raise ``ConfigError`` where writing the site would overwrite content, templates or configuration.

    State never stands inside the site.
    """
    site, content = settings.site_dir, settings.content
    if content in site.parents:
        raise ConfigError(f"the site folder {site} stands in the content folder; choose another --site-dir")
    for kept in (content, *settings.templates, settings.config_file):
        if site == kept or site in kept.parents:
            raise ConfigError(f"the site folder {site} holds {kept}; choose another --site-dir")
    if settings.state_dir == site or site in settings.state_dir.parents:
        raise ConfigError(f"the state folder {settings.state_dir} stands inside the site; choose another --state")


def build_date() -> date:
    """The day a build counts as its own: ``SOURCE_DATE_EPOCH`` (seconds, UTC) when it is set, else today."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch is None:
        return date.today()
    try:
        return datetime.fromtimestamp(int(epoch), tz=UTC).date()
    except (ValueError, OverflowError, OSError):
        raise ConfigError(f"SOURCE_DATE_EPOCH is {epoch!r}; it must be a number of seconds since 1970") from None
