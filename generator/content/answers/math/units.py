r"""Numbers with units, in the notation of siunitx and of mhchem (``\pu{5 mmol/L}``).

``\SI{5}{\milli\molar}``, ``\qty{70}{kg}``, ``\unit{\mol\per\litre}``, ``\num{6.02e23}``, ``\ang{45}``,
``\qtyrange{3.5}{5}{\milli\molar}``. Options in square brackets are ignored.
"""

from __future__ import annotations

import re

from generator.content.answers.math.tex import Argument, FormulaError, group, option

ARGUMENTS = {
    r"\SI": "nu",
    r"\qty": "nu",
    r"\si": "u",
    r"\unit": "u",
    r"\num": "n",
    r"\ang": "a",
    r"\pu": "p",
    r"\SIrange": "nnu",
    r"\qtyrange": "nnu",
    r"\numrange": "nn",
}
"""The arguments of each command: numbers (n), a unit (u), an angle (a), a whole quantity (p)."""
_PREFIXES = dict(
    pair.split(":")
    for pair in """
    quecto:q ronto:r yocto:y zepto:z atto:a femto:f pico:p nano:n micro:µ mu:µ milli:m centi:c deci:d deca:da
    deka:da hecto:h kilo:k mega:M giga:G tera:T peta:P exa:E zetta:Z yotta:Y
    """.split()
)
_UNITS = dict(
    pair.split(":")
    for pair in r"""
    gram:g kilogram:kg metre:m meter:m second:s mole:mol ampere:A kelvin:K candela:cd becquerel:Bq celsius:°C
    degreeCelsius:°C coulomb:C farad:F gray:Gy hertz:Hz henry:H joule:J katal:kat lumen:lm lux:lx newton:N ohm:Ω
    pascal:Pa radian:rad siemens:S sievert:Sv steradian:sr tesla:T volt:V watt:W weber:Wb litre:L liter:L
    molar:M Molar:M minute:min hour:h day:d degree:° arcminute:′ arcsecond:″ percent:\% bar:bar mmHg:mmHg
    dalton:Da electronvolt:eV atomicmassunit:u angstrom:Å tonne:t hectare:ha neper:Np bel:B decibel:dB barn:b
    knot:kn astronomicalunit:au curie:Ci torr:Torr atmosphere:atm calorie:cal gauss:G byte:B bit:bit
    """.split()
)
_SHORT = {
    **{unit: unit for unit in "g m s A K mol V W J N Pa Hz L F eV C H S T bar M Bq Da cal h min d dB".split()},
    "l": "L",
    "ohm": "Ω",
}
_SHORT_PREFIXES = {letter: letter for letter in ("", *"fpnmcdhkMG")} | {"u": "µ"}
_NAMED = _UNITS | {
    short + unit: shown + name for short, shown in _SHORT_PREFIXES.items() for unit, name in _SHORT.items()
}
_POWERS = {"squared": "2", "cubed": "3"}
_BEFORE = {"square": "2", "cubic": "3"}
_MACRO = re.compile(
    r"\\cdot(?![A-Za-z])|\\([A-Za-z]+)\s*(?:\{([^{}]*)\})?|[\s.~]+|\^\{?([+\-−]?\d+)\}?|([A-Za-zµμΩ°Å]+|\\%)"
)
_LITERAL = re.compile(
    r"(?P<unit>[µμΩ°A-Za-zÅ′″]+|\\?%)|(?P<power>(?:\^\{?|(?<=[A-Za-z}]))[+\-−]?\d+\}?)|(?P<point>[.·~\s*⋅]+|\\,|\\cdot)"
    r"|(?P<per>//?)|(?P<bracket>[()])"
)
_PLUS = r"(?:\+-|\\pm|±)"
_SPACED = r"\d++(?: ++\d++)*+"
_DIGITS = rf"(?:{_SPACED}(?: *+[.,]{_SPACED})?|[.,]\d++)"
_NUMBER = re.compile(
    rf"\s*+(?P<sign>[+\-−<>≤≥~≈±]|\\pm|\\approx|\\sim|\\leq?|\\geq?)?\s*+(?P<digits>{_DIGITS})"
    rf"(?P<error> *+\(\d+\)|\s*{_PLUS}\s*{_DIGITS})?"
    rf"(?:\s*(?:[eE]|(?:x|\\times|×)\s*10\^)\{{?(?P<power>[+\-−]?\d+)\}}?)?(?:\s*(?:--?|–)\s*(?P<upper>{_DIGITS}))?\s*"
)


def quantity(tex: str, command: str, start: int, after: int) -> tuple[str, int]:
    """The LaTeX of the command at ``start``, whose name ends at ``after``, and the offset after its arguments."""
    arguments: list[tuple[str, Argument]] = []
    for kind in ARGUMENTS[command]:
        skipped = option(tex, after)
        given = group(tex, skipped.after if skipped else after, command, start)
        arguments.append((kind, given))
        after = given.after
    numbers = [_number(given) for kind, given in arguments if kind == "n"]
    units = [_unit(given) for kind, given in arguments if kind == "u"]
    if command == r"\ang":
        return f"{{{_angle(arguments[0][1])}}}", after
    if command == r"\pu":
        return f"{{{_whole(arguments[0][1])}}}", after
    shown = r"\text{ to }".join(f"{number}{_attached(unit)}" for number in numbers for unit in (units or [""]))
    return f"{{{shown or units[0]}}}", after


