"""Topics → the ``Page`` values that templates print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from generator import structured, urls
from generator.model import Link, Page, Record, Rendered, Topic
from generator.pages import Pages
from generator.topics import Topics
from generator.views import TopicView, answer_minutes

MOST_QUESTIONS = 50
"""Questions that a topic's page lists; the closest come first."""


class TopicPages:
    """Makes the pages of one site's topics."""

    def __init__(self, pages: Pages, topics: Topics) -> None:
        self.pages = pages
        self.topics = topics

    @cached_property
    def questions(self) -> Mapping[str, Sequence[Record]]:
        """The records about each topic, by the topic's path; found when first asked for, since a check never asks."""
        return self.topics.questions(self.pages.library.listed)

    def file_of(self, topic: Topic) -> str:
        """The file of a topic's page."""
        return urls.record_file(topic.url, self.pages.settings.directory_urls)

    def by_subject(self) -> dict[str, list[tuple[str, str]]]:
        """Title and file of each topic by its subject's slug, in an order in which they can be learnt."""
        found: dict[str, list[tuple[str, str]]] = {}
        for topic in self.topics.in_order():
            subject = self.pages.library.subject_named(topic.subject)
            found.setdefault(subject.slug if subject else "", []).append((topic.title, self.file_of(topic)))
        return found

    def page(self, topic: Topic, rendered: Rendered) -> Page:
        """A topic's page, whole."""
        pages, file = self.pages, self.file_of(topic)
        subject = pages.library.subject_named(topic.subject)
        trail = ((subject.name, pages.subject_file(subject)),) if subject else ()
        canonical = pages.canonical(file)
        return Page(
            path=file,
            template="topic.html",
            title=f"{topic.title} | {pages.settings.site_name}",
            root=urls.root(file),
            view=self._view(topic, rendered, file),
            description=topic.definition,
            keywords=", ".join(topic.keywords),
            canonical=canonical,
            kind="article",
            breadcrumbs=pages.crumbs(file, *trail),
            json_ld=structured.topic_page(topic, canonical, pages.crumb_urls(*trail)) if canonical else "",
            subject_slug=subject.slug if subject else "",
        )

    def _view(self, topic: Topic, rendered: Rendered, file: str) -> TopicView:
        questions = self.questions.get(topic.path, ())
        pages = self.pages
        return TopicView(
            title=topic.title,
            definition=topic.definition,
            synonyms=topic.synonyms,
            minutes=answer_minutes(rendered),
            headings=rendered.headings,
            source=rendered.source,
            terms=pages.terms_print,
            addresses=pages.addresses(as_record(topic), rendered, file),
            read_first=self._links(file, self.topics.required(topic)),
            leads_to=self._links(file, self.topics.leads_to(topic)),
            questions=tuple(pages.link_to(file, record) for record in questions[:MOST_QUESTIONS]),
            question_count=len(questions),
            subject=topic.subject,
            source_note=topic.source_note,
            edit=pages.edit_url(topic.path),
        )

    def _links(self, file: str, topics: Sequence[Topic]) -> tuple[Link, ...]:
        return tuple(self.pages.to(file, self.file_of(topic), topic.title) for topic in topics)


def as_record(topic: Topic) -> Record:
    """A topic in the place of a record, for the resolution of the links in its text."""
    return Record(topic.path, 0, topic.date, topic.title, topic.title, "", topic.subject, topic.url)
