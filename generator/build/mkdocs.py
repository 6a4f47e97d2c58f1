"""The only module that imports MkDocs, or ProperDocs, which provides the same modules: hooks, and ``render``."""

from __future__ import annotations

import html
import logging
from collections.abc import Iterable
from contextlib import suppress
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment, TemplateError
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.config.base import LegacyConfig
from mkdocs.config.config_options import Type
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import ConfigurationError, MkDocsException, PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure import nav as navigation
from mkdocs.structure import pages
from mkdocs.structure.files import File, Files, InclusionLevel, file_sort_key

from generator.build.build import Options, PreparedBuild, Refused, finish, prepare
from generator.build.host import Host, HostError, HostTask, nav_link
from generator.build.weight import OverBudget
from generator.config.settings import OPTIONS, Settings, read_settings
from generator.model.finding import Finding, as_text
from generator.model.page import Link
from generator.outputs import copies
from generator.pages.html import described
from generator.system import display
from generator.system.errors import ConfigError, SiteFolderError
from generator.system.files import is_drawing

log = logging.getLogger("mkdocs.plugins.quicktakes")
_host_log = logging.getLogger(BasePlugin.__module__.partition(".")[0])  # mkdocs, or properdocs under that name
_STYLESHEET = "assets/stylesheets/main.*.css"


class _Messages(logging.Handler):
    """Collects MkDocs' warnings; prints them if MkDocs has not set up its own terminal output."""

    def __init__(self, printing: bool) -> None:
        super().__init__(logging.WARNING)
        self.printing = printing
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(record.getMessage())
        if self.printing:
            display.say(*f"mkdocs: {record.getMessage()}".split("\n"), err=True)


class RecordFile(File):
    """A record's file for MkDocs: links and ``nav:`` entries resolve to it, but MkDocs does not render it."""

    def is_documentation_page(self) -> bool:
        """False: MkDocs must not read, render or list it."""
        return False

    def copy_file(self, dirty: bool = False) -> None:
        """Do nothing: the generator writes the page."""


class DrawingFile(File):
    """An SVG file of the content folder, which is cleaned when it is copied."""

    def copy_file(self, dirty: bool = False) -> None:
        """Write what is published of it."""
        copies.copy(Path(str(self.src_dir)), self.src_uri, Path(self.dest_dir))