def _attached(unit: str) -> str:
    return unit if unit in ("", r"\mathrm{°}", r"\mathrm{′}", r"\mathrm{″}") else rf"\,{unit}"


def _number(given: Argument) -> str:
    found = _NUMBER.fullmatch(given.text)
    if not found:
        raise FormulaError(f"{given.text!r} is not a number", "write digits, such as 1.5 or 3e8", given.start)
    shown = _grouped(found["digits"])
    if found["error"]:
        shown += re.sub(_PLUS, r"\\pm ", found["error"].lstrip(" "))
    if found["upper"]:
        shown += rf"\text{{–}}{_grouped(found['upper'])}"
    if found["power"]:
        shown += rf"\times 10^{{{found['power']}}}"
    return f"{found['sign'] or ''}{' ' if found['sign'] else ''}{shown}"


def _grouped(digits: str) -> str:
    """Digits in groups of three, if there are more than four."""
    whole, point, decimals = re.sub(r" ", "", digits).replace(",", "{,}").partition("." if "." in digits else "{,}")
    if len(whole) > 4:
        first = len(whole) % 3 or 3
        whole = r"\,".join((whole[:first], *(whole[at : at + 3] for at in range(first, len(whole), 3))))
    return whole + point + decimals


def _angle(given: Argument) -> str:
    parts = given.text.split(";")
    if len(parts) > 3 or not all(_NUMBER.fullmatch(part) or not part.strip() for part in parts):
        raise FormulaError(f"{given.text!r} is not an angle", r"write degrees, as in \ang{45}", given.start)
    return "".join(
        f"{part.strip()}{sign}" for part, sign in zip(parts, (r"^{\circ}", "'", "''"), strict=False) if part.strip()
    )


def _whole(given: Argument) -> str:
    """A quantity in one piece, number first."""
    found = re.match(r"\s*[+\-−]?[\d.,]+(?:\s*[eE][+\-−]?\d+)?", given.text)
    end = found.end() if found else 0
    number = _number(Argument(given.text[:end], given.start, 0)) if found else ""
    unit = _unit(Argument(given.text[end:], given.start + end, 0)) if given.text[end:].strip() else ""
    return number + (_attached(unit) if number else unit)


def _unit(given: Argument) -> str:
    named = bool(re.search(r"\\[A-Za-z]", given.text))
    return "".join(_named(given) if named else _literal(given))


def _named(given: Argument) -> list[str]:
    r"""A unit in names, as in ``\milli\gram\per\litre``."""
    shown: list[str] = []
    prefix = power = sign = ""
    at = 0
    while at < len(given.text):
        macro = _MACRO.match(given.text, at)
        if macro is None:
            unread = given.text[at : at + 8]
            raise FormulaError(f"{unread!r} is not a unit", r"use names such as \milli\gram", given.start + at)
        at, name = macro.end(), macro[1] or ""
        after = macro[3] or _POWERS.get(name, "")
        if name in _PREFIXES:
            prefix += _PREFIXES[name]
        elif name == "per":
            sign = "-"
        elif name in _BEFORE or name == "raiseto":
            power = _BEFORE.get(name) or macro[2] or ""
        elif name == "tothe" or after:
            after = after or macro[2] or ""
            if shown:
                shown[-1] = _raised(shown[-1], after)
        elif name in _NAMED or macro[4] or (name in ("text", "mathrm") and macro[2]):
            letters = macro[4] or _NAMED.get(name) or macro[2]
            unit = (r"\," if shown else "") + rf"\mathrm{{{prefix}{letters}}}"
            exponent = sign + (power or "1")
            shown.append(unit if exponent == "1" else f"{unit}^{{{exponent}}}")
            prefix = power = sign = ""
        elif name:
            remedy = "use a unit name of siunitx, or write the unit in letters"
            raise FormulaError(rf"unknown unit \{name}", remedy, given.start + macro.start())
    return shown


def _raised(unit: str, power: str) -> str:
    r"""A unit with an exponent, which is negative after ``\per``."""
    below = unit.endswith("^{-1}")
    return f"{unit.removesuffix('^{-1}')}^{{{'-' if below else ''}{power}}}"


def _literal(given: Argument) -> list[str]:
    """A unit in letters, as in ``mg/mL`` and ``kg.m^{-2}``."""
    shown: list[str] = []
    at = 0
    text = given.text
    while at < len(text):
        found = _LITERAL.match(text, at)
        if not found:
            unread = text[at : at + 8]
            raise FormulaError(f"{unread!r} is not a unit", "write it in letters, such as mg/mL", given.start + at)
        if found["unit"]:
            shown.append(rf"\mathrm{{{found[0].replace('μ', 'µ')}}}")
        elif found["power"]:
            shown.append(f"^{{{found[0].strip('^{}')}}}")
        elif found["per"] or found["bracket"]:
            shown.append(found[0][:1])
        elif shown and found.end() < len(text):
            shown.append(r"\,")
        at = found.end()
    return shown
