"""The only module that imports MkDocs: hooks of a few lines that delegate to ``build``, and the way back.

MkDocs (or ProperDocs, which continues it and lends its modules that name) renders the authored pages and copies static
files; records pass it by. A move to another host is a new module of this size.
"""

from __future__ import annotations

import html
import logging
import sys
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from jinja2 import Environment, TemplateError
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.config.base import Config
from mkdocs.config.config_options import Type
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import ConfigurationError, MkDocsException, PluginError
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Link as NavLink
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page as MkDocsPage

from generator.build.build import Build, Refused
from generator.build.host import Hosted, HostError
from generator.build.outcome import Outcome
from generator.build.weight import OverBudget
from generator.config.settings import Settings, read_settings
from generator.model.finding import as_text
from generator.model.page import Link
from generator.system.errors import ConfigError, SiteFolderError
from generator.system.files import DATA

log = logging.getLogger("mkdocs.plugins.quicktakes")
_host_log = logging.getLogger(BasePlugin.__module__.partition(".")[0])  # mkdocs, or properdocs under that name
EXTERNAL = "external"
"""The note of a link in the navigation that leads out of the site."""


class _Messages(logging.Handler):
    """Counts what MkDocs warns of, and prints it where MkDocs itself has no terminal."""

    def __init__(self, printing: bool) -> None:
        super().__init__(logging.WARNING)
        self.printing = printing
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(record.getMessage())
        if self.printing:
            print(f"mkdocs: {record.getMessage()}", file=sys.stderr)


class QuickTakesConfig(Config):  # type: ignore[no-untyped-call]
    """The options below ``plugins: - quicktakes:``; ``config.py`` reads and checks their values."""

    subjects = Type(dict, default={})
    disclaimer = Type(str, default="")
    budget = Type((str, int), default="")
    outputs = Type((str, list), default="")
    severity = Type(dict, default={})
    review = Type(dict, default={})
    organisation = Type(dict, default={})
    colour = Type(str, default="")
    report = Type((str, bool), default="")
    qa_page = Type(bool, default=False)
    abbreviations = Type(dict, default={})
    robots = Type(dict, default={})
    anki_id = Type(str, default="")


class RecordFile(File):
    """A record's file as MkDocs sees it: links and ``nav:`` entries resolve to it, the page loop passes it by."""

    def is_documentation_page(self) -> bool:
        """False: MkDocs must not read, render or list it."""
        return False

    def copy_file(self, dirty: bool = False) -> None:
        """Nothing: the record's page is the generator's to write."""


