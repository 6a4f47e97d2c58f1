"""Topics → the ``Page`` values that templates print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from generator.model import urls
from generator.model.answer import Rendered
from generator.model.page import Link, Page
from generator.model.record import Record, Subject, Topic, as_record
from generator.pages.context import Context
from generator.pages.page_numbers import PER_PAGE, files_of, listing_page, pager
from generator.pages.trust import Standing
from generator.pages.views import Pager, TopicQuestionsView, TopicView, answer_minutes

Groups = tuple[tuple[str, tuple[Link, ...]], ...]


class TopicPages:
    """Makes the pages of one site's topics."""

    def __init__(self, context: Context) -> None:
        self.context = context

    def by_subject(self) -> dict[str, list[tuple[str, str]]]:
        """Title and file of each topic by its subject's slug, in an order in which they can be learnt."""
        found: dict[str, list[tuple[str, str]]] = {}
        for topic in self.context.topics.in_order():
            subject = self.context.library.subject_named(topic.subject)
            found.setdefault(subject.slug if subject else "", []).append(
                (topic.title, self.context.addresses.topic_file(topic))
            )
        return found

    def files(self, topic: Topic) -> list[str]:
        """The files of a topic: its page, and those that go on with its questions."""
        _, *more = files_of(f"{topic.url[1:]}/index.html", len(self.context.relations.questions.get(topic.path, ())))
        return [self.context.addresses.topic_file(topic), *more]

    def all(self, topic: Topic, rendered: Rendered) -> Iterator[Page]:
        """A topic's page, whole, then the pages that go on with its questions."""
        context, files = self.context, self.files(topic)
        subject = context.library.subject_named(topic.subject)
        questions = self.questions(topic)
        yield self._page(topic, rendered, files, questions, subject)
        trail = (*context.trail(subject), (topic.title, files[0]))
        for number, file in enumerate(files[1:], start=2):
            view = TopicQuestionsView(
                context.addresses.link(file, files[0], topic.title),
                len(questions),
                *self._part(topic, file, questions, files, number),
            )
            title = f"Questions on {topic.title} | {context.settings.site_name}"
            description = f"Questions on this topic: {topic.title}."
            yield listing_page(context, file, "questions.html", title, number, view, description, subject, trail)

    def _page(
        self, topic: Topic, rendered: Rendered, files: Sequence[str], questions: Sequence[Record],
        subject: Subject | None,
    ) -> Page:  # fmt: skip
        context, file = self.context, files[0]
        trail = context.trail(subject)
        standing = context.trust.standing(topic)
        return Page(
            path=file,
            template="topic.html",
            title=f"{topic.title} | {context.settings.site_name}",
            root=urls.root(file),
            view=self._view(topic, rendered, files, questions, standing),
            description=topic.definition,
            keywords=", ".join(topic.keywords),
            canonical=context.addresses.canonical(file),
            robots="" if standing.indexed else "noindex",
            kind="article",
            breadcrumbs=context.addresses.crumbs(file, trail),
            json_ld=context.trust.topic_graph(topic, context.addresses.canonical(file), subject, standing, trail),
            subject_slug=subject.slug if subject else "",
            alternates=context.addresses.twin(file),
        )

    def _view(
        self, topic: Topic, rendered: Rendered, files: Sequence[str], questions: Sequence[Record], standing: Standing
    ) -> TopicView:
        context, file = self.context, files[0]
        first, following = self.context.topics.required(topic), self.context.topics.leads_to(topic)
        near = [self.context.topics.by_path[path] for path in context.relations.near_topics.get(topic.path, ())]
        groups, place = self._part(topic, file, questions, files, 1)
        return TopicView(
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
            groups=groups,
            question_count=len(questions),
            pager=place,
            study=context.addresses.deck_link(file, file, topic.title).href if questions else "",
            source_note=topic.source_note,
            author=context.settings.identity.organisation,
            iso_day=topic.date.isoformat(),
            origin=context.trust.origin(topic, standing, file, topic.title, context.addresses.canonical(file)),
            edit=context.edit_url(topic.path),
        )

    def questions(self, topic: Topic) -> list[Record]:
        """A topic's questions: those of its own subject first, then subject by subject; in each the best first."""
        own = self.context.library.subject_named(topic.subject)

        def place(record: Record) -> tuple[bool, str]:
            subject = self._group(topic, record)
            return subject != own, subject.name.casefold()

        return sorted(self.context.relations.questions.get(topic.path, ()), key=place)

    def _group(self, topic: Topic, record: Record) -> Subject:
        """The subject under which a topic lists a question: the topic's own, if the question is filed there."""
        own, subjects = self.context.library.subject_named(topic.subject), self.context.library.subjects_of(record)
        return own if own is not None and own in subjects else subjects[0]

    def _part(
        self, topic: Topic, file: str, questions: Sequence[Record], files: Sequence[str], number: int
    ) -> tuple[Groups, Pager]:
        """The questions of one page by subject, and where it stands among the others."""
        part = questions[(number - 1) * PER_PAGE : number * PER_PAGE]
        grouped = groupby(part, key=lambda record: self._group(topic, record).name)
        groups = tuple(
            (name, tuple(self.context.record_link(file, record) for record in found)) for name, found in grouped
        )
        return groups, pager(self.context, number, files)

    def _links(self, file: str, topics: Sequence[Topic]) -> tuple[Link, ...]:
        return tuple(self.context.addresses.topic_link(file, topic) for topic in topics)
