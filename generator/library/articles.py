"""Files that hold the same article: one id and one question under several subjects, each with an address of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from generator.model import urls
from generator.model.record import Record

_FINAL = ".?!…:;, "


def question_key(question: str) -> str:
    """A question without case, repeated spaces and final punctuation: equal for copies of one article."""
    return " ".join(question.casefold().split()).rstrip(_FINAL)


class Articles:
    """The articles that some files hold; ``files`` are in the order of their ids and paths.

    Files with one id and one question are one article. It has the values of its primary, which ``rank`` puts first. Of
    files without another copy the record itself is the article.
    """

    def __init__(self, files: Sequence[Record], rank: Callable[[Record], Any]) -> None:
        self._files: dict[str, tuple[Record, ...]] = {}
        self._article: dict[str, Record] = {}
        found = []
        for group in _groups(files):
            ordered = sorted(group, key=rank) if len(group) > 1 else group
            article = merged(ordered)
            found.append(article)
            if len(ordered) > 1:
                self._files[article.path] = tuple(ordered)
                self._article.update((record.path, article) for record in group)
        self.all = tuple(sorted(found, key=lambda record: (record.id, record.path)))
        self.shared = frozenset(self._article)
        """The paths of the files that hold an article together with others."""

    def files(self, article: Record) -> tuple[Record, ...]:
        """The files of an article as they are, its primary first."""
        return self._files.get(article.path) or (article,)

    def copies(self, article: Record) -> tuple[Record, ...]:
        """The files of an article but its primary."""
        return self.files(article)[1:]

    def of(self, record: Record) -> Record:
        """The article that one of the files holds."""
        return self._article.get(record.path, record)

    def at(self, path: str) -> Record | None:
        """The article that several files hold, by the path of any of them."""
        return self._article.get(path)

    def address(self, article: Record, url: str) -> Record | None:
        """The file of an article that has a url, case and a closing slash aside; aliases do not count."""
        key = urls.key(url)
        return next((record for record in self.files(article) if urls.key(record.url) == key), None)


def _groups(files: Sequence[Record]) -> Iterable[list[Record]]:
    counts = Counter(record.id for record in files)
    groups: dict[tuple[int, str], list[Record]] = {}
    for record in files:
        key = question_key(record.question) if counts[record.id] > 1 else ""
        groups.setdefault((record.id, key), []).append(record)
    return groups.values()


def merged(files: Sequence[Record]) -> Record:
    """The article that some files hold: the primary's own values, with what any of them says of the article.

    Aliases are united; a withdrawal and ``no_index`` in any file affect the article.
    """
    primary, *others = files
    if not others:
        return primary
    return replace(
        primary,
        aliases=tuple(_aliases(files)),
        withdrawn=next((record.withdrawn for record in files if record.withdrawn), ""),
        no_index=any(record.no_index for record in files),
    )


def _aliases(files: Iterable[Record]) -> Iterator[str]:
    """All aliases, each once; one that is the address of a file needs no redirect of its own."""
    known = {record.url for record in files}
    found = dict.fromkeys(alias for record in files for alias in record.aliases)
    return (alias for alias in found if alias not in known)
