"""The index over all topics: names, requirements, their order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from generator.model import slugs
from generator.model.finding import Finding, Place
from generator.model.record import Topic

_BEGINNING = 4


_LONGEST = 6
"""Words of a name that is looked for in questions."""


_SMALL = frozenset("a an as at be by i in is it no of on or to we".split())
"""Words that make no name together with the next, unless it is written so: *an ion* is no *anion*."""


def _begins(topic: Topic, word: str) -> bool:
    """Whether a name that begins with that word may be a topic's."""
    return word not in _SMALL or any(slugs.slug(name).startswith(f"{word}-") for name in (topic.title, *topic.synonyms))


class Topics:
    """All topics of a site by title and synonym, with what each requires; independent of the order of files."""

    def __init__(self, topics: Iterable[Topic]) -> None:
        self.all = tuple(sorted(topics, key=lambda topic: (slugs.loose_title_key(topic.title), topic.path)))
        self.by_path = {topic.path: topic for topic in self.all}
        self.by_name: dict[str, Topic] = {}
        for topic in self.all:
            for name in (topic.title, *topic.synonyms):
                self.by_name.setdefault(slugs.loose_title_key(name), topic)

    def named(self, name: str) -> Topic | None:
        """The topic of that title or synonym, however it is cased and hyphened."""
        return self.by_name.get(slugs.loose_title_key(name))

    def required(self, topic: Topic) -> tuple[Topic, ...]:
        """What to read before a topic."""
        return tuple(found for name in topic.requires if (found := self.named(name)) is not None)

    def leads_to(self, topic: Topic) -> tuple[Topic, ...]:
        """The topics that require this one."""
        return tuple(self._following.get(topic.path, ()))

    @cached_property
    def _following(self) -> dict[str, list[Topic]]:
        """Made in one pass over all topics."""
        found: dict[str, list[Topic]] = {}
        for topic in self.all:
            for required in dict.fromkeys(self.required(topic)):
                found.setdefault(required.path, []).append(topic)
        return found

    def in_order(self) -> list[Topic]:
        """Every topic after those that it requires; else by title."""
        done: dict[str, Topic] = {}
        for topic in self.all:
            way = {} if topic.path in done else {topic.path: (topic, iter(self.required(topic)))}
            while way:
                here, before = next(reversed(way.values()))
                step = next((found for found in before if found.path not in done and found.path not in way), None)
                if step is None:
                    done[here.path] = way.pop(here.path)[0]
                else:
                    way[step.path] = step, iter(self.required(step))
        return list(done.values())

    def spoken(self, text: str) -> Iterator[Topic]:
        """The topics that a text names, in the singular or the plural."""
        words = slugs.slug(text).split("-")
        for start in range(len(words)):
            if "".join(words[start : start + _LONGEST])[:_BEGINNING] not in self._beginnings:
                continue
            for end in range(start + 1, min(start + _LONGEST, len(words)) + 1):
                topic = self._plural("".join(words[start:end]))
                if topic is not None and (end == start + 1 or _begins(topic, words[start])):
                    yield topic

    @cached_property
    def _beginnings(self) -> frozenset[str]:
        """How the names begin: what begins otherwise need not be looked up word by word."""
        return frozenset(key[:length] for key in self.by_name for length in range(1, _BEGINNING + 1))

    def _plural(self, words: str) -> Topic | None:
        key = words.replace("-", "")
        return self.by_name.get(key) or self.by_name.get(key.removesuffix("s"))

    def findings(self) -> Iterator[Finding]:
        """Names that two topics share, requirements that are no topics, and loops of requirements."""
        for topic in self.all:
            for name in (topic.title, *topic.synonyms):
                other = self.by_name[slugs.loose_title_key(name)]
                if other is not topic:
                    yield Finding(
                        topic.path, "QT170", f"the topic {other.title} ({other.path}) also has the name {name!r}",
                        "use another name in one of the two topics", Place(("title",), 0),
                    )  # fmt: skip
            for number, name in enumerate(topic.requires):
                if self.named(name) is None:
                    yield Finding(
                        topic.path, "QT171", f"the required topic {name!r} is not found", "write a topic's title",
                        Place(("requires", number), 0),
                    )  # fmt: skip
            loop = self._loop(topic)
            if loop:
                shown = " → ".join(found.title for found in loop)
                yield Finding(
                    topic.path, "QT172", f"topics require each other in a circle: {shown}",
                    "remove one of these requirements", Place(("requires",), -1),
                )  # fmt: skip

    @cached_property
    def _circling(self) -> frozenset[str]:
        """The topics in circles of requirements, and those that require one of them: mostly none."""
        waiting = {topic.path: len(set(self.required(topic))) for topic in self.all}
        free = [path for path, count in waiting.items() if not count]
        for path in free:
            for topic in self._following.get(path, ()):
                waiting[topic.path] -= 1
                if not waiting[topic.path]:
                    free.append(topic.path)
        return frozenset(waiting) - frozenset(free)

    def _loop(self, topic: Topic) -> list[Topic]:
        """The way from a topic back to itself by requirements; empty when there is none."""
        ways = [[topic]] if topic.path in self._circling else []
        seen = set()
        while ways:
            way = ways.pop()
            for required in self.required(way[-1]):
                if required is topic:
                    return [*way, topic]
                if required.path not in seen:
                    seen.add(required.path)
                    ways.append([*way, required])
        return []
