"""The Content-Security-Policy of every page: its text, that browsers enforce it, and that pages work under it.

Every browser test fails on a violation and on a request to another site (see ``trespasses``); here every kind of page is
visited.
"""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from math_core import LatexToMathML
from playwright.sync_api import Browser, expect

from generator.content.answers.math import formulas, styles
from generator.content.answers.math.tex import FormulaError
from tests.helpers.browser import open_page
from tests.helpers.every_kind import one_of_each
from tests.helpers.folder import ROOT, Folder
from tests.helpers.sites import Kinds

POLICY = {
    "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self' data:", "font-src": "'self'",
    "media-src": "'self'", "connect-src": "'self'", "base-uri": "'none'", "form-action": "'self'",
}  # fmt: skip
ON_REDIRECTS = {"default-src": "'none'", "img-src": "'self'"}
TABLES = [
    r"\begin{aligned}a &= bbb\\ cc &= d\end{aligned}", r"\begin{cases}x & y\\ zz & w\end{cases}",
    r"\begin{array}{|l:c|r|}\hline a & bb & c\\ \hdashline aaa & b & ccc\end{array}", r"\begin{pmatrix}1 & 2\\ 3 & 4\end{pmatrix}",
    r"\begin{multline*}a + b\\ c + d\\ e + f\end{multline*}", r"\begin{align*}a &= b & c &= d\end{align*}",
    r"\begin{subarray}{l}a\\ b\end{subarray}", r"\cfrac{1}{1 + \cfrac{1}{x}}", r"a\mathrel{R}b\mathpunct{x}", r"a\!\!b\negthickspace c\negmedspace d",
    r"a\hspace{-0.5em}b\mkern-9mu c", r"\text{\tiny a\scriptsize b\footnotesize c\small d\large e\Large f\LARGE g\huge h\Huge i}",
]  # fmt: skip
"""Formulas for which the converter uses inline styles."""


