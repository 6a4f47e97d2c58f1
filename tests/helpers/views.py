"""The pages of a content folder as values: nothing is rendered or written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from generator.catalogue import catalogue
from generator.config import file
from generator.config.settings import read_settings
from generator.model.page import Page
from generator.pages.site import SitePages
from tests.helpers.folder import SITE_URL, Folder


class MadeSite:
    """The pages of a content folder. ``options`` are those of ``read_settings``."""

    def __init__(self, folder: Folder, **options: Any) -> None:
        settings = read_settings(file.default_config(), content=folder.path, **{"site_url": SITE_URL, **options})
        self.content = catalogue.load(settings, relating=True)
        self.pages = SitePages.of(self.content, catalogue.relate(self.content))

    def record(self, number: int) -> Any:
        """The view of a record's page."""
        record = self.content.library.by_id[number]
        return self.pages.records.page(record, self.content.rendered[record.path]).view

    def topic(self, path: str) -> Mapping[str, Any]:
        """The views of a topic's pages, by file."""
        pages = self.pages.topics.all(self.content.topics.by_path[path], self.content.rendered[path])
        return {page.path: page.view for page in pages}

    @cached_property
    def listings(self) -> Mapping[str, Any]:
        """The views of the home page and of all pages of listings, by file."""
        return {page.path: page.view for page in self._listings()}

    def _listings(self) -> Iterator[Page]:
        yield self.pages.listings.home()
        for listing in self.pages.listings.all():
            yield from self.pages.listings.pages_of(listing)