class QuickTakesPlugin(BasePlugin[LegacyConfig]):  # type: ignore[no-untyped-call]
    """Hooks in the order in which MkDocs calls them.

    ``given`` is the task from ``render``. Without one, MkDocs itself began the build: the plugin publishes its ``own``.
    """

    config_scheme = tuple((name, Type(object, default=None)) for name in OPTIONS)  # `read_settings` checks the values

    def __init__(self) -> None:
        self.given: HostTask | None = None
        self.own: PreparedBuild | None = None
        self.serving = False
        self.messages = _Messages(printing=False)

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Note the command. MkDocs keeps a plugin that has this hook for all rebuilds of ``mkdocs serve``."""
        self.serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Check everything before MkDocs clears its site folder, and let it write into the stage instead."""
        self.task = self.given or self._own_task(config)
        self.messages = _Messages(printing=self.given is not None)
        _host_log.addHandler(self.messages)
        self.site_dir = config.site_dir
        config.site_dir = str(self.task.stage)
        return config

    @event_priority(-100)  # other plugins see the content folder
    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Let MkDocs look for files in the empty stage; in the content folder it would follow every link."""
        self.docs_dir, config.docs_dir = config.docs_dir, config.site_dir

    @event_priority(100)  # other plugins see all files
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the files that the catalogue found, with files of ours for records and drawings; drop the theme's."""
        config.docs_dir, places = self.docs_dir, (self.docs_dir, config.site_dir, config.use_directory_urls)
        for file in [file for file in files if not fnmatch(file.src_uri, _STYLESHEET)]:
            files.remove(file)
        found = [File(path, *places) for path in self.task.pages.content.authored]
        found += [(DrawingFile if is_drawing(path) else File)(path, *places) for path in self.task.static()]
        for file in {file.dest_uri: file for file in sorted(found, key=file_sort_key)}.values():  # index over README
            files.append(file)
        for path, dest in self.task.files():
            files.append(RecordFile(path, *places, dest_uri=dest, inclusion=InclusionLevel.NOT_IN_NAV))
        return files

    def on_nav(self, nav: navigation.Navigation, *, config: MkDocsConfig, files: Files) -> navigation.Navigation:
        """Keep the navigation for ``on_env``, because pages have no titles yet."""
        self.nav = nav
        return nav

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Note navigation and stylesheet; drop the theme's 404 page and sitemap, which the generator writes."""
        config.theme.static_templates.clear()
        links = [link for item in self.nav.items if (link := self._nav_link(item)) is not None]
        shown = {link.href for link in links}
        deeper = [link for page in self.nav.pages if (link := self._nav_link(page)) and link.href not in shown]
        stylesheet = next(file.src_uri for file in files if fnmatch(file.src_uri, _STYLESHEET))
        self.host = Host(tuple(links), tuple(deeper), stylesheet, inline_script=self.serving)
        return env

    def on_post_page(self, output: str, *, page: pages.Page, config: MkDocsConfig) -> str:
        """Put an authored page into the same skeleton as all other pages."""
        meta: Any = page.meta
        description = str(meta.get("description") or "")
        named = meta.get("title") or not page.is_homepage or "<h1" in (page.content or "")
        title, html = _title(page) if named else config.site_name, page.content or ""
        return self.host.finish_page(self.task.pages, page.file.src_uri, page.file.dest_uri, title, description, html)

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Fail a strict build if MkDocs has warned; publish the plugin's own build."""
        config.site_dir = self.site_dir
        _host_log.removeHandler(self.messages)
        self.host.messages = tuple(self.messages.texts)
        if self.task.strict and self.host.messages:
            raise PluginError(f"warnings: {len(self.host.messages)}; nothing was published")
        if self.own is not None:
            try:
                finish(self.own, self.host)
            except OverBudget as error:
                raise PluginError(str(error)) from None

    def on_build_error(self, *, error: Exception) -> None:
        """Leave the site as it is."""
        _host_log.removeHandler(self.messages)
        if self.own is not None:
            self.own.discard()

    def _own_task(self, config: MkDocsConfig) -> HostTask:
        try:
            settings = read_settings(
                Path(config.config_file_path),
                content=Path(config.docs_dir),
                site_dir=Path(config.site_dir),
                site_url=config.site_url or None,
                directory_urls=config.use_directory_urls,
                preview=self.serving,
            )
            self.own = prepare(settings, Options(strict=bool(config.strict), stateless=True))
        except (ConfigError, SiteFolderError) as error:
            raise PluginError(str(error)) from None
        except Refused as error:
            _log_findings(error.summary.findings, settings.content)
            raise PluginError("the content has errors; the site was not changed") from None
        _log_findings(self.own.summary.findings, settings.content)
        assert isinstance(self.own.host, HostTask)  # as in each build without a state
        return self.own.host

    def _nav_link(self, item: object) -> Link | None:
        """A top-level item as a link: a section links to its first page; the brand links to the home page."""
        if isinstance(item, navigation.Section):
            first = next((link for child in item.children if (link := self._nav_link(child)) is not None), None)
            return Link(item.title, first.href, first.note) if first else None
        if isinstance(item, pages.Page):
            content, path = self.task.pages.content, item.file.src_uri
            ours = content.library.at(path) or content.topics.by_path.get(path)
            title = ours.title if ours and not item.title else _title(item)
            return None if item.is_homepage else Link(title, item.file.url)
        if isinstance(item, navigation.Link):
            return nav_link(item.title or item.url, item.url)
        return None


def _log_findings(findings: Iterable[Finding], content: Path) -> None:
    for finding in findings:
        level = logging.ERROR if finding.severity == "error" else logging.WARNING
        log.log(level, as_text([finding], f"{content.name}/").rstrip())


def _title(page: pages.Page) -> str:
    """A page's title as text; MkDocs has titles from headings as escaped HTML."""
    return str((page.meta or {}).get("title") or html.unescape(str(page.title or page.file.name)))


def render(task: HostTask) -> Host:
    """Let MkDocs render the authored pages of a site into the stage. Raises ``HostError``."""
    try:
        config = _load(task.pages.content.settings, _Messages(printing=True))
        plugin = config.plugins["quicktakes"]
        assert isinstance(plugin, QuickTakesPlugin)
        plugin.given = task
        mkdocs_build(config)
    except (MkDocsException, ConfigurationError, SystemExit) as error:
        raise HostError(str(error)) from None
    except TemplateError as error:  # of the theme, or of the project's templates for it
        raise HostError(described(error)) from None
    except OSError as error:
        raise HostError(f"{error.filename}: {error.strerror}") from None
    return plugin.host


def refusal(settings: Settings) -> str:
    """Why MkDocs does not accept a configuration that we accept; empty if it does."""
    messages = _Messages(printing=False)
    with suppress(ConfigError):
        _load(settings, messages)
        return ""
    return "; ".join(messages.texts) or "MkDocs gives no reason"


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