class Seen(HTMLParser):
    """The parts of a page that a policy restricts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.policy = ""
        self.in_head: list[str] = []
        self.inline: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag not in ("html", "head"):
            self.in_head.append(tag)
        if (values.get("http-equiv") or "").lower() == "content-security-policy":
            assert len(self.in_head) == 1, "the policy comes first in the head"
            self.policy = str(values["content"])
        if tag == "style" or (tag == "script" and "src" not in values and values.get("type") != "application/ld+json"):
            self.inline.append(tag)
        self.inline += [f"{tag} {name}" for name in values if name == "style" or name.startswith("on")]


def directives(policy: str) -> dict[str, str]:
    return {name: values for part in policy.split(";") for name, _, values in [part.strip().partition(" ")]}


@pytest.mark.parametrize("directory_urls", [True, False])
def test_every_page_starts_with_the_policy_and_follows_it(kinds: Kinds, own_site: Path, directory_urls: bool) -> None:
    pages = [*kinds(directory_urls).site.rglob("*.html"), *own_site.rglob("*.html")]
    assert len(pages) > 400
    for path in pages:
        text = path.read_text("utf-8")
        page = Seen(text)
        assert directives(page.policy) == (ON_REDIRECTS if 'http-equiv="refresh"' in text else POLICY), path
        assert page.inline == [], path
        assert not re.search(r"(?:src|srcset)=[\"'](?:https?:)?//", text), path


def test_every_kind_of_page_follows_the_policy_in_a_browser(
    browser: Browser, kinds: Kinds, own_site: Path, serve_folder: Any
) -> None:
    """Home, subject, A–Z, topic, record (with math, a table, code, an image), search, 404, redirect, authored."""
    for site in (kinds(True).site, own_site):
        base = serve_folder(site, "/repo/")
        page = open_page(browser, 1280)
        files = one_of_each(site)
        records = (path for path in site.rglob("questions/*/index.html") if "<mtable" in path.read_text("utf-8"))
        tables = {f"table {at}": str(path.relative_to(site)) for at, path in enumerate(sorted(records)[:3])}
        assert len(files) > 15
        for kind, file in (files | tables).items():
            page.goto(base + file)
            if "redirect" in kind:
                page.wait_for_url(re.compile(f"^(?!.*{re.escape(file)}$)"))
        page.context.close()


def test_pages_work_under_the_policy(browser: Browser, folder: Folder, serve_folder: Any) -> None:
    """Styles and scripts load, JSON-LD stays data, redirects work, the search works, images show."""
    pixel = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\6\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\0\5\0\1\xff\x89\x99=\x1d\0\0\0\0IEND\xaeB`\x82"
    folder.add(
        "1.md",
        id=1,
        aliases=["/old/one"],
        answer="![one](dot.png)\\n\\n| a | b |\\n|--|--:|\\n| 1 | 2 |\\n\\n```\\ncode\\n```",
    )
    folder.add("dot.png", pixel)
    folder.add("index.md", "# Home\n\n| left | right | middle |\n|:--|--:|:-:|\n| 1 | 2 | 3 |\n")
    folder.build()
    base = serve_folder(folder.site, "/repo/")
    page = open_page(browser, 1280)
    page.goto(base + "old/one/")
    page.wait_for_url("**/repo/learn/medicine/questions/what-is-question-1/")
    assert page.evaluate("getComputedStyle(document.querySelector('.qt-record .qt-head')).borderTopWidth") == "4px"
    expect(page.locator(".qt-theme")).to_be_visible()
    data = page.evaluate("JSON.parse(document.querySelector('script[type=\"application/ld+json\"]').text)")
    assert "https://schema.org" in str(data)
    assert page.evaluate("document.querySelector('.qt-answer img').naturalWidth") == 1
    page.keyboard.press("/")
    page.get_by_role("combobox", name="Search").fill("question")
    expect(page.locator(".qt-box [role=option]").first).to_contain_text("What is question 1?")
    page.goto(base + "search/?q=question")
    expect(page.locator(".qt-entries > li").first).to_be_visible()
    page.locator("main form input").fill("answer")
    page.locator("main form input").press("Enter")
    page.wait_for_url("**/search/?q=answer*")
    page.goto(base)
    aligned = "[...document.querySelectorAll('tbody td')].map(cell => getComputedStyle(cell).textAlign)"
    assert [word.replace("start", "left") for word in page.evaluate(aligned)] == ["left", "right", "center"]
    page.context.close()


def test_policy_blocks_foreign_and_inline_content(
    browser: Browser, folder: Folder, serve_folder: Any, trespasses: list[str]
) -> None:
    """An attack that no answer could cause is written into a built page; the browser blocks and reports all of it."""
    folder.add("1.md", id=1)
    folder.build()
    path = folder.site / "learn/medicine/questions/what-is-question-1/index.html"
    attack = (
        "<script>window.pwned=1</script><img src=x onerror='window.pwned=2'><p id=p style='color:red'>p</p>"
        "<iframe srcdoc='<script>top.pwned=3</script>'></iframe><script src='https://example.org/x.js'></script>"
        "<object data='/repo/assets/icon.svg'></object><base href='https://example.org/'>"
    )
    path.write_text(path.read_text("utf-8").replace("</article>", f"{attack}</article>"))
    page = open_page(browser, 1280)
    page.goto(serve_folder(folder.site, "/repo/") + "learn/medicine/questions/what-is-question-1/")
    assert page.evaluate("window.pwned ?? null") is None
    assert page.evaluate("getComputedStyle(p).color") != "rgb(255, 0, 0)"
    page.context.close()
    told = "\n".join(trespasses)
    trespasses.clear()
    for directive in ("script-src-elem", "script-src-attr", "style-src-attr", "object-src", "base-uri"):
        assert directive in told
    assert "example.org/x.js" in told


def test_site_opens_without_a_server(browser: Browser, own_site: Path) -> None:
    page = open_page(browser, 1280)
    page.goto((own_site / "about" / "index.html").as_uri())
    assert page.evaluate("getComputedStyle(document.querySelector('.qt-nav')).display") == "flex"
    expect(page.locator(".qt-theme")).to_be_visible()
    page.context.close()


def sizes(browser: Browser, head: str, maths: list[str], base: str) -> list[list[float]]:
    """Return width and height of every cell and space of the formulas on a page."""
    page = browser.new_page()
    page.goto(base)
    page.evaluate(
        "html => { document.documentElement.innerHTML = html }", f"<head>{head}</head><body>{''.join(maths)}</body>"
    )
    boxes = "[...document.querySelectorAll('math, mtd, mspace, mpadded, mtext, mfrac')].map(e => e.getBoundingClientRect()).map(b => [b.x, b.width, b.height])"
    found: list[list[float]] = page.evaluate(boxes)
    page.context.close()
    return found


def test_formulas_look_the_same_as_with_inline_styles(browser: Browser, tmp_path: Path, serve_folder: Any) -> None:
    (tmp_path / "index.html").write_text("<!doctype html><title>Empty</title>")
    base = serve_folder(tmp_path)
    converter = LatexToMathML(fancy_error=False, annotation=False)
    inline = [f"<p>{converter.convert_with_local_state(tex, displaystyle=True)}</p>" for tex in TABLES]
    ours = [f"<p>{formulas.convert(tex, True)[0]}</p>" for tex in TABLES]
    assert sum(text.count(' style="') for text in inline) > 40
    assert not any(' style="' in text for text in ours)
    wanted = sizes(browser, "", inline, base)
    found = sizes(browser, f"<style>{styles.stylesheet()}</style>", ours, base)
    plain = sizes(browser, "", [re.sub(r' style="[^"]*"', "", text) for text in inline], base)
    assert len(found) > 60
    assert differences(found, wanted) == []
    assert len(differences(plain, wanted)) > 20


def test_the_line_below_a_table_is_as_wide_as_the_table() -> None:
    html = formulas.convert(r"\begin{array}{|c|c|} a & b \\ \hline\hline c & d \\ \hline\end{array}", True)[0]
    assert '<mtable class="qm-ls qm-bs"' in html
    assert html.count("<mtr>") == 2
    assert ".qm-bs{border-bottom:.05em solid currentcolor}" in styles.stylesheet()


def differences(some: list[list[float]], others: list[list[float]]) -> list[tuple[list[float], list[float]]]:
    """Return the boxes that differ by a pixel."""
    return [(a, b) for a, b in zip(some, others, strict=True) if any(abs(x - y) > 1 for x, y in zip(a, b, strict=True))]


def test_negative_spaces_are_combined() -> None:
    html = formulas.convert(r"x^{\mkern-7mu}", False)[0]
    assert (
        '<msup><mi>x</mi><mrow><mspace class="qm-b5"/><mspace class="qm-b1"/><mspace class="qm-b1"/></mrow></msup>'
        in html
    )


@pytest.mark.parametrize("tex", [r"\hspace{-100cm}", r"x^{\hspace{-50em}}"])
def test_style_without_a_class_is_refused(tex: str) -> None:
    with pytest.raises(FormulaError, match="unsupported style"):
        formulas.convert(tex, True)
    with pytest.raises(styles.UnknownStyle, match="position:fixed"):
        styles.unstyled('<math><mi style="position:fixed">x</mi></math>')


def test_project_can_override_the_policy(folder: Folder) -> None:
    """The project has a template of its own; redirects stay as strict as before."""
    (folder.path.parent / "own").mkdir()
    (folder.path.parent / "own/policy.html").write_text(
        """<meta http-equiv="Content-Security-Policy" content="default-src 'self';frame-src https://example.org">\n"""
    )
    (folder.path.parent / "mkdocs.yml").write_text(
        "site_name: S\ndocs_dir: records\ntheme: {name: material, custom_dir: own}\nplugins: [quicktakes]\n"
    )
    folder.add("1.md", id=1)
    folder.build()
    assert directives(Seen(folder.read("learn/medicine/questions/what-is-question-1/index.html")).policy) == {
        "default-src": "'self'", "frame-src": "https://example.org",
    }  # fmt: skip
    assert directives(Seen(folder.read("q/1/index.html")).policy) == ON_REDIRECTS


def test_text_that_looks_like_a_style_is_kept() -> None:
    text = r'\text{<b style="color:red">}'
    assert "style" in formulas.convert(text, False)[0]
    assert "<b" not in formulas.convert(text, False)[0]


def test_mkdocs_serve_reloads_under_the_policy(browser: Browser, folder: Folder) -> None:
    """MkDocs puts a script into each page, which the policy allows only there."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"127.0.0.1:{free.getsockname()[1]}"
    (folder.path.parent / "mkdocs.yml").write_text(
        "site_name: S\ndocs_dir: records\ntheme: {name: material}\nplugins: [quicktakes]\n"
    )
    folder.add("1.md", id=1)
    command = [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", address]
    with subprocess.Popen(command, cwd=folder.path.parent, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            assert any("Serving on" in line for line in process.stderr)  # reads until the server listens
            page = open_page(browser, 1280)
            page.goto(f"http://{address}/learn/medicine/questions/what-is-question-1/")
            assert page.evaluate("typeof livereload") == "function"
            page.context.close()
        finally:
            process.terminate()


def test_the_documented_headers_say_the_same() -> None:
    """For hosts that send headers: the same policy, and what a meta element cannot say."""
    page = (ROOT / "docs" / "publishing.md").read_text("utf-8")
    given = re.findall(r"Content-Security-Policy:? \"?([^\n\"]+)", page)
    assert len(given) == 2
    for policy in given:
        assert directives(policy) == {**POLICY, "frame-ancestors": "'none'"}
