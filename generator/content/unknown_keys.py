"""Misspelt keys: unknown keys of front matter that resemble a known one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from generator.content.field import Field, Kind
from generator.content.frontmatter.parser import Value
from generator.content.frontmatter.values import key_name
from generator.model.finding import Finding, Fix, Place
from generator.model.typos import is_typo

_SHORTEST, _SHORTEST_TYPO = 5, 4
"""Least lengths of the longer and the shorter of two keys that differ by a typo."""
_NUMBERED = re.compile(r"(\D+)([0-9]{0,9})")
_LISTS = (Kind.BLOCKS, Kind.URLS, Kind.WORDS)


class Keys:
    """The keys of one kind of file. ``numbered`` is a key with a number after its name, from 1."""

    def __init__(self, known: Sequence[Field], numbered: Field | None = None) -> None:
        self._known = {field.name: field for field in known}
        self._by_letters = {_letters(field.name): field.name for field in reversed(known)}
        self._numbered = numbered
        self._inside = {field.name: Keys(field.inside) for field in known if field.kind is Kind.BLOCK}
        self._entry = Keys(numbered.inside) if numbered else None

    def misspelt(self, path: str, mapping: Mapping[str, Value]) -> Iterator[Finding]:
        """A finding for each key that is one typo away from a known one. Other unknown keys are ignored."""
        for key, names, is_sure in self._all(mapping, ()):
            fix = Fix(key, None, names[0]) if is_sure else None
            remedy = f"did you mean {' or '.join(f'`{name}`' for name in names)}?"
            yield Finding(path, "QT134", f"unknown key `{key_name(key)}`", remedy, Place(key), fix=fix)

    def written_for(self, name: str, mapping: Mapping[str, Value]) -> str:
        """The misspelt top-level key that can only mean a missing one; empty if there is none."""
        found = [str(key[0]) for key, names, _ in self._all(mapping, ()) if len(key) == 1 and names == [name]]
        return found[0] if len(found) == 1 else ""

    def _all(
        self, mapping: Mapping[str, Value], above: tuple[str, ...]
    ) -> Iterator[tuple[tuple[str, ...], list[str], bool]]:
        """Each misspelt key, the keys that it may mean, and whether it can be corrected without doubt."""
        for key, value in mapping.items():
            inside = self._inside.get(key) or (self._entry if self._is_numbered(str(key)) else None)
            if inside is not None:
                if isinstance(value, dict):
                    yield from inside._all(value, (*above, key))
            elif key not in self._known:
                names = self._meant(str(key), mapping)
                if names:
                    is_sure = len(names) == 1 and names[0] not in mapping and self._fits(names[0], value)
                    yield (*above, key), names, is_sure

    def _is_numbered(self, key: str) -> bool:
        name = self._numbered.name if self._numbered else "\n"
        return key.startswith(name) and key[len(name) :].isdigit()

    def _meant(self, key: str, mapping: Mapping[str, Value]) -> list[str]:
        """Known unused keys that differ by one typo, or by case, hyphens and underscores."""
        letters = _letters(key)
        numbered = _NUMBERED.fullmatch(letters)
        if self._numbered and numbered and _is_near(numbered[1], _letters(self._numbered.name)):
            return [f"{self._numbered.name}{numbered[2] or self._next_number(mapping)}"]
        if letters in self._by_letters:
            return [self._by_letters[letters]]
        return [name for known, name in self._by_letters.items() if name not in mapping and _is_near(letters, known)]

    def _next_number(self, mapping: Mapping[str, Value]) -> int:
        assert self._numbered
        return next(n for n in range(1, len(mapping) + 2) if f"{self._numbered.name}{n}" not in mapping)

    def _fits(self, name: str, value: Value) -> bool:
        """Whether a value has the kind that a key requires."""
        field = self._known.get(name) or self._numbered
        assert field
        if field.kind is Kind.BLOCK:
            return isinstance(value, dict)
        return isinstance(value, list) if field.kind in _LISTS else isinstance(value, str)


def _letters(key: str) -> str:
    return re.sub(r"[\s_-]", "", key.casefold())


def _is_near(written: str, known: str) -> bool:
    shorter, longer = sorted((len(written), len(known)))
    is_long_enough = shorter >= _SHORTEST_TYPO and longer >= _SHORTEST
    return written == known or (is_long_enough and is_typo(written, known))
