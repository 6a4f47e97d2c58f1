"""The Markdown engine (comrak): CommonMark with tables, strikethrough, task lists and links for bare addresses."""

from __future__ import annotations

import re
from urllib.parse import quote

import comrak

from generator.content.answers.source.marks import AT, LESS_THAN, TILDE

MOST_MAIL = 1000
"""Signs @ of a text that may belong to a linked mail address. For each, the engine copies the rest of the text, and it
calls itself: 30,000 end the process."""
_SINGLE_TILDE = re.compile(r"(?<![~\\])~(?!~)")
_TASK = re.compile(r"(<li>(?:\s*<p>)?)\[([ xX])\] ")
_BETWEEN_TAGS = re.compile(r"(?:\A|>)[^<>]*&quot;[^<]*")


def _options() -> tuple[comrak.ExtensionOptions, comrak.RenderOptions]:
    extensions, rendering = comrak.ExtensionOptions(), comrak.RenderOptions()
    extensions.table = extensions.strikethrough = extensions.autolink = True
    rendering.escape = True
    return extensions, rendering


_EXTENSIONS, _RENDERING = _options()


def html(text: str) -> str:
    """The HTML of a text; ``LESS_THAN`` in it becomes ``&lt;``. Raw HTML is escaped."""
    if "~" in text:  # only two strike out: "2~3 times in 5~7 days" has two ranges
        text = _SINGLE_TILDE.sub(TILDE, text)
    if text.count("@") > MOST_MAIL:
        *linked, rest = text.split("@", MOST_MAIL)
        text = "@".join([*linked, rest.replace("@", AT)])
    shown: str = comrak.render_markdown(text, extension_options=_EXTENSIONS, render_options=_RENDERING)
    shown = shown.replace("<br />", "<br>").replace("<hr />", "<hr>").replace(LESS_THAN, "&lt;")
    if TILDE in text:
        shown = shown.replace(TILDE, "~").replace(quote(TILDE), "~")
    if AT in text:
        shown = shown.replace(AT, "@").replace(quote(AT), "@")
    shown = _TASK.sub(lambda task: task[1] + ("☐ " if task[2] == " " else "☑ "), shown)
    return _BETWEEN_TAGS.sub(lambda words: words[0].replace("&quot;", '"'), shown) if "&quot;" in shown else shown
