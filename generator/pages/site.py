"""The makers of all pages of one site: of records, topics and listings."""

from __future__ import annotations

from dataclasses import dataclass

from generator.catalogue.catalogue import Loaded
from generator.library.related.relations import Relations
from generator.pages.listings import Listings
from generator.pages.records import Pages
from generator.pages.topics import TopicPages


@dataclass(frozen=True, slots=True)
class SitePages:
    """All that a site's pages are made from and by."""

    content: Loaded
    relations: Relations
    records: Pages
    topics: TopicPages
    listings: Listings

    @classmethod
    def of(cls, content: Loaded, relations: Relations) -> SitePages:
        """The makers for a content folder and what belongs together in it."""
        records = Pages(content, relations)
        topics = TopicPages(records, content.topics)
        return cls(content, relations, records, topics, Listings(records, topics))
