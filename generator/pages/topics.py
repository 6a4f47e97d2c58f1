"""Topics → the ``Page`` values of their pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from generator.model import urls
from generator.model.answer import Rendered
from generator.model.page import Link, Page
from generator.model.record import Record, Subject, Topic, as_record
from generator.pages.context import SiteContext
from generator.pages.page_numbers import ListingHead, Part, files_of, listing_page, parts
from generator.pages.views import TopicQuestionsView, TopicView, answer_minutes


class TopicPages:
    """Makes the pages of one site's topics."""

    def __init__(self, context: SiteContext) -> None:
        self.context = context

    def by_subject(self) -> dict[str, list[Topic]]:
        """The topics of each subject by its slug, in learning order."""
        found: dict[str, list[Topic]] = {}
        for topic in self.context.topics.in_order():
            subject = self.context.library.subject_named(topic.subject)
            found.setdefault(subject.slug if subject else "", []).append(topic)
        return found

    def files(self, topic: Topic) -> list[str]:
        """The files of a topic: its page, then the further pages of its questions."""
        count = len(self.context.relations.questions.get(topic.path, ()))
        _, *more = files_of(f"{topic.url[1:]}/index.html", count)
        return [self.context.addresses.topic_file(topic), *more]

    def all(self, topic: Topic, rendered: Rendered) -> Iterator[Page]:
        """A topic's page, then the further pages of its questions."""
        context, files = self.context, self.files(topic)
        subject = context.library.subject_named(topic.subject)
        trail = (*context.trail(subject), (topic.title, files[0]))
        name, about = f"Questions on {topic.title}", f"Questions on this topic: {topic.title}."
        head = ListingHead("questions.html", name, about, trail, subject.slug if subject else "")
        questions = self.questions(topic)
        first, *others = parts(context.addresses, files, questions)
        yield self._page(topic, rendered, subject, first, len(questions))
        for part in others:
            link = context.addresses.topic_link(part.file, topic)
            view = TopicQuestionsView(link, len(questions), self._groups(topic, part), part.pager)
            yield listing_page(context, head, part.file, view, part.pager.number)

    def _page(self, topic: Topic, rendered: Rendered, subject: Subject | None, part: Part[Record], count: int) -> Page:
        context, file = self.context, part.file
        trail, canonical = context.trail(subject), context.addresses.canonical(file)
        standing = context.trust.standing(topic)
        first, following = context.topics.required(topic), context.topics.required_by(topic)
        near = [context.topics.by_path[path] for path in context.relations.near_topics.get(topic.path, ())]
        view = TopicView(
            title=topic.title,
            definition=topic.definition,
            synonyms=topic.synonyms,
            minutes=answer_minutes(rendered),
            headings=rendered.headings if len(rendered.headings) > 1 else (),
            source=rendered.source,
            terms=context.terms_digest,
            addresses=context.answer_addresses(as_record(topic), rendered, file),
            read_first=self._links(file, first),
            leads_to=self._links(file, following),
            near=self._links(file, [other for other in near if other not in (*first, *following)]),
            groups=self._groups(topic, part),
            question_count=count,
            pager=part.pager,
            study=context.addresses.deck_link(file, file, topic.title).href if count else "",
            source_note=topic.source_note,
            author=context.settings.identity.organisation,
            iso_day=topic.date.isoformat(),
            origin=context.trust.origin(topic, standing, file),
            edit=context.edit_url(topic.path),
        )
        return Page(
            path=file,
            template="topic.html",
            title=f"{topic.title} | {context.settings.site_name}",
            root=urls.root(file),
            view=view,
            description=topic.definition,
            keywords=", ".join(topic.keywords),
            canonical=canonical,
            robots="" if standing.indexed else "noindex",
            kind="article",
            breadcrumbs=context.addresses.crumbs(file, trail),
            json_ld=context.trust.topic_graph(topic, canonical, subject, standing, trail),
            subject_slug=subject.slug if subject else "",
            alternates=context.addresses.twin(file),
        )

    def questions(self, topic: Topic) -> list[Record]:
        """A topic's questions: those in its own subject first, then subject by subject; the best first in each."""
        own = self.context.library.subject_named(topic.subject)

        def place(record: Record) -> tuple[bool, str]:
            subject = self._group(topic, record)
            return subject != own, subject.name.casefold()

        return sorted(self.context.relations.questions.get(topic.path, ()), key=place)

    def _group(self, topic: Topic, record: Record) -> Subject:
        """The subject under which a topic lists a question: the topic's own if the question is in it."""
        own, subjects = self.context.library.subject_named(topic.subject), self.context.library.subjects_of(record)
        return own if own is not None and own in subjects else subjects[0]

    def _groups(self, topic: Topic, part: Part[Record]) -> tuple[tuple[str, tuple[Link, ...]], ...]:
        """The questions on one page by the name of their subject."""
        grouped = groupby(part.items, key=lambda record: self._group(topic, record).name)
        link = self.context.record_link
        return tuple((name, tuple(link(part.file, record) for record in found)) for name, found in grouped)

    def _links(self, file: str, topics: Sequence[Topic]) -> tuple[Link, ...]:
        return tuple(self.context.addresses.topic_link(file, topic) for topic in topics)
