"""Read ``mkdocs.yml`` into ``Settings``, for every command and without importing MkDocs.

MkDocs' own keys keep their meaning (``site_name``, ``site_url``, ``docs_dir``, ``site_dir``, ``repo_url``,
``use_directory_urls``, ``edit_uri`` …). The options of this program are below ``plugins: - quicktakes:``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from generator.config import active, amounts, crawlers, file, identity, limits, review, severity, subjects
from generator.config.file import default_config, docs_dir, plugin_entries, plugin_options, read_yaml
from generator.config.identity import Identity
from generator.config.outputs import chosen_outputs
from generator.config.review import ReviewPolicy
from generator.config.severity import Policy
from generator.config.values import address
from generator.model.record import Subject
from generator.system import files
from generator.system.errors import ConfigError
from generator.system.packages import PACKAGE
from generator.system.workers.held import Limits

_SITE_URL = re.compile(r"https?://(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::\d+)?(?:/[^\s?#\"'<>\\]*)?")
OPTIONS = tuple(
    """subjects disclaimer budget limits outputs severity review organisation colour report qa_page abbreviations robots
    anki_id files enabled""".split()
)
"""The keys of ``plugins: - quicktakes:``."""
_DISCLAIMER = (
    "For study only: not medical advice, and no substitute for a clinician who knows you. "
    "In an emergency, call your local emergency number."
)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that a command needs except the content. Paths are absolute.

    ``site_url`` ends with a slash, or is empty if unknown: then pages contain no absolute addresses. ``edit_url`` is
    the prefix of "Edit this page" links, or empty. ``written`` is the whole configuration as text.
    ``is_host_repeatable`` is whether MkDocs' pages depend only on the configuration, the templates and the content.
    ``nav`` has the targets of the navigation. ``distinguishes_case`` is whether the site folder can have two files
    whose names differ only in case.
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
    limits: Limits
    outputs: tuple[str, ...]
    robots: crawlers.Rules
    exclude: str
    files: tuple[str, ...]
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
    """Return the folder of the built-in templates: inside the package in a wheel, next to it in a checkout."""
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
    """Read the settings from a configuration file. Keyword arguments override it. Raises ``ConfigError``.

    As in MkDocs, paths are relative to the file; in the built-in configuration, to the working folder.
    """
    raw, is_built_in = read_yaml(config), config == default_config()
    base = Path.cwd() if is_built_in else config.parent
    content = _content_folder(content or (base / "content" if is_built_in else docs_dir(config, raw)))
    options, theme = plugin_options(raw, config, OPTIONS), _theme(raw, config)
    site_dir = site_dir.resolve() if site_dir else _own_folder(base, str(raw.get("site_dir") or "site"), "--site-dir")
    return Settings(
        config_file=config,
        content=content,
        site_dir=site_dir,
        state_dir=state_dir.resolve() if state_dir else _own_folder(base, ".cache/quicktakes", "--state"),
        site_name=str(raw.get("site_name") or "QuickTakes"),
        site_url=_site_url(raw.get("site_url"), site_url),
        site_description=str(raw.get("site_description") or ""),
        language=str(theme.get("language") or "en"),
        directory_urls=bool(raw.get("use_directory_urls", True) if directory_urls is None else directory_urls),
        edit_url=_edit_url(raw, content, config),
        templates=_templates(theme, config),
        outputs=chosen_outputs(options.get("outputs") if outputs is None else outputs, config),
        robots=crawlers.parse(options.get("robots"), config),
        exclude=str(raw.get("exclude_docs") or ""),
        files=active.parse(options.get("files"), config),
        extra_css=tuple(str(path) for path in raw.get("extra_css") or ()),
        written=repr(raw),
        is_host_repeatable=_is_repeatable(raw),
        distinguishes_case=files.distinguishes_case(site_dir),
        nav=tuple(file.nav_targets(raw.get("nav"))),
        today=build_date(),
        subjects=subjects.parse(options.get("subjects"), config),
        disclaimer=str(options.get("disclaimer") or _DISCLAIMER),
        budget=amounts.parse(options.get("budget"), config),
        limits=limits.parse(options.get("limits"), config),
        policy=severity.parse(options.get("severity"), config),
        review=review.parse(options.get("review"), config),
        identity=identity.parse(raw, theme, options, content, config),
        preview=preview,
    )


def _content_folder(path: Path) -> Path:
    if not path.resolve().is_dir():
        raise ConfigError(f"{path.resolve()}: no such folder; name the folder of records with --content")
    return path.resolve()


def _own_folder(base: Path, path: str, option: str) -> Path:
    """Return a folder that commands fill and empty. A link below ``base`` may come from anybody, and is refused."""
    folder = base / path
    for part in (folder, *folder.parents):
        if base in part.parents and part.is_symlink():
            raise ConfigError(f"{part} is a link; remove it, or name the folder with {option}")
    return folder.resolve()


def _is_repeatable(raw: Mapping[str, Any]) -> bool:
    """Whether MkDocs runs without other plugins, hooks, and extensions that may read further files."""
    names = {name for name, _ in plugin_entries(raw["plugins"])}
    extensions = str(raw.get("markdown_extensions") or "")
    return names == {"quicktakes"} and not raw.get("hooks") and not re.search("snippet|include", extensions)


def _theme(raw: Mapping[str, Any], config: Path) -> Mapping[str, Any]:
    theme = raw.get("theme")
    theme = theme if isinstance(theme, dict) else {"name": theme}
    if theme.get("name") != "material":
        raise ConfigError(
            f"{config}: the theme {theme.get('name')!r} is not supported; set `theme: {{name: material, font: false}}`"
        )
    return theme


def _templates(theme: Mapping[str, Any], config: Path) -> tuple[Path, ...]:
    """Return the folders of templates: ``custom_dir``, if any, and the built-in one."""
    built_in, custom = packaged_templates(), theme.get("custom_dir")
    if not custom:
        return (built_in,)
    folder = (config.parent / str(custom)).resolve()
    if not folder.is_dir():
        raise ConfigError(f"{config}: theme: custom_dir: {custom} is not found; create the folder, or remove the line")
    return tuple(dict.fromkeys((folder, built_in)))


def _site_url(configured: object, option: str | None) -> str:
    if option == "":
        raise ConfigError("--site-url is empty; specify the address of the published site")
    url = option or str(configured or "")
    if not url:
        return ""
    if not _SITE_URL.fullmatch(url) or not address(url, "site_url").netloc:
        raise ConfigError(f"site_url {url!r} is not the address of a site; write it as https://user.github.io/repo/")
    return quote(url.rstrip("/"), safe="/:[]%~!$&'()*+,;=@-._") + "/"


def _edit_url(raw: Mapping[str, Any], content: Path, config: Path) -> str:
    """Return ``edit_uri`` below ``repo_url``; by default, the content folder in the main branch."""
    repo = str(raw.get("repo_url") or "").rstrip("/")
    edit = raw.get("edit_uri")
    if edit and address(str(edit), f"{config}: edit_uri").scheme:
        return str(edit).rstrip("/") + "/"
    if not repo or edit == "":
        return ""
    inside = "-/edit" if "gitlab" in address(repo, f"{config}: repo_url").netloc else "edit"
    path = str(edit).strip("/") if edit else f"{inside}/main/{content.name}"
    return f"{repo}/{path}/"


def refuse_overlap(settings: Settings) -> None:
    """Raise ``ConfigError`` if the site would overwrite content, templates or configuration, or contain the state."""
    site, content = settings.site_dir, settings.content
    if content in site.parents:
        raise ConfigError(f"the site folder {site} is inside the content folder; choose another --site-dir")
    for kept in (content, *settings.templates, settings.config_file):
        if site == kept or site in kept.parents:
            raise ConfigError(f"the site folder {site} contains {kept}; choose another --site-dir")
    if settings.state_dir == site or site in settings.state_dir.parents:
        raise ConfigError(f"the state folder {settings.state_dir} is inside the site folder; choose another --state")


def build_date() -> date:
    """Return the date of a build: from ``SOURCE_DATE_EPOCH`` (seconds, UTC) if set, else today."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch is None:
        return date.today()
    try:
        return datetime.fromtimestamp(int(epoch), tz=UTC).date()
    except (ValueError, OverflowError, OSError):
        raise ConfigError(f"SOURCE_DATE_EPOCH is {epoch!r}; set it to a number of seconds since 1970") from None
