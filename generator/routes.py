"""Files of a site → what is shown there, for the preview."""

from __future__ import annotations

from functools import cached_property

from generator.catalogue import Loaded
from generator.model.record import Record


class Routes:
    """Which record or topic answers a file of the site, by its page or by a redirect."""

    def __init__(self, content: Loaded) -> None:
        self._pages = content.pages
        self.topics = {file: topic for topic in content.topics.topics.all for file in content.topics.files(topic)}

    @cached_property
    def by_file(self) -> dict[str, Record]:
        """Made when it is first needed, and kept while the library stays what it is."""
        found = {}
        for record in self._pages.library.published:
            found[self._pages.linker.file_of(record)] = record
            for file in self._pages.redirect_files(record):
                found[file] = record
        return found