class QuickTakesPlugin(BasePlugin[QuickTakesConfig]):  # type: ignore[no-untyped-call]
    """Hooks in the order in which MkDocs calls them. ``hosted`` is a build that ``quicktakes build`` has prepared."""

    def __init__(self) -> None:
        self.hosted: Hosted | None = None
        self.build: Hosted
        self.outcome: Outcome | None = None
        self.site_dir = ""
        self.serving = False
        self.nav: Navigation
        self.messages = _Messages(printing=False)

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Being defined, it keeps this object alive over the rebuilds of ``mkdocs serve``."""
        self.serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Check everything before MkDocs clears its site folder, and turn it to the stage."""
        self.build = self.hosted or self._prepared(config)
        self.messages = _Messages(printing=self.hosted is not None)
        _host_log.addHandler(self.messages)
        self.site_dir = config.site_dir
        config.site_dir = str(self.build.stage)
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Swap records for files that MkDocs passes by; keep of the theme only what our pages use."""
        content = self.build.pages.content
        for file in list(files):
            of_theme = file.src_dir != config.docs_dir and not _is_theme_stylesheet(file.src_uri)
            if of_theme or file.src_uri in content.record_paths or file.src_uri in DATA:
                files.remove(file)
        articles, file_of = content.library.articles, content.linker.file_of
        ours = [(record.path, file_of(articles.of(record))) for record in content.library.files]
        ours += [(topic.path, self.build.pages.context.addresses.topic_file(topic)) for topic in content.topics.all]
        places = config.docs_dir, config.site_dir, config.use_directory_urls
        for path, dest in ours:
            files.append(RecordFile(path, *places, dest_uri=dest, inclusion=InclusionLevel.NOT_IN_NAV))
        return files

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Keep the navigation: pages have no titles yet."""
        self.nav = nav
        return nav

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Hand navigation and stylesheet to the build; the theme's 404 page and sitemap are the generator's."""
        config.theme.static_templates.clear()
        links = [link for item in self.nav.items if (link := self._nav_link(item)) is not None]
        shown = {link.href for link in links}
        deeper = [link for page in self.nav.pages if (link := self._nav_link(page)) and link.href not in shown]
        stylesheet = next(file.src_uri for file in files if _is_theme_stylesheet(file.src_uri))
        self.build.start(links, deeper, stylesheet, inline_script=self.serving)
        return env

    def on_post_page(self, output: str, *, page: MkDocsPage, config: MkDocsConfig) -> str:
        """An authored page in the same skeleton as every other."""
        meta: Any = page.meta
        description = str(meta.get("description") or "")
        named = meta.get("title") or not page.is_homepage or "<h1" in (page.content or "")
        title = _title(page) if named else config.site_name
        return self.build.authored(page.file.src_uri, page.file.dest_uri, title, description, page.content or "")

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Everything else, and publication; not when warnings fail the build and MkDocs has warned."""
        config.site_dir = self.site_dir
        _host_log.removeHandler(self.messages)
        if self.build.strict and self.messages.texts:
            raise PluginError(f"warnings: {len(self.messages.texts)}; nothing was published")
        try:
            self.outcome = self.build.finish(self.messages.texts)
        except OverBudget as error:
            if self.hosted:
                raise
            raise PluginError(str(error)) from None

    def on_build_error(self, *, error: Exception) -> None:
        """The last good site stays."""
        _host_log.removeHandler(self.messages)
        if getattr(self, "build", None) is not None:
            self.build.discard()

    def _prepared(self, config: MkDocsConfig) -> Build:
        try:
            settings = read_settings(
                Path(config.config_file_path),
                content=Path(config.docs_dir),
                site_dir=Path(config.site_dir),
                site_url=config.site_url or None,
                directory_urls=config.use_directory_urls,
                preview=self.serving,
            )
            build = self.build = Build(settings, strict=bool(config.strict), hosted=True)
            build.prepare()
        except (ConfigError, SiteFolderError) as error:
            raise PluginError(str(error)) from None
        except Refused:
            self._log_findings(build)
            raise PluginError("the content has errors; the last site was left as it was") from None
        self._log_findings(build)
        return build

    def _nav_link(self, item: object) -> Link | None:
        """A top-level item as a link; a section leads to its first page; the home page is the brand."""
        if isinstance(item, Section):
            first = next((link for child in item.children if (link := self._nav_link(child)) is not None), None)
            return Link(item.title, first.href, first.note) if first else None
        if isinstance(item, MkDocsPage):
            content, path = self.build.pages.content, item.file.src_uri
            ours = content.library.at(path) or content.topics.by_path.get(path)
            title = ours.title if ours and not item.title else _title(item)
            return None if item.is_homepage else Link(title, item.file.url)
        if isinstance(item, NavLink):
            elsewhere = bool(urlsplit(item.url).scheme) or item.url.startswith("//")
            href = item.url if elsewhere else item.url.lstrip("/")
            return Link(item.title or item.url, href, EXTERNAL if elsewhere else "")
        return None

    def _log_findings(self, build: Build) -> None:
        prefix = f"{build.settings.content.name}/"
        for finding in build.findings:
            level = logging.ERROR if finding.severity == "error" else logging.WARNING
            log.log(level, as_text([finding], prefix).rstrip())


def _is_theme_stylesheet(path: str) -> bool:
    return path.startswith("assets/stylesheets/main.") and path.endswith(".css")


def _title(page: MkDocsPage) -> str:
    """A page's title as text: MkDocs gives one that was found in a heading as escaped HTML."""
    given = page.meta.get("title") if page.meta else None
    return str(given or html.unescape(str(page.title or page.file.name)))


def run(build: Hosted) -> Outcome | None:
    """Have MkDocs render the authored pages of a prepared build, which finishes it. Raises ``HostError``."""
    try:
        return _run(build)
    except (MkDocsException, ConfigurationError, SystemExit) as error:
        raise HostError(str(error)) from None
    except TemplateError as error:
        where = f"{getattr(error, 'filename', None) or 'a template'}:{getattr(error, 'lineno', 0) or 0}"
        raise HostError(f"{where}: {error.message}") from None
    except OSError as error:
        raise HostError(f"{error.filename}: {error.strerror}") from None


def _run(build: Hosted) -> Outcome | None:
    settings = build.settings
    config = _load(settings, _Messages(printing=True))
    plugin = config.plugins["quicktakes"]
    assert isinstance(plugin, QuickTakesPlugin)
    plugin.hosted = build
    mkdocs_build(config)
    return plugin.outcome


def refusal(settings: Settings) -> str:
    """What MkDocs has against a configuration that we take; empty when it takes it too."""
    messages = _Messages(printing=False)
    try:
        _load(settings, messages)
    except ConfigError:
        return "; ".join(messages.texts) or "it does not say why"
    return ""


def _load(settings: Settings, messages: _Messages) -> MkDocsConfig:
    _host_log.addHandler(messages)
    try:
        return load_config(
            str(settings.config_file),
            docs_dir=str(settings.content),
            site_dir=str(settings.site_dir),
            site_url=settings.site_url or None,
            use_directory_urls=settings.directory_urls,
        )
    except (MkDocsException, ConfigurationError, SystemExit):
        raise ConfigError(f"{settings.config_file}: MkDocs refuses the configuration, as printed above") from None
    finally:
        _host_log.removeHandler(messages)
