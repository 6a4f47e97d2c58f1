"""The records and topics behind the files of a site, for the preview."""

from __future__ import annotations

from functools import cached_property

from generator.model.record import Record
from generator.pages.site import SitePages


class Routes:
    """The record or topic of each page and of each redirect, by the file in the site."""

    def __init__(self, all_pages: SitePages) -> None:
        self._pages = all_pages.records
        self.topics = {file: topic for topic in all_pages.content.topics.all for file in all_pages.topics.files(topic)}

    @cached_property
    def by_file(self) -> dict[str, Record]:
        """Records by file; computed when first needed, and kept until the library changes."""
        found = {}
        for record in self._pages.library.published:
            found[self._pages.context.linker.file_of(record)] = record
            for file in self._pages.redirect_files(record):
                found[file] = record
        return found
