"""Articles with several files: one id and one question in several subjects, each file with its own address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from generator.model import urls
from generator.model.record import Record

_FINAL = ".?!…:;, "


def question_key(question: str) -> str:
    """Return a question without case, repeated spaces and final punctuation, equal for all copies of an article."""
    return " ".join(question.casefold().split()).rstrip(_FINAL)


class Articles:
    """The articles of some files, which must be sorted by id and path.

    Files with the same id and question are one article. It has the values of its primary file, the first one by
    ``rank``. The article of a single file is the record itself.
    """

    def __init__(self, files: Sequence[Record], rank: Callable[[Record], Any]) -> None:
        self._files: dict[str, tuple[Record, ...]] = {}
        self._article: dict[str, Record] = {}
        self._by_url: dict[tuple[str, str], Record] = {}
        found = []
        for group in _groups(files):
            ordered = sorted(group, key=rank) if len(group) > 1 else group
            article = merged(ordered)
            found.append(article)
            if len(ordered) > 1:
                self._files[article.path] = tuple(ordered)
                self._article.update((record.path, article) for record in group)
                for record in ordered:
                    self._by_url.setdefault((article.path, urls.key(record.url)), record)
        self.all = tuple(sorted(found, key=lambda record: (record.id, record.path)))
        self.shared = frozenset(self._article)
        """The paths of all files that share their article with other files."""

    def files(self, article: Record) -> tuple[Record, ...]:
        """Return the unmerged records of an article's files, the primary first."""
        return self._files.get(article.path) or (article,)

    def copies(self, article: Record) -> tuple[Record, ...]:
        """Return the files of an article except for the primary."""
        return self.files(article)[1:]

    def of(self, record: Record) -> Record:
        """Return the article of a file."""
        return self._article.get(record.path, record)

    def at(self, path: str) -> Record | None:
        """Return the article of a path if it has several files; else ``None``."""
        return self._article.get(path)

    def address(self, article: Record, url: str) -> Record | None:
        """Return the file of an article with a URL, ignoring case, a trailing slash and aliases."""
        found = self._by_url.get((article.path, urls.key(url)))
        return article if found is None and urls.key(article.url) == urls.key(url) else found


def _groups(files: Sequence[Record]) -> Iterable[list[Record]]:
    counts = Counter(record.id for record in files)
    groups: dict[tuple[int, str], list[Record]] = {}
    for record in files:
        key = question_key(record.question) if counts[record.id] > 1 else ""
        groups.setdefault((record.id, key), []).append(record)
    return groups.values()


def merged(files: Sequence[Record]) -> Record:
    """Merge the files of an article into one record with the values of the first, which is the primary.

    The aliases of all files are combined. A withdrawal or ``no_index`` in any file affects the article.
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
    """Return all aliases except those that are the address of a file. These need no redirect."""
    known = {record.url for record in files}
    found = dict.fromkeys(alias for record in files for alias in record.aliases)
    return (alias for alias in found if alias not in known)
