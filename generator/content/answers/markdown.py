"""Converts the safe HTML of an answer back to Markdown: CommonMark, tables and strikethrough of GitHub, TeX in dollars.

Because it is made from the HTML, it has the same content as the page: read as a body, it gives the same HTML again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape

from generator.content.answers.literals import at_line_starts, destination, label, words

_TOKEN = re.compile(
    r"<math(?P<math>[^<>]*)>.*?</math>|<small>.*?</small>|<(?P<close>/?)(?P<tag>[a-z][a-z0-9]*)(?P<values>[^<>]*)>|(?P<text>[^<]+)",
    re.DOTALL,
)
_VALUE = re.compile(r'(?<![a-z])([a-z]++)="([^"]*)"')
_EMPTY = frozenset(("br", "hr", "img"))
_TRANSPARENT = frozenset(("div", "span", "thead", "tbody"))
_BLOCKS = frozenset(("p", "ul", "ol", "li", "blockquote", "pre", "table", "hr", "h1", "h2", "h3", "h4", "h5", "h6"))
_DEEPEST = 60
"""Nested elements; deeper content is written without its nesting."""
_LETTERS = 26
_PERCENT = re.compile(r"\\.|%", re.DOTALL)
_CLOSING = re.compile(r"(?:^|(?<= ))#+$")
_ALIGNED = {"qt-left": ":--", "qt-right": "--:", "qt-center": ":-:"}
_AUTOLINK = re.compile(r"https?:[^\s<>&*\\\[\]]+")


@dataclass(slots=True)
class _Node:
    tag: str
    values: dict[str, str]
    children: list[_Node | str] = field(default_factory=list)


def markdown(html: str, address: Callable[[str], str] = str) -> str:
    """The Markdown, without a final line break; ``address`` maps the address of each link and image to the one to
    write.

    ``html`` must be the output of ``render`` and ``fill``; other HTML is not supported.
    """
    return "\n".join(_Writer(address).blocks(_tree(html).children, loose=True))


def _tree(html: str) -> _Node:
    root = _Node("", {})
    stack = [root]
    for token in _TOKEN.finditer(html):
        if token["text"] is not None:
            stack[-1].children.append(unescape(token["text"]))
        elif token["math"] is not None:
            stack[-1].children.append(_Node("math", _values(token["math"])))
        elif token["tag"] is None or token["tag"] in _TRANSPARENT:
            continue
        elif token["close"]:
            if token["tag"] == stack[-1].tag:
                stack.pop()
        else:
            node = _Node(token["tag"], _values(token["values"]))
            if len(stack) <= _DEEPEST or node.tag in _EMPTY:
                stack[-1].children.append(node)
            if node.tag not in _EMPTY:
                stack.append(node if len(stack) <= _DEEPEST else _Node(node.tag, {}, stack[-1].children))
    return root


def _values(text: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in _VALUE.findall(text)}


def _fence(code: str, least: int) -> str:
    longest = max((len(run) for run in re.findall("`+", code)), default=0)
    return "`" * max(least, longest + 1)


class _Writer:
    def __init__(self, address: Callable[[str], str]) -> None:
        self.address = address
        self.in_cell = False

    def blocks(self, children: Sequence[_Node | str], loose: bool) -> list[str]:
        """The lines of a page, a quotation or an item. Only ``loose`` blocks have empty lines between them."""
        out: list[str] = []
        run: list[_Node | str] = []
        before, other = "", False
        for child in (*children, _Node("", {})):
            tag = child.tag if isinstance(child, _Node) else "#"
            if tag and tag not in _BLOCKS:
                run.append(child)
                continue
            lines = self.paragraph(run)
            run = []
            if lines:
                out += [*([""] if loose and out else []), *lines]
                before = ""
            if isinstance(child, _Node) and tag:
                other = tag == before and not other
                out += [*([""] if out and (loose or tag == before) else []), *self.block(child, other)]
                before = tag
        return out

    def paragraph(self, children: Sequence[_Node | str]) -> list[str]:
        text = "\n".join(line.strip(" \t") for line in self.inline(children).strip("\n").split("\n"))
        return at_line_starts(text).split("\n") if text else []

    def block(self, node: _Node, other: bool) -> list[str]:
        """The lines of one element; ``other``: it follows a list of the same kind, with which it must not merge."""
        match node.tag:
            case "p":
                return self.paragraph(node.children)
            case "ul" | "ol":
                return self.items(node, other)
            case "blockquote":
                return [f"> {line}" if line else ">" for line in self.blocks(node.children, loose=True) or [""]]
            case "pre":
                return self.code(node)
            case "table":
                return list(self.table(node))
            case "hr":
                return ["***"]
            case "li":
                return self.blocks(node.children, loose=True)
            case _:
                text = _CLOSING.sub(r"\\\g<0>", " ".join(self.inline(node.children).replace("\\\n", "\n").split()))
                return [f"{'#' * int(node.tag[1])} {text}".rstrip()]

    def items(self, node: _Node, other: bool) -> list[str]:
        items = [child for child in node.children if isinstance(child, _Node) and child.tag == "li"]
        loose = any(isinstance(child, _Node) and child.tag == "p" for item in items for child in item.children)
        first, kind = int(node.values.get("start", "1")), node.values.get("type", "")
        out: list[str] = []
        for number, item in enumerate(items, start=first):
            sign = ("*" if other else "-") if node.tag == "ul" else f"{min(number, 10**9 - 1)}{')' if other else '.'}"
            if kind and number <= _LETTERS:
                sign = f"{chr(ord(kind) + number - 1)}{'.' if other else ')'}"
            indent = " " * (len(sign) + 1)
            lines = self.blocks(item.children, loose) or [""]
            out += [*([""] if loose and out else []), f"{sign} {lines[0]}"]
            out += [indent + line if line else "" for line in lines[1:]]
        return out

    def code(self, node: _Node) -> list[str]:
        inner = node.children[0] if node.children and isinstance(node.children[0], _Node) else node
        code = "".join(child for child in inner.children if isinstance(child, str))
        language = inner.values.get("class", "").removeprefix("language-")
        fence = _fence(code, 3) if "`" not in language else "~" * len(_fence(code.replace("~", "`"), 3))
        lines = code.removesuffix("\n").split("\n") if code else []
        return [f"{fence}{language}", *lines, fence]

    def table(self, node: _Node) -> Iterator[str]:
        self.in_cell = True
        for number, row in enumerate(child for child in node.children if isinstance(child, _Node)):
            cells = [cell for cell in row.children if isinstance(cell, _Node)]
            shown = (" ".join(self.inline(cell.children).split()) for cell in cells)
            yield f"| {' | '.join(shown)} |"
            if number == 0:
                yield f"|{'|'.join(_ALIGNED.get(cell.values.get('class', ''), '---') for cell in cells)}|"
        self.in_cell = False

    def inline(self, children: Sequence[_Node | str], parent: str = "") -> str:
        out: list[str] = []
        for number, child in enumerate(children):
            if isinstance(child, str):
                text = child[1:] if number and _is_break(children[number - 1]) and child[:1] == "\n" else child
                out.append(self.text(text, parent))
                continue
            following = children[number + 1] if number + 1 < len(children) else ""
            if child.tag == "a" and out and out[-1].endswith("!"):
                out[-1] = f"{out[-1][:-1]}\\!"  # otherwise it would be an image
            out.append(self.span(child, parent, following, at_edge=number in (0, len(children) - 1)))
        return "".join(out)

    def text(self, text: str, parent: str) -> str:
        shown = words(text)
        return self.in_place(label(shown) if parent == "a" else shown)

    def in_place(self, text: str) -> str:
        """The text, with escaped pipes inside a table."""
        return text.replace("|", "\\|") if self.in_cell else text

    def span(self, node: _Node, parent: str, following: _Node | str, at_edge: bool) -> str:
        match node.tag:
            case "em" | "strong":
                sign = ("_" if parent == node.tag and at_edge else "*") * (1 if node.tag == "em" else 2)
                return f"{sign}{self.inline(node.children, node.tag)}{sign}"
            case "del":
                return f"~~{self.inline(node.children, node.tag)}~~"
            case "code" if node.values.get("class") == "tex":
                return self.in_place(" ".join("".join(map(str, node.children)).split()))
            case "code":
                code = " ".join("".join(child for child in node.children if isinstance(child, str)).split("\n"))
                fence = _fence(code, 1)
                gap = (
                    " "
                    if code[:1] == "`" or code[-1:] == "`" or (code[:1] == code[-1:] == " " and code.strip())
                    else ""
                )
                return f"{fence}{gap}{self.in_place(code)}{gap}{fence}"
            case "br":
                return "\\\n"
            case "math":
                return self.formula(node, following)
            case "a":
                return self.link(node)
            case "img":
                return f"![{self.text(node.values.get('alt', ''), 'a')}]({self.target(node, 'src')})"
            case _:
                return self.inline(node.children, parent)

    def formula(self, node: _Node, following: _Node | str) -> str:
        tex = _PERCENT.sub(lambda found: r"\%" if found[0] == "%" else found[0], node.values.get("alttext", ""))
        if self.in_cell:
            tex = tex.replace("\\|", "\\Vert ").replace("|", "\\|")
        if node.values.get("display") == "block":
            return f"$${tex}$$"
        return rf"\({tex}\)" if isinstance(following, str) and following[:1].isdigit() else f"${tex}$"

    def link(self, node: _Node) -> str:
        if "href" not in node.values:
            return self.inline(node.children)
        href = node.values["href"]
        if node.children == [href] and _AUTOLINK.fullmatch(href):
            return f"<{href}>"
        return f"[{self.inline(node.children, 'a')}]({self.target(node, 'href')})"

    def target(self, node: _Node, name: str) -> str:
        return destination(self.address(node.values.get(name, "")), node.values.get("title", ""))


def _is_break(node: _Node | str) -> bool:
    return isinstance(node, _Node) and node.tag == "br"
