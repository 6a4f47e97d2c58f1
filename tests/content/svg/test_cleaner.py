"""SVG files are pictures: nothing in them runs or loads, and what is drawn stays."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from generator.content.svg.cleaner import DEEPEST, LARGEST, MOST, SvgError, clean
from tests.fuzz.promises import lively
from tests.helpers.counting import counted, counting

DRAWINGS = sorted((Path(__file__).parents[2] / "fuzz" / "corpus" / "svg").glob("*.svg"))
SAME = {"mermaid", "gradients", "filters", "text", "markers", "image", "animation"}
"""Drawings without anything to remove."""


def svg(inside: str, attributes: str = "") -> bytes:
    namespaces = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f"<svg {namespaces}{attributes}>{inside}</svg>".encode()


@pytest.mark.parametrize("path", DRAWINGS, ids=lambda path: path.stem)
def test_drawings_of_programs_are_cleaned(path: Path) -> None:
    data = path.read_bytes()
    made, removed = clean(data)
    assert (made == data) == (path.stem in SAME)
    assert bool(removed) == (path.stem in ("hostile", "mermaid-html"))
    assert clean(made) == (made, ())
    assert lively(made) == []


@pytest.mark.parametrize(
    ("inside", "name"),
    [
        ("<script>a()</script>", "script"),
        ('<x:script xmlns:x="http://www.w3.org/2000/svg">a()</x:script>', "script"),
        ('<h:script xmlns:h="http://www.w3.org/1999/xhtml">a()</h:script>', "script"),
        ('<g xmlns="http://www.w3.org/1998/Math/MathML"/>', "g"),
        ('<g xmlns=""/>', "g"),
        ("<foreignObject><circle/></foreignObject>", "foreignObject"),
        ('<g onclick="a()"/>', "onclick"),
        ('<a xlink:href="javascript:a()"><circle/></a>', "xlink:href of a"),
        ('<a href=" java&#10;script:a()"/>', "href of a"),
        ('<a href="https://example.org/"/>', "href of a"),
        ('<a><set attributeName="href" to="javascript:a()"/></a>', "set"),
        ('<a><animate attributeName="xlink:href" values="javascript:a()"/></a>', "animate"),
        ('<animate attributeName="onclick" to="a()"/>', "animate"),
        ('<animate attributeName="style" to="fill:url(a)"/>', "animate"),
        ('<animate attributeName="fill" to="url(a.svg#b)"/>', "to of animate"),
        ('<use href="other.svg#a"/>', "href of use"),
        ('<use href="data:image/svg+xml;base64,AAAA#a"/>', "href of use"),
        ('<image href="photo.png"/>', "href of image"),
        ('<image href="data:image/svg+xml;base64,AAAA"/>', "href of image"),
        ('<rect fill="url(http://example.org/a)"/>', "fill of rect"),
        ('<rect fill="URL ( a )"/>', "fill of rect"),
        (r'<rect fill="u\72l(a)"/>', "fill of rect"),
        ("<rect cursor=\"image-set('a' 1x)\" filter=\"image-set('a' 1x)\"/>", "filter of rect"),
        ('<rect style="fill:url(a)"/>', "`fill:url(a)` of style"),
        ('<rect style="fill:url(&quot;a#b&quot;)"/>', '`fill:url("a#b")` of style'),
        ("<style>@import 'a.css';</style>", "`@import 'a.css'` of style"),
        ("<style>@font-face { src: url(a) }</style>", "`@font-face` of style"),
        ('<style type="text/less">a{b:c}</style>', "style"),
        ('<g xml:base="http://example.org/"/>', "base"),
        ('<?xml-stylesheet href="a.css"?>', "xml-stylesheet"),
    ],
)
def test_what_runs_or_loads_is_removed_and_named(inside: str, name: str) -> None:
    data = svg(f"<circle/>{inside}")
    made, removed = clean(data)
    assert [one.name for one in removed] == [name]
    assert lively(made) == []
    assert b"<circle/>" in made
    assert clean(made) == (made, ())


def test_parts_are_named_once_with_the_place_of_the_first() -> None:
    data = svg("é<script/>\n<script/><g onload='a' onclick='b'/>")
    found = [(one.name, data[one.offset :][:7]) for one in clean(data).removed]
    assert found == [("script", b"<script"), ("onload", b"<g onlo"), ("onclick", b"<g onlo")]


@pytest.mark.parametrize(
    "data",
    [
        svg("<!-- a --><g id='a'/>"),
        b"\xef\xbb\xbf" + svg("<text>\r\n&lt;&#13;\xc3\xa9</text>"),
        b'<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n' + svg(""),
        svg('<a href="#top"><image href="data:image/jpeg;base64,AA+/\n=="/></a>'),
        svg("<style><![CDATA[g > a:not(.b) { fill: url('#c'); font: 1px \"A; B\", serif }]]></style>"),
        svg('<g aria-label="url(a)" data-x="\\" class="a" id="&lt;script&gt;"/>'),
    ],
)
def test_without_anything_to_remove_no_byte_changes(data: bytes) -> None:
    assert clean(data) == (data, ())


@pytest.mark.parametrize(
    "data",
    [
        b'<?xml version="1.0" encoding="iso-8859-1"?>' + svg("<g/>"),
        b'<?xml version="1.1"?>' + svg("<g/>"),
        b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">' + svg("<g/>"),
        b"<?xpacket begin?>" + svg("<metadata><a/></metadata><g unknown='1'/>"),
        svg('<e:b xmlns:e="http://example.org/editor"><script/></e:b><g e:a="1" xmlns:e="http://example.org/editor"/>'),
    ],
)  # fmt: skip
def test_what_changes_no_picture_is_removed_without_a_note(data: bytes) -> None:
    made, removed = clean(data)
    assert made == svg("<g/>")
    assert removed == ()


def test_text_is_escaped_again() -> None:
    made, _ = clean(
        svg('<script/><text class="&lt;&quot;&#10;&#9;">&lt;script&gt;&amp;amp;<![CDATA[<b>]]>&#13;</text>')
    )
    assert b"class='&lt;\"&#10;&#9;'>&lt;script&gt;&amp;amp;&lt;b&gt;&#13;</text>" in made


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "no element found"),
        (svg("<g>"), "mismatched tag"),
        (svg("&nbsp;"), "undefined entity"),
        (svg("\x00"), "not well-formed"),
        (b"\xff", "not UTF-8"),
        ("<svg/>".encode("utf-16"), "not UTF-8"),
        (b"<svg/>", "begins with <svg> without xmlns"),
        (b'<html xmlns="http://www.w3.org/1999/xhtml"/>', "begins with <html> of http://www.w3.org/1999/xhtml"),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]>' + svg("&a;"), "declares entities"),
        (b'<!DOCTYPE svg [<!ATTLIST svg onload CDATA "a()">]>' + svg(""), "has declarations"),
        (b'<!DOCTYPE svg SYSTEM "a.dtd">' + svg("&b;"), "entity &b; is unknown"),
        (svg("<g>" * DEEPEST + "</g>" * DEEPEST), f"more than {DEEPEST} nested"),
    ],
)
def test_other_files_are_refused(data: bytes, message: str) -> None:
    with pytest.raises(SvgError, match=message):
        clean(data)


def test_entities_are_never_expanded() -> None:
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    with pytest.raises(SvgError, match="declares entities"):
        clean(f'<!DOCTYPE svg [<!ENTITY a0 "ha">{levels}]>'.encode() + svg("&a11;"))


def test_size_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SvgError, match="more than 20 MB"):
        clean(b" " * (LARGEST + 1))
    assert clean(svg("<g/>" * 10)).removed == ()
    monkeypatch.setattr("generator.content.svg.cleaner.MOST", 10)
    with pytest.raises(SvgError, match="more than 10 elements"):
        clean(svg("<g/>" * 10))
    assert MOST == 500_000


@pytest.mark.parametrize(
    "piece",
    ["<g/>", "<script/>", '<g onload=""/>', '<g style="a:url(b);c:d"/>', "<style>a{b:c}@import 'd';</style>", "a&lt;"],
)
def test_work_is_in_proportion_to_elements(piece: str) -> None:
    clean = counting("generator.content.svg.cleaner").clean
    short, long = (counted(partial(clean, svg(piece * number))) for number in (200, 400))
    assert long < 2.2 * short


@pytest.mark.parametrize("piece", ["a{", "a", '"', "/*", "url(", "}", ";", "(", "a:b;", "@media{", "a b{c:d}"])
@pytest.mark.parametrize("kind", ["sheet", "declarations", "is_safe"])
def test_work_is_in_proportion_to_styles(piece: str, kind: str) -> None:
    call = getattr(counting("generator.content.svg.styles"), kind)
    short, long = (counted(partial(call, piece * number)) for number in (500, 1000))
    assert long < 2.2 * short + 500
