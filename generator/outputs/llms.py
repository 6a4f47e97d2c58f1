"""``llms.txt`` (llmstxt.org): what the site is and where its parts are, for language models.

It lists subjects and topics but no records, so that it stays small.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from generator.content.answers.literals import escaped, link
from generator.model import urls
from generator.model.finding import counted
from generator.model.record import Topic
from generator.model.wellformed import line
from generator.outputs.output import Catalogue, Output

MOST_TOPICS = 200
"""The most topics that are listed; a site with more has only the link to the A–Z of topics."""

_TWINS = (
    "Every question, topic and subject is also available as Markdown: drop the final `/` of its address and add `.md`."
)


def outputs(catalogue: Catalogue) -> Iterator[Output]:
    """The file. Its links are absolute if the site has a ``site_url``, else relative to the site's root."""
    yield "llms.txt", "\n".join(_Text(catalogue).lines()).encode("utf-8")


class _Text:
    def __init__(self, catalogue: Catalogue) -> None:
        self.settings = catalogue.settings
        self.library = catalogue.library
        self.topics = catalogue.topics
        self.with_twins = "twins" in catalogue.settings.outputs

    def lines(self) -> Iterator[str]:
        settings, records = self.settings, self.library.listed
        yield f"# {_text(settings.site_name)}"
        if settings.site_description:
            yield f"\n> {_text(settings.site_description)}"
        yield f"\n{counted(len(records), 'question')} with answers, {counted(len(self.topics.all), 'topic')}."
        yield f"\n{_text(settings.disclaimer)}"
        if self.with_twins:
            yield f"\n{_TWINS}"
        if "redirects" in settings.outputs:
            yield f"\nThe permanent link of a question is {settings.site_url}q/ and its number."
        yield from self._subjects()
        yield from self._topics()
        yield from self._optional()
        yield ""

    def _address(self, file: str, has_twin: bool = False) -> str:
        if has_twin and self.with_twins:
            return self.settings.site_url + urls.public(urls.twin_file(file), directory_urls=True)
        return self.settings.site_url + urls.public(file, self.settings.directory_urls)

    def _subjects(self) -> Iterator[str]:
        if "listings" not in self.settings.outputs or not self.library.listed_subjects:
            return
        yield "\n## Subjects\n"
        found = [(self.library.subjects[slug], len(records)) for slug, records in self.library.in_subject().items()]
        for subject, count in sorted(found, key=lambda one: one[0].name.casefold()):
            note = f"{counted(count, 'question')}. {_text(subject.introduction)}".rstrip()
            yield _link(subject.name, self._address(f"learn/{subject.slug}/index.html", has_twin=True), note)

    def _topics(self) -> Iterator[str]:
        if "pages" not in self.settings.outputs or len(self.topics.all) > MOST_TOPICS:
            return
        by_subject: dict[str, list[Topic]] = defaultdict(list)
        for topic in self.topics.in_order():
            subject = self.library.subject_named(topic.subject)
            by_subject[subject.name if subject else topic.subject].append(topic)
        for name, topics in sorted(by_subject.items()):
            yield f"\n## Topics: {_text(name)}\n"
            for topic in topics:
                file = urls.record_file(topic.url, self.settings.directory_urls)
                yield _link(topic.title, self._address(file, has_twin=True), _text(topic.definition))

    def _optional(self) -> Iterator[str]:
        """The section that the format allows programs to skip."""
        settings = self.settings
        links = []
        if "listings" in settings.outputs:
            links.append(("All questions from A to Z", self._address("a-z/index.html")))
            if self.topics.all:
                links.append(("Topics and keywords from A to Z", self._address("a-z/topics/index.html")))
        if settings.site_url and "feeds" in settings.outputs:
            links.append(("Newest questions (feed)", f"{settings.site_url}feed.json"))
        if settings.site_url and "sitemap" in settings.outputs:
            links.append(("Sitemap", f"{settings.site_url}sitemap.xml"))
        if links:
            yield "\n## Optional\n"
            yield from (_link(name, address) for name, address in links)


def _link(name: str, address: str, note: str = "") -> str:
    return f"- {link(line(name), address)}{f': {note}' if note else ''}"


def _text(text: str) -> str:
    """Text as one line of Markdown without markup."""
    return escaped(line(text))
