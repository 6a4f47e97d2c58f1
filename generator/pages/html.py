"""Pages → HTML: one Jinja environment for every page of the site, including authored pages.

Unlike in MkDocs' environment, all text is escaped unless a template has ``| safe``. Templates use it for the output of
``answers`` and MkDocs only.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import jinja2
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from generator.model.page import Page, Site
from generator.system.errors import TemplateError


class Renderer:
    """Renders pages of one site. The first of ``folders`` that has a template wins: a project can replace templates."""

    def __init__(self, site: Site, folders: Iterable[Path]) -> None:
        self.environment = Environment(
            loader=FileSystemLoader([str(folder) for folder in folders]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.environment.globals["site"] = site
        self.environment.globals["shell"] = lru_cache(maxsize=None)(self.shell)

    def shell(self, name: str, root: str) -> Markup:
        """A part of the layout, rendered once for each ``root``: it must depend on nothing else but the site."""
        return self.safe(self.environment.get_template(name).render(root=root))

    @staticmethod
    def safe(html: str) -> Markup:
        """Mark HTML as safe, so that templates print it unescaped."""
        return Markup(html)

    def render(self, page: Page, answer: str = "") -> str:
        """The page's HTML, ending in one line break; ``answer`` is safe HTML for the pages that show one."""
        try:
            template = self.environment.get_template(page.template)
            return template.render(page=page, view=page.view, answer=answer).rstrip() + "\n"
        except jinja2.TemplateError as error:
            raise TemplateError(described(error)) from None


def described(error: jinja2.TemplateError) -> str:
    """The file, line and message of a template's error."""
    where = f"{getattr(error, 'filename', None) or 'a template'}:{getattr(error, 'lineno', 0) or 0}"
    return f"{where}: {error.message}"
