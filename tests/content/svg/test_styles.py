"""Styles of SVG files: harmless rules stay, whatever could load a file goes."""

from __future__ import annotations

import pytest

from generator.content.svg.styles import declarations, is_safe, sheet


@pytest.mark.parametrize(
    ("css", "kept"),
    [
        ("a{b:c}", "a{b:c;}"),
        (" a > b:not(.c), d { e: f ; g: 'h;}' } ", "a > b:not(.c), d{e: f;g: 'h;}';}"),
        ("@media print { a { b: c } } d{e:f}", "@media print{a{b: c;}}d{e:f;}"),
        ("@media (min-width: 1px) and (x) { a { b: url(#c) } }", "@media (min-width: 1px) and (x){a{b: url(#c);}}"),
        ("@keyframes a { from { b: c } to { b: d } }", "@keyframes a{from{b: c;}to{b: d;}}"),
        ("@import url(a); @charset 'b'; a{b:c}", "a{b:c;}"),
        ("@font-face { src: url(data:font/woff2;base64,AA) } a{b:c}", "a{b:c;}"),
        (
            "@supports (x) { @media print { @media (y) { a{b:c} } } }",
            "@supports (x){@media print{@media (y){a{b:c;}}}}",
        ),
        ("a { b { c: d } e: f }", "a{e: f;}"),
        ("a { b: url(c); d: e }", "a{d: e;}"),
        ("a { b: url( '#c' ); d: var(--e, rgb(1 2 3)) }", "a{b: url( '#c' );d: var(--e, rgb(1 2 3));}"),
        ("a { b: image-set('c' 1x); d: src('e'); f: attr(g url) }", "a{}"),
        (r"a { b: \75 rl(c) } \61 { b: c }", "a{}"),
        ("a { b: '/*' url(c) '*/' }", "a{b: ' ';}"),
        ("/* a */ b /* c */ { d: e }", "b{d: e;}"),
        ("a { b: 'c\n } d { e: f }", "a{}d{e: f;}"),
        ("a { b: c", "a{b: c;}"),
        ("a } b { c: d }", "b{c: d;}"),
        ("<!-- a{b:c} --> d{e:f}", "--> d{e:f;}"),
    ],
)
def test_rules(css: str, kept: str) -> None:
    found = sheet(css)
    assert found.text == kept
    assert sheet(kept).text == kept
    assert sheet(kept).dropped == ()
    assert found.is_same == ("/*" not in css)


def test_dropped_parts_are_listed() -> None:
    assert sheet("@import 'a'; b{c:url(d);e:f} }").dropped == ("@import 'a'", "c:url(d)", "}")
    assert declarations("a:b;c:url(d);{e:f}").dropped == ("c:url(d)", "")


@pytest.mark.parametrize(
    "value", ["", "M0 0L1,1z", "rotate(45 1 2) scale(.5)", "url(#a) red", "'A', serif", "rgb(0,0,0);red"]
)
def test_harmless_values(value: str) -> None:
    assert is_safe(value)


@pytest.mark.parametrize(
    "value",
    ["url()", "url(a)", "url('#a", "url(#a", "url(#a)url(b)", "x-url(a)", "a\\", "<", "@x", "/*", "'", "éurl(#a)"],
)
def test_harmful_values(value: str) -> None:
    assert not is_safe(value)
