"""Which findings are reported, and with which severity: the option ``severity``, and ``check_ignore`` in records."""

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
    """Which findings a command reports, and with which severity.

    ``build`` reports errors, and warnings except those of style; ``check`` reports errors and all warnings; ``all``
    also reports infos. ``severities`` are the configured ones of single codes, sorted.
    """

    severities: tuple[tuple[str, str], ...] = ()
    scope: Scope = "build"

    def at(self, scope: Scope) -> Policy:
        """Return the policy with another scope."""
        return replace(self, scope=scope)

    def severity(self, code: str) -> Severity | None:
        """Return the severity of a code; ``None`` if it is off."""
        level = dict(self.severities).get(code, CODES[code][0])
        return None if level == "off" else cast(Severity, level)

    def reports(self, code: str) -> bool:
        """Whether findings of a code are reported."""
        severity = self.severity(code)
        if severity == "warning":
            return self.scope != "build" or not code.startswith(STYLE)
        return severity == "error" or (severity == "info" and self.scope == "all")

    @property
    def needs_style(self) -> bool:
        """Whether any rule of style must run."""
        return any(self.reports(code) for code in CODES if code.startswith(STYLE))

    @property
    def needs_grade(self) -> bool:
        """Whether reading grades are reported."""
        return self.reports("QT230")

    def judged(self, findings: Iterable[Finding], opt_outs: Mapping[str, Collection[str]]) -> list[Finding]:
        """Return the findings to report, with their severities; ``opt_outs`` are the ignored codes by path.

        If ``QT240`` is reported, the result includes opt-outs that have hidden nothing.
        """
        reported = {code: self.severity(code) for code in CODES if self.reports(code)}
        used: set[tuple[str, str]] = set()
        kept = []
        for finding in findings:
            if finding.code in opt_outs.get(finding.path, ()) and finding.code not in FIXED:
                used.add((finding.path, finding.code))
            elif finding.code in reported:
                severity = reported[finding.code]
                kept.append(finding if finding.severity == severity else replace(finding, given=severity))
        if "QT240" in reported:
            unused = (self._unused(path, codes, used) for path, codes in opt_outs.items())
            kept += [replace(finding, given=reported["QT240"]) for group in unused for finding in group]
        return kept

    def _unused(self, path: str, codes: Collection[str], used: Collection[tuple[str, str]]) -> Iterable[Finding]:
        for number, code in enumerate(codes):
            if (path, code) not in used and (code not in CODES or self.reports(code)):
                yield _without_effect(path, number, code)


def _without_effect(path: str, number: int, code: str) -> Finding:
    message = f"`check_ignore`: {code} suppresses nothing"
    if code not in CODES:
        message = f"`check_ignore`: {code!r} is not a known code"
    elif code in FIXED:
        message = f"`check_ignore`: {code} cannot be suppressed, because it prevents publication"
    return Finding(path, "QT240", message, "remove it", Place(("check_ignore", number), 0))


def parse(value: object, config: Path) -> Policy:
    """Read the option ``severity``: codes or prefixes (``QT2``) with ``error``, ``warning``, ``info`` or ``off``.

    The longest prefix wins. A prefix does not lower errors that prevent publication. Raises ``ConfigError`` for an
    unknown code or severity, and for a severity that lowers one of these errors by its own code.
    """
    if value is None:
        return Policy()
    if not isinstance(value, dict):
        raise ConfigError(f"{config}: severity: {value!r} is not a mapping; write `severity: {{QT201: off}}`")
    severities: dict[str, str] = {}
    for key, given in sorted(value.items(), key=lambda pair: len(str(pair[0]))):
        name, level = str(key).upper(), "off" if given is False else str(given).lower()  # YAML reads `off` as false
        if level not in _LEVELS:
            raise ConfigError(f"{config}: severity: {name}: {given!r} is not valid; use one of {', '.join(_LEVELS)}")
        codes = matching(name)
        if not codes:
            raise ConfigError(f"{config}: severity: unknown code {name!r}; use a code such as QT201, or its beginning")
        if name in FIXED and level != "error":
            raise ConfigError(
                f"{config}: severity: {name} cannot be lowered, because it prevents publication; remove it"
            )
        severities.update((code, level) for code in codes if code not in FIXED)
    return Policy(tuple(sorted(severities.items())))


def matching(name: str) -> list[str]:
    """Return the codes that match a code or a prefix such as ``QT2``."""
    return [code for code in CODES if code.startswith(name)] if len(name) > 2 or name == "QT" else []
