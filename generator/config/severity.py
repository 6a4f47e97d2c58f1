"""Which findings are told and how grave they are: the configuration's ``severity``, and what records opt out of."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, cast, get_args

from generator.model.codes import CODES, FIXED, STYLE, Severity
from generator.model.finding import Finding, Place
from generator.system.errors import ConfigError

Scope = Literal["build", "check", "all"]
_LEVELS = (*get_args(Severity), "off")


@dataclass(frozen=True, slots=True)
class Policy:
    """What is told, and as what.

    A ``build`` tells errors, and warnings that are not of style; a ``check`` tells errors and all warnings; ``all``
    tells infos too. ``severities`` are those that the configuration gives to single codes, sorted.
    """

    severities: tuple[tuple[str, str], ...] = ()
    scope: Scope = "build"

    def at(self, scope: Scope) -> Policy:
        """The same severities for another purpose."""
        return replace(self, scope=scope)

    def severity(self, code: str) -> Severity | None:
        """How grave a code is here; ``None`` when it is switched off."""
        given = dict(self.severities).get(code, CODES[code][0])
        return None if given == "off" else cast(Severity, given)

    def tells(self, code: str) -> bool:
        """Whether findings of a code are told."""
        severity = self.severity(code)
        if severity == "warning":
            return self.scope != "build" or not code.startswith(STYLE)
        return severity == "error" or (severity == "info" and self.scope == "all")

    @property
    def wants_style(self) -> bool:
        """Whether any rule of style must run."""
        return any(self.tells(code) for code in CODES if code.startswith(STYLE))

    @property
    def wants_grade(self) -> bool:
        """Whether reading grades are told."""
        return self.tells("QT230")

    def judged(self, findings: Iterable[Finding], opt_outs: Mapping[str, Collection[str]]) -> list[Finding]:
        """The findings that are told, with their severity here; ``opt_outs`` are the codes that a path hides.

        With ``QT240`` among what is told: besides, which opt-outs of codes that are told have hidden nothing.
        """
        told = {code: self.severity(code) for code in CODES if self.tells(code)}
        used: set[tuple[str, str]] = set()
        kept = []
        for finding in findings:
            if finding.code in opt_outs.get(finding.path, ()) and finding.code not in FIXED:
                used.add((finding.path, finding.code))
            elif finding.code in told:
                severity = told[finding.code]
                kept.append(finding if finding.severity == severity else replace(finding, given=severity))
        if "QT240" in told:
            unused = (self._unused(path, codes, used) for path, codes in opt_outs.items())
            kept += [replace(finding, given=told["QT240"]) for group in unused for finding in group]
        return kept

    def _unused(self, path: str, codes: Collection[str], used: Collection[tuple[str, str]]) -> Iterable[Finding]:
        for number, code in enumerate(codes):
            if (path, code) not in used and (code not in CODES or self.tells(code)):
                yield _without_effect(path, number, code)


def _without_effect(path: str, number: int, code: str) -> Finding:
    message = f"`check_ignore`: {code} suppresses nothing"
    if code not in CODES:
        message = f"`check_ignore`: {code!r} is not a known code"
    elif code in FIXED:
        message = f"`check_ignore`: {code} cannot be suppressed, because it prevents publication"
    return Finding(path, "QT240", message, "remove it", Place(("check_ignore", number), 0))


def parse(value: object, config: Path) -> Policy:
    """The option ``severity``: a mapping of codes or prefixes (``QT2``) to ``error``, ``warning``, ``info`` or ``off``.

    The longest prefix wins. Raises ``ConfigError`` for what is no code or no severity, and for lowering a code without
    which there is no page (a prefix passes such codes by).
    """
    if value is None:
        return Policy()
    if not isinstance(value, dict):
        raise ConfigError(f"{config}: severity: {value!r} is not a mapping; write `severity: {{QT201: off}}`")
    severities: dict[str, str] = {}
    for key, given in sorted(value.items(), key=lambda pair: len(str(pair[0]))):
        name, level = str(key).upper(), "off" if given is False else str(given).lower()  # YAML reads `off` as false
        if level not in _LEVELS:
            raise ConfigError(f"{config}: severity: {name}: {given!r}; use one of {', '.join(_LEVELS)}")
        codes = matching(name)
        if not codes:
            raise ConfigError(f"{config}: severity: unknown code {name!r}")
        if name in FIXED and level != "error":
            raise ConfigError(f"{config}: severity: {name} cannot be lowered, because it prevents publication")
        severities.update((code, level) for code in codes if code not in FIXED)
    return Policy(tuple(sorted(severities.items())))


def matching(name: str) -> list[str]:
    """The codes that a code or a prefix such as ``QT2`` means."""
    return [code for code in CODES if code.startswith(name)] if len(name) > 2 or name == "QT" else []
