"""The index of all topics: their names, requirements and order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from generator.model import slugs
from generator.model.finding import Finding, Place
from generator.model.record import Topic

_PREFIX = 4
_LONGEST = 6
"""Most words of a name that is searched for in questions."""
_LOOP = 20
"""The most topics that require each other of which a whole circle is searched for and shown."""
_SMALL = frozenset("a an as at be by i in is it no of on or to we".split())
"""Words that are not part of a name unless the name has them as a word: *an ion* is not *anion*."""


def _begins(topic: Topic, word: str) -> bool:
    """Whether a word may begin a name of a topic."""
    return word not in _SMALL or any(slugs.slug(name).startswith(f"{word}-") for name in (topic.title, *topic.synonyms))


class Topics:
    """All topics of a site by title and synonym, with their requirements. The order of files does not matter."""

    def __init__(self, topics: Iterable[Topic]) -> None:
        self.all = tuple(sorted(topics, key=lambda topic: (slugs.loose_title_key(topic.title), topic.path)))
        self.by_path = {topic.path: topic for topic in self.all}
        self.by_name: dict[str, Topic] = {}
        for topic in self.all:
            for name in (topic.title, *topic.synonyms):
                self.by_name.setdefault(slugs.loose_title_key(name), topic)

    def named(self, name: str) -> Topic | None:
        """Return the topic with a title or synonym, ignoring case and hyphens."""
        return self.by_name.get(slugs.loose_title_key(name))

    def required(self, topic: Topic) -> tuple[Topic, ...]:
        """Return the topics to read before a topic."""
        return tuple(found for name in topic.requires if (found := self.named(name)) is not None)

    def required_by(self, topic: Topic) -> tuple[Topic, ...]:
        """Return the topics that require a topic."""
        return tuple(self._following.get(topic.path, ()))

    @cached_property
    def _following(self) -> dict[str, list[Topic]]:
        """The topics that require each topic, by its path."""
        found: dict[str, list[Topic]] = {}
        for topic in self.all:
            for required in dict.fromkeys(self.required(topic)):
                found.setdefault(required.path, []).append(topic)
        return found

    def in_order(self) -> list[Topic]:
        """Return all topics in order of title, but each after those that it requires."""
        done: dict[str, Topic] = {}
        for topic in self.all:
            stack = {} if topic.path in done else {topic.path: (topic, iter(self.required(topic)))}
            while stack:
                current, required = next(reversed(stack.values()))
                step = next((found for found in required if found.path not in done and found.path not in stack), None)
                if step is None:
                    done[current.path] = stack.pop(current.path)[0]
                else:
                    stack[step.path] = step, iter(self.required(step))
        return list(done.values())

    def mentioned(self, text: str) -> Iterator[Topic]:
        """Yield the topics that a text mentions, in the singular or plural."""
        words = slugs.slug(text).split("-")
        for start in range(len(words)):
            if "".join(words[start : start + _LONGEST])[:_PREFIX] not in self._prefixes:
                continue
            for end in range(start + 1, min(start + _LONGEST, len(words)) + 1):
                name = "".join(words[start:end])
                topic = self.by_name.get(name) or self.by_name.get(name.removesuffix("s"))
                if topic is not None and (end == start + 1 or _begins(topic, words[start])):
                    yield topic

    @cached_property
    def _prefixes(self) -> frozenset[str]:
        """The first letters of all names, to skip most words of a text quickly."""
        return frozenset(key[:length] for key in self.by_name for length in range(1, _PREFIX + 1))

    def findings(self) -> Iterator[Finding]:
        """Report names that two topics share, requirements that are not found, and circular requirements."""
        for topic in self.all:
            for name in (topic.title, *topic.synonyms):
                other = self.by_name[slugs.loose_title_key(name)]
                if other is not topic:
                    message = f"the topic {other.title} ({other.path}) also has the name {name!r}"
                    remedy = "use another name in one of the two topics"
                    yield Finding(topic.path, "QT170", message, remedy, Place(("title",), 0))
            for number, name in enumerate(topic.requires):
                if self.named(name) is None:
                    message, place = f"the required topic {name!r} is not found", Place(("requires", number), 0)
                    yield Finding(topic.path, "QT171", message, "write a topic's title", place)
            if topic.path in self._circles:
                message = f"topics require each other in a loop: {' → '.join(self._loop(topic))}"
                yield Finding(topic.path, "QT172", message, "remove one of these requirements", Place(("requires",)))

    @cached_property
    def _circling(self) -> frozenset[str]:
        """The paths of topics in circular requirements and of topics that require these: usually none."""
        waiting = {topic.path: len(set(self.required(topic))) for topic in self.all}
        free = [path for path, count in waiting.items() if not count]
        for path in free:
            for topic in self._following.get(path, ()):
                waiting[topic.path] -= 1
                if not waiting[topic.path]:
                    free.append(topic.path)
        return frozenset(waiting) - frozenset(free)

    @cached_property
    def _circles(self) -> dict[str, frozenset[str]]:
        """The topics that require each other, by the path of each: a strong component of the graph of requirements."""
        if not self._circling:
            return {}
        from scipy.sparse import csr_array  # imported here, because it takes longer than everything else
        from scipy.sparse.csgraph import connected_components

        paths = sorted(self._circling)
        numbers = {path: number for number, path in enumerate(paths)}
        edges = [
            (numbers[path], numbers[required.path])
            for path in paths
            for required in self.required(self.by_path[path])
            if required.path in numbers
        ]
        ones, rows, columns = [1] * len(edges), *zip(*edges, strict=True)
        _, labels = connected_components(csr_array((ones, (rows, columns)), [len(paths)] * 2), connection="strong")
        members: dict[int, list[str]] = {}
        for path, label in zip(paths, labels, strict=True):
            members.setdefault(label, []).append(path)
        alone = {paths[start] for start, end in edges if start == end}
        groups = [frozenset(found) for found in members.values() if len(found) > 1 or found[0] in alone]
        return {path: group for group in groups for path in group}

    def _loop(self, topic: Topic) -> list[str]:
        """The titles in a circle of requirements from a topic back to itself. Of a large one, only the beginning."""
        group = self._circles[topic.path]
        chains, seen = [[topic]], set()
        while chains:
            chain = chains.pop()
            inside = [required for required in self.required(chain[-1]) if required.path in group]
            if any(required is topic for required in inside):
                return [found.title for found in (*chain, topic)]
            if len(group) > _LOOP:
                return [topic.title, inside[0].title, f"… ({len(group):,} topics)", topic.title]
            for required in inside:
                if required.path not in seen:
                    seen.add(required.path)
                    chains.append([*chain, required])
        return []
