"""Topic files (``_schema: topic``) → ``Topic``, and the index over all of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property

from generator import dates, fields, frontmatter, offers, scalars, slugs, urls
from generator.diagnostics import Finding, Place, has_errors
from generator.fields import Kind
from generator.frontmatter import FrontMatterError, Value
from generator.misspelt import Keys
from generator.model import Topic
from generator.trust import ledger
from generator.values import Values, wrong_day

_SCHEMA = re.compile(rb"^_schema:[ \t]*['\"]?topic['\"]?[ \t]*\r?$", re.MULTILINE)
_FENCE = re.compile(rb"^---[ \t]*\r?$", re.MULTILINE)
ANCHORS = frozenset({"questions", "leads", "near"})
"""The ids of what a topic's page shows below the text (``templates/topic.html``): no heading may have one of them."""
_BEGINNING = 4
_LONGEST = 6
"""Words of a name that is looked for in questions."""
_SMALL = frozenset("a an as at be by i in is it no of on or to we".split())
"""Words that make no name together with the next, unless it is written so: *an ion* is no *anion*."""
_OWN = tuple(field for field in fields.TOPIC if field not in fields.LEDGER)
_REQUIRED = fields.required(fields.TOPIC)[1:]
_KEYS = Keys(fields.TOPIC)
"""Without ``_schema``, by which a file is known to be a topic's."""


def is_topic(data: bytes) -> bool:
    """Whether a file's front matter says that it is a topic's."""
    if not any(_SCHEMA.match(data, at) for at in _all(data, b"_schema:")):
        return False  # said of most files without a look at their lines
    fences = [found.end() for found in _FENCE.finditer(data, 0, 20_000)][:2]
    return len(fences) == 2 and _SCHEMA.search(data, fences[0], fences[1]) is not None


def _all(data: bytes, words: bytes) -> Iterator[int]:
    at = data.find(words)
    while at >= 0:
        yield at
        at = data.find(words, at + 1)


def read(path: str, data: bytes) -> tuple[Topic | None, str, list[Finding]]:
    """A topic with its body, and every problem of its front matter; ``None`` when it cannot be a page."""
    findings: list[Finding] = []

    def report(code: str, message: str, remedy: str, key: tuple[str | int, ...] = (), offset: int = -1) -> None:
        findings.append(Finding(path, code, message, remedy, Place(key, offset)))

    try:
        mapping, parts = frontmatter.parse(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        report("QT101", f"byte {error.start} is not UTF-8", "save the file as UTF-8")
        return None, "", [finding.at(1, 1) for finding in findings]
    except FrontMatterError as error:
        finding = Finding(path, error.code, error.message, error.remedy)
        return None, "", [finding.at(error.line, error.column)]
    for misfit in _misfits(mapping):
        report("QT115", *misfit)
    for key in _REQUIRED:
        if not (_text(mapping.get(key)) or isinstance(mapping.get(key), list | dict)):
            report("QT110", f"`{key}` is missing or empty", f"add a line `{key}: …`", (key,) if key in mapping else ())
    day = date.min
    try:
        day = dates.parse_day(_text(mapping.get("date"))) if _text(mapping.get("date")) else day
    except ValueError:
        report("QT112", *wrong_day(_text(mapping["date"])), ("date",), 0)
    url = _text(mapping.get("url"))
    wrong = urls.unsafe(url) if url else ""
    if wrong:
        remedy = "write a path such as /learn/medicine/topics/a-slug"
        report("QT114", f"unsafe url {url!r}: {wrong}", remedy, ("url",), 0)
    values = Values(path, mapping)
    trust = ledger.read(values)
    findings = [*offers.dated([*findings, *values.findings], mapping), *_KEYS.misspelt(path, mapping)]
    if has_errors(findings):
        return None, parts.body, findings
    topic = Topic(
        path=path, title=_text(mapping["title"]), definition=_text(mapping["definition"]),
        subject=_text(mapping["subject"]), url=urls.normal(url), date=day,
        focus_phrase=_text(mapping.get("focus_phrase")),
        synonyms=_list(mapping.get("synonyms")), keywords=_list(mapping.get("keywords")),
        requires=_list(mapping.get("requires")), source_note=_text(mapping.get("source_note")),
        autolink=fields.FLAGS.get(_text(mapping.get("autolink")).casefold(), True),
        ledger=trust,
        check_ignore=tuple(scalars.codes(_list(mapping.get("check_ignore")))),
    )  # fmt: skip
    return topic, parts.body, findings


def _misfits(mapping: dict[str, Value]) -> Iterator[tuple[str, str, tuple[str | int, ...], int]]:
    """Values of the wrong kind: what is wrong, what to do, and where."""
    for field in _OWN:
        name, value = field.name, mapping.get(field.name)
        if field.kind is Kind.WORDS and isinstance(value, list):
            for number, item in enumerate(value):
                if isinstance(item, list | dict):
                    remedy = "write a single value, in quotes if it contains `: `"
                    yield f"`{name}.{number}` is not text", remedy, (name, number), -1
        elif isinstance(value, list | dict) and field.kind is Kind.WORDS:
            yield f"`{name}` is not a list", "write each entry on a line `- …`", (name,), -1
        elif isinstance(value, list | dict):
            yield f"`{name}` is not text", "write a single value", (name,), -1
        elif field.kind is Kind.FLAG and _text(value) and _text(value).casefold() not in fields.FLAGS:
            yield f"invalid {name} {_text(value)!r}", "write true or false", (name,), 0


def _text(value: Value | None) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _list(value: Value | None) -> tuple[str, ...]:
    """A YAML list, or text with commas between."""
    items = value if isinstance(value, list) else _text(value).split(",")
    found = (_text(item) for item in items)
    return tuple(dict.fromkeys(item for item in found if item))


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
