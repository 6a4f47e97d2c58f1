"""Styles of formulas as classes, because a strict Content-Security-Policy forbids ``style`` attributes.

The converter writes columns, rules, sizes and negative spaces as inline styles from a small vocabulary. Each
declaration has a class here. The stylesheet of the site is generated from the same table, so the two always agree.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

_WIDEST = 20
"""The widest negative space, in em."""
_BACK = (18, 9, 5, 4, 3, 1)
r"""Negative spaces with a class, in mu (1/18 em): ``\!`` has 3. Others are combined from these."""
_SIZES = (50, 60, 70, 80, 90, 120, 140, 170, 200, 250)
_STRIKE = "transparent calc(50% - .03em),currentcolor calc(50% - .03em) calc(50% + .03em),transparent calc(50% + .03em)"
_UP, _DOWN = (f"linear-gradient(to {corner} right,{_STRIKE})" for corner in ("bottom", "top"))
_RULES: dict[str, tuple[str, ...]] = {
    "qm-l": ("text-align:left", "justify-items:start"),
    "qm-r": ("text-align:right", "justify-items:end"),
    **{
        f"qm-{side[0]}p{n}": (f"padding-{side}:{value}",)
        for side in ("left", "right", "top", "bottom")
        for n, value in enumerate(("0", "0.1em", "0.1667em", "0.2222em", "0.2778em", "1em"))
        if side in ("left", "right") or value in ("0", "0.1667em")
    },
    **{
        f"qm-{side[0]}{line[0]}": (f"border-{side}:0.05em {line} currentcolor",)
        for side in ("left", "right", "top", "bottom")
        for line in ("solid", "dashed")
    },
    **{f"qm-w{n}": (f"width:{value}",) for n, value in enumerate(("100%", "50%", "7.5%"))},
    "qm-box": ("border:1px solid", "padding:.15em .3em"),
    "qm-up": (f"background:{_UP}",),
    "qm-down": (f"background:{_DOWN}",),
    "qm-updown": (f"background:{_UP},{_DOWN}",),
    "qm-angle": ("border-top:1px solid", "border-right:1px solid"),
    "qm-phase": ("border-bottom:1px solid", "border-left:1px solid"),
    "qm-sf": ("font-family:sans-serif",),
    "qm-tt": ("font-family:monospace",),
    **{f"qm-f{size}": (f"font-size:{size}%",) for size in _SIZES},
}
_CLASSES = {declaration: name for name, declarations in _RULES.items() for declaration in declarations}
_STYLED = re.compile(r'(<[a-z]+(?: [a-z]+="[^"<>]*")*) style="([^"<>]*)"')
_FIXED = re.compile(r'<mspace width="([0-9.]+)rem" style="width: ?[0-9.]+rem;?"/>')
_FONTS = (
    ('<span class="math-core-sans-serif-font">', '<span class="qm-sf">'),
    ('<span class="math-core-serif-font">', "<span>"),
    ("<code>", '<span class="qm-tt">'),
    ("</code>", "</span>"),
)
_ENCLOSED = re.compile(r'<menclose notation="([a-z ]+)">|(?:<mrow class="menclose-[a-z]+"></mrow>)*</menclose>')
_ENCLOSURES = {
    "box": "box",
    "updiagonalstrike": "up",
    "downdiagonalstrike": "down",
    "updiagonalstrike downdiagonalstrike": "updown",
    "actuarial": "angle",
    "phasorangle": "phase",
}
_NEGATIVE = re.compile(r'<mspace style="margin-left:-([0-9.]+)r?em;"/>')


class UnknownStyle(Exception):
    """A style without a class; the message is the declaration."""


def stylesheet() -> str:
    """The rules of all classes."""
    rules = [f".{name}{{{';'.join(declarations)}}}" for name, declarations in _RULES.items()]
    rules += (f".qm-b{mu}{{margin-left:{-mu / 18:.5g}em}}" for mu in _BACK)
    return "".join(rules).replace(":0.", ":.").replace("-0.", "-.") + "\n"


def unstyled(mathml: str) -> str:
    """The converter's MathML with classes instead of ``style``. Raises ``UnknownStyle``.

    A space in ``rem`` becomes the same in ``em`` (both are ten points). Negative spaces are rounded to 1/18 em.
    """
    if "<span" in mathml or "<code" in mathml:
        for written, ours in _FONTS:
            mathml = mathml.replace(written, ours)
    if "<menclose" in mathml:
        mathml = _ENCLOSED.sub(_drawn, mathml)
    if "style=" not in mathml:
        return mathml
    mathml = _FIXED.sub(r'<mspace width="\1em"/>', mathml)
    return _STYLED.sub(_with_classes, _NEGATIVE.sub(_spaces, mathml))


def _drawn(found: re.Match[str]) -> str:
    """An enclosure as a row with a class, because not every browser draws ``menclose``."""
    return f'<mrow class="qm-{_ENCLOSURES[found[1]]}">' if found[1] else "</mrow>"


def _with_classes(found: re.Match[str]) -> str:
    names = []
    for declaration in filter(None, found[2].split(";")):
        name, _, value = declaration.partition(":")
        known = _CLASSES.get(f"{name.strip()}:{value.strip()}")
        if known is None:
            raise UnknownStyle(declaration.strip())
        names.append(known)
    return f'{found[1]} class="{" ".join(dict.fromkeys(names))}"'


def _spaces(found: re.Match[str]) -> str:
    width = float(found[1])
    if width > _WIDEST:
        raise UnknownStyle(f"a negative space of {width:g} em")
    mu, parts = round(width * 18), []
    for step in _BACK:
        parts += [f'<mspace class="qm-b{step}"/>'] * (mu // step)
        mu %= step
    return parts[0] if len(parts) == 1 else f"<mrow>{''.join(parts)}</mrow>"


def close_tables(root: Element) -> bool:
    """Draw the line below a table's last row at the end of the table. Returns whether there was one.

    The converter writes it as an additional row with one empty cell.
    """
    changed = False
    for table in root.iter("mtable"):
        rows = list(table)
        line = rows[-1][0].get("class", "") if len(rows) > 1 and len(rows[-1]) == 1 and not len(rows[-1][0]) else ""
        for side in ("qm-ts", "qm-td"):
            if side in line.split():
                table.remove(rows[-1])
                table.set("class", " ".join(filter(None, (table.get("class"), side.replace("-t", "-b")))))
                changed = True
    return changed
