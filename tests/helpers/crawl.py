"""A crawler over a served site that requests every internal link, image, stylesheet and anchor."""

from __future__ import annotations

import urllib.error
import urllib.request
from html.parser import HTMLParser
from urllib.parse import unquote, urldefrag, urljoin


class _Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if values.get("id"):
            self.ids.add(str(values["id"]))
        if tag == "meta" and (values.get("http-equiv") or "").lower() == "refresh":
            self.links.append(str(values["content"]).split("url=", 1)[1])
        if tag == "link" and values.get("rel") == "canonical":
            return
        for name in ("href", "src"):
            if values.get(name) is not None:
                self.links.append(str(values[name]))


def fetch(url: str) -> tuple[int, str, bytes]:
    """Return status, media type and body of a URL."""
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status, answer.headers.get_content_type(), answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, "", b""


def crawl(base: str, start: str = "") -> tuple[list[str], list[str]]:
    """Follow every link of the site at ``base`` from its page ``start``; return the pages and the broken links, as ``page -> link`` lines."""
    waiting, pages, dead = [base + start], {}, []
    statuses: dict[str, int] = {}
    wanted: list[tuple[str, str, str]] = []
    while waiting:
        url = waiting.pop()
        if url in statuses:
            continue
        statuses[url], kind, body = fetch(url)
        if kind != "text/html":
            continue
        page = pages[url] = _Page(body.decode("utf-8"))
        for link in page.links:
            target, fragment = urldefrag(urljoin(url, link))
            if target.startswith(base):
                wanted.append((url, target, unquote(fragment)))
                waiting.append(target)
            elif target.startswith("http://127.0.0.1"):
                dead.append(f"{url} -> {link} leaves the site")
    for source, target, fragment in wanted:
        if statuses[target] != 200:
            dead.append(f"{source} -> {target}: {statuses[target]}")
        elif fragment and "=" not in fragment and fragment not in pages[target].ids:  # with "=" it is data for a script
            dead.append(f"{source} -> {target}#{fragment}: no such anchor")
    return list(pages), dead
