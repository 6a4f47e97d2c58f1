"""The search in a real browser: the same results as on the command line, the search box, the results page, failures."""

from __future__ import annotations

import gzip
import json
import random
import re
import shutil
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from generator.catalogue import catalogue
from generator.config.settings import read_settings
from generator.search import decoder, shards, tokens
from generator.search.engine import Engine
from tests.helpers.browser import below, protruding
from tests.helpers.folder import ROOT, SITE_URL

NERNST = "How is the equilibrium potential of an ion calculated with the Nernst equation?"
LIMIT_BYTES = 8_000


@pytest.fixture(scope="module")
def site(own_site: Path) -> Path:
    """The project's own site, built once."""
    return own_site


@pytest.fixture
def broken(site: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may damage."""
    return shutil.copytree(site, tmp_path / "site")


class Reader:
    """A reader at a page; collects the errors of the page."""

    def __init__(self, context: BrowserContext, base: str) -> None:
        self.context, self.base = context, base
        self.page: Page = context.new_page()
        self.page.set_default_timeout(5_000)
        self.problems: list[str] = []
        self.requested: list[str] = []
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("dialog", lambda dialog: self.problems.append(dialog.message))
        context.on("request", lambda request: self.requested.append(request.url))
        self.box: Locator = self.page.locator(".qt-box")
        self.input: Locator = self.page.get_by_role("combobox", name="Search")
        self.options: Locator = self.page.locator(".qt-box [role=option]")
        self.status: Locator = self.box.get_by_role("status")

    def open(self, path: str = "") -> None:
        self.page.goto(self.base + path)
        self.page.keyboard.press("/")
        expect(self.input).to_be_focused()

    def ask(self, query: str) -> None:
        self.input.fill(query)


@pytest.fixture
def reader(browser: Browser, site: Path, serve_folder: Any) -> Iterator[Reader]:
    """A reader of the site below a path; errors and requests to other sites fail the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 844}, reduced_motion="reduce")
    found = Reader(context, serve_folder(site, "/repo/"))
    yield found
    context.close()
    assert found.problems == []
    assert [url for url in found.requested if not url.startswith(found.base)] == []


def core(page: Page, base: str) -> None:
    """The search script, loaded into a page instead of a worker."""
    page.goto(base)
    page.add_script_tag(url=page.locator(".qt-search").get_attribute("data-core"))


def test_both_scripts_are_small() -> None:
    sizes = [
        len(gzip.compress((ROOT / "templates" / "assets" / name).read_bytes(), 9, mtime=0))
        for name in ("search.js", "search-core.js")
    ]
    assert sum(sizes) <= LIMIT_BYTES, sizes


def odd_words() -> list[str]:
    """The words of the content, and stems with every pair of endings that the stemmer knows."""
    found = {word for path in (ROOT / "content").rglob("*.md") for word in tokens.words(path.read_text("utf-8"))}
    beginnings = (
        "neur nerv past inter univers organ emerg later gener commun arsen y sky ly dy add egg hop fill call proc exc succ inn "
        "out even feed psycholog relat digit valenc cardi hepat os syzyg gly play boy oxy"
    ).split()
    endings = (
        "s es ed ing edly ingly eed eedly ied ies ly y e al ally ation ational ator ative ize izer ization fulness fully "
        "ness lessly ous ousli ousness ive iveness ivity ability ably ance ency ently ement ic ical icate icity ist ogist "
        "ology logi ion tion er us ying ll bbing gged"
    ).split()
    found |= {(a + b + c)[:40] for a in beginnings for b in ("", *endings) for c in ("", *endings)}
    return sorted(
        found | {"", "a", "il6", "skis", "skies", "dying", "news", "atlas", "gently", "only", "bias", "cosmos"}
    )


def test_words_are_stemmed_as_in_python(browser: Browser, site: Path, serve_folder: Any) -> None:
    words = odd_words()
    assert len(words) > 20_000
    page = browser.new_page()
    core(page, serve_folder(site))
    stems = json.loads(page.evaluate("words => JSON.stringify(JSON.parse(words).map(stem))", json.dumps(words)))
    page.close()
    assert [(w, mine) for w, mine in zip(words, stems, strict=True) if tokens.stem(w) != mine] == []


TEXTS = [
    "Ca²⁺, H₂O and Na⁺/K⁺-ATPase", "β-Blocker’s α₁ Σίσυφος ΣΑΣ", "naïve Ménière Sjögren", "IL-6 — a–b x−y it's ‘don’t’ e-e-e-",
    "ﬁbre ＦＵＬＬ ½ Å İstanbul ẞ", "a\u034fb a\ufe0fb a\u0345b a\u0334\u0301b a\u20ddb", "x" * 90, "", "μm µm ΩK", "漢字 русский عربي ำ", "🫀heart\U0001d400",
]  # fmt: skip


def test_texts_are_split_into_words_as_in_python(browser: Browser, site: Path, serve_folder: Any) -> None:
    page = browser.new_page()
    core(page, serve_folder(site))
    found = page.evaluate("texts => texts.map(words)", TEXTS)
    marks = [chr(c) for c in range(0x300, 0x3000) if unicodedata.category(chr(c)) != "Cn"]
    folded = page.evaluate("texts => texts.map(fold)", [f"a{mark}b" for mark in marks])
    page.close()
    assert found == [list(tokens.words(text)) for text in TEXTS]
    assert [hex(ord(m)) for m, got in zip(marks, folded, strict=True) if got != tokens.fold(f"a{m}b")] == []


def misspelt(word: str, seed: random.Random) -> str:
    at = seed.randrange(2, len(word))
    letter = seed.choice("aeiorstln")
    return seed.choice(
        [word[:at] + word[at + 1 :], word[:at] + letter + word[at:], word[:at] + letter + word[at + 1 :],
         word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]]
    )  # fmt: skip


def queries() -> list[tuple[str, str, bool]]:
    """Query, subject and whether it is being typed: questions, keywords, single words, misspelled words, prefixes."""
    seed = random.Random(7)
    settings = read_settings(ROOT / "mkdocs.yml", content=ROOT / "content", site_url=SITE_URL)
    loaded = catalogue.load(settings)
    records = sorted(loaded.library.listed, key=lambda record: record.id)
    questions = [record.question for record in records]
    keywords = sorted({keyword for record in records for keyword in record.seo.keywords})
    long = sorted({word for question in questions for word in tokens.words(question) if len(word) > 3})
    made = seed.sample(questions, 120) + seed.sample(keywords, 100) + seed.sample(long, 60)
    made += [misspelt(word, seed) for word in seed.choices(long, k=100)]
    made += [f"{misspelt(word, seed)} {seed.choice(keywords)}" for word in seed.choices(long, k=30)]
    made += [question[: seed.randrange(3, 40)] for question in seed.choices(questions, k=80)]
    made += [
        "",
        "the",
        "?!",
        "nerve nerve nerve muscle",
        "zzzz qqqq",
        "x" * 3000,
        " ".join(keywords),
        "Ca²⁺",
        "il-6",
        "a b c d",
        "constructor prototype",
    ]
    return [
        (query, seed.choice(["", "", "medicine", "health-studies"]), 380 <= at < 490 or seed.random() < 0.2)
        for at, query in enumerate(made)
    ]


def test_browser_finds_the_same_as_python(browser: Browser, site: Path, serve_folder: Any) -> None:
    asked = queries()
    assert len(asked) >= 500
    read = cache(lambda path: (site / path).read_bytes())
    expected = []
    for query, subject, typing in asked:
        results = Engine(read).search(query, 20, subject, typing)
        hits = [[hit.id, hit.title, hit.subject, hit.excerpt, hit.url] for hit in results.hits]
        expected.append([hits, results.total, dict(results.corrected)])
    page = browser.new_page()
    base = serve_folder(site)
    core(page, base)
    found = page.evaluate(
        """async ([base, asked]) => {
          const found = [];
          for (const [query, subject, typing] of asked) {
            const reply = await answer({ id: 1, base, query, subject, typing, limit: 20, offset: 0 });
            found.push([reply.hits.map((h) => [h.id, h.title, h.subject, h.excerpt, h.url]), reply.total, reply.corrected]);
          }
          return found;
        }""",
        [base, asked],
    )
    page.close()
    assert [a for a, e, f in zip(asked, expected, found, strict=True) if e != f] == []
    assert sum(bool(corrected) for _, _, corrected in expected) > 50
    assert sum(not hits for hits, _, _ in expected) < 100


def test_search_files_load_on_demand(reader: Reader) -> None:
    reader.page.goto(reader.base)
    reader.page.wait_for_load_state("networkidle")
    assert not any("search" in url for url in reader.requested)
    reader.page.keyboard.press("s")
    expect(reader.input).to_be_focused()
    assert sum("search-core" in url for url in reader.requested) == 1


def test_typing_arrows_and_enter_lead_to_a_record(reader: Reader) -> None:
    reader.open("about/")
    reader.input.press_sequentially("nernst equat", delay=20)
    expect(reader.options.first).to_contain_text("Nernst")
    expect(reader.options.first.locator("mark").first).to_be_visible()
    assert {mark.casefold() for mark in reader.options.first.locator("b mark").all_text_contents()} >= {
        "nernst",
        "equation",
    }
    expect(reader.status).to_contain_text("result")
    expect(reader.input).to_have_attribute("aria-expanded", "true")
    reader.input.press("Home")
    assert reader.input.evaluate("e => e.selectionStart") == 0
    reader.input.dispatch_event("keydown", {"key": "ArrowDown", "isComposing": True})  # chooses a character instead
    expect(reader.box.locator("[aria-selected=true]")).to_have_count(0)
    reader.input.press("ArrowUp")
    expect(reader.options.last).to_have_attribute("aria-selected", "true")
    reader.input.press("ArrowDown")
    expect(reader.box.locator("[aria-selected=true]")).to_have_count(0)
    reader.input.press("ArrowDown")
    reader.input.press("ArrowDown")
    expect(reader.options.nth(1)).to_have_attribute("aria-selected", "true")
    reader.input.press("ArrowUp")
    expect(reader.options.first).to_have_attribute("aria-selected", "true")
    named = reader.input.get_attribute("aria-activedescendant")
    assert named == reader.options.first.get_attribute("id")
    title = reader.options.first.locator("b").text_content()
    reader.input.press("Enter")
    reader.page.wait_for_url("**/learn/**")
    expect(reader.page.get_by_role("heading", level=1)).to_have_text(title or "")


def test_search_box_has_roles_and_names(reader: Reader) -> None:
    reader.open()
    reader.ask("nerve")
    expect(reader.options.first).to_be_visible()
    expect(reader.page.get_by_role("dialog", name="Search")).to_be_visible()
    expect(reader.page.get_by_role("listbox", name="Results")).to_be_visible()
    expect(reader.page.get_by_role("button", name="Close")).to_be_visible()
    expect(reader.page.get_by_role("combobox", name="Subject")).to_be_visible()
    assert reader.input.get_attribute("aria-controls") == reader.page.get_by_role(
        "listbox", name="Results"
    ).get_attribute("id")
    assert reader.status.get_attribute("aria-live") == "polite"
    assert reader.options.evaluate_all("list => list.every(e => e.getAttribute('aria-selected') === 'false')")
    ids = reader.page.locator("[id]").evaluate_all("list => list.map(e => e.id)")
    assert len(ids) == len(set(ids))
    assert reader.page.locator(".qt-box [style], .qt-box [onclick]").count() == 0


def test_escape_closes_and_focus_returns(reader: Reader) -> None:
    reader.page.goto(reader.base + "a-z/")
    reader.page.evaluate("scrollTo(0, 300)")
    link = reader.page.locator("main a").nth(5)
    link.focus()
    scrolled = reader.page.evaluate("scrollY")
    reader.page.keyboard.press("/")
    expect(reader.input).to_be_focused()
    reader.ask("nerve")
    reader.page.keyboard.press("Escape")
    expect(reader.box).not_to_be_visible()
    expect(link).to_be_focused()
    assert reader.page.evaluate("scrollY") == scrolled
    opener = reader.page.get_by_role("link", name="Search")
    opener.click()
    expect(reader.input).to_have_value("nerve")
    reader.page.get_by_role("button", name="Close").click()
    expect(opener).to_be_focused()


def test_keys_in_fields_and_with_modifiers_open_nothing(reader: Reader) -> None:
    reader.page.goto(reader.base + "search/?q=nerve")
    expect(reader.page.locator(".qt-entries li").first).to_be_visible()
    field = reader.page.get_by_role("searchbox")
    field.focus()
    field.press("s")
    field.press("/")
    field.evaluate("e => e.blur()")
    reader.page.keyboard.press("Control+s")
    reader.page.keyboard.press("Alt+s")
    expect(field).to_have_value(re.compile("s/"))
    with reader.context.expect_page() as tab:  # opens the link in a new tab, as on any link
        reader.page.get_by_role("link", name="Search", exact=True).click(modifiers=["Control"])
    expect(tab.value).to_have_url(f"{reader.base}a-z/")
    expect(reader.box).to_have_count(0)


def test_corrected_spelling_is_shown(reader: Reader) -> None:
    reader.open()
    reader.ask("equilibrum potential")
    expect(reader.status).to_contain_text("Showing results for equilibrium instead of equilibrum")
    expect(reader.options.first).to_contain_text("equilibrium")


def test_results_can_be_limited_to_one_subject(reader: Reader) -> None:
    reader.open()
    reader.ask("health")
    expect(reader.options.first).to_be_visible()
    reader.page.get_by_role("combobox", name="Subject").select_option("Medicine")
    expect(reader.options.filter(has_text="Health Studies").locator("small", has_text="Health Studies")).to_have_count(
        0
    )
    reader.input.press("Enter")
    reader.page.wait_for_url("**/search/?q=health&subject=medicine")
    expect(reader.page.locator("form select").first).to_have_value("medicine")
    assert set(reader.page.locator(".qt-entries small").all_text_contents()) == {"Medicine"}


def test_query_without_content_words_asks_for_more(reader: Reader) -> None:
    reader.open()
    for query in ("what is the", "?!… — ()", "     \t"):
        reader.ask(query)
        if query.strip():
            expect(reader.status).to_have_text("Try more specific words.")
        expect(reader.options).to_have_count(0)
        reader.ask("nerve")
        expect(reader.options.first).to_be_visible()


def test_no_results_page_offers_other_links(reader: Reader) -> None:
    reader.open()
    reader.ask("zzzqqqxxy")
    expect(reader.status).to_contain_text("No results for “zzzqqqxxy”")
    expect(reader.input).to_have_attribute("aria-expanded", "false")
    reader.status.get_by_role("link", name="Medicine").click()
    expect(reader.page.get_by_role("heading", level=1)).to_have_text("Medicine")


HOSTILE = [
    "nerve " * 1700, "<img src=x onerror=alert(1)>", '"><script>alert(1)</script>', "javascript:alert(1)", "../../etc",
    "\U0001fac0" * 3000, "%", "__proto__ constructor toString",
]  # fmt: skip


def test_hostile_queries_are_shown_as_text(reader: Reader) -> None:
    for query in HOSTILE:
        reader.open()
        reader.ask(query)
        expect(reader.status).to_have_text(re.compile(r"result|Try more specific words"))
        assert reader.box.locator("img, script").count() == 0, query
        reader.page.goto(f"{reader.base}search/")
        reader.page.get_by_role("searchbox").fill(query[:2000])
        reader.page.get_by_role("button", name="Search").click()
        expect(reader.page.locator("main [role=status]")).to_have_text(re.compile(r"result|Try more specific words"))
        assert reader.page.locator("main img, main script").count() == 0, query


def test_all_results_load_twenty_at_a_time(reader: Reader) -> None:
    reader.open()
    reader.ask("how nerve")
    expect(reader.box.get_by_role("link", name="All results")).to_be_visible()
    reader.input.press("Enter")
    reader.page.wait_for_url("**/search/?q=how+nerve")
    items = reader.page.locator(".qt-entries > li")
    expect(items).to_have_count(20)
    more = reader.page.get_by_role("button", name="More results")
    more.click()
    expect(items.nth(20).locator("a")).to_be_focused()
    links = items.locator("a").evaluate_all("list => list.map(e => e.href)")
    assert len(links) == len(set(links))
    expect(reader.page.get_by_text("Browse instead")).not_to_be_visible()
    assert protruding(reader.page) == []


def test_results_page_without_a_query(reader: Reader) -> None:
    reader.page.goto(f"{reader.base}search/?subject=nonsense")
    expect(reader.page.locator("form option")).to_have_count(3)
    expect(reader.page.get_by_text("Browse instead")).to_be_visible()
    expect(reader.page.locator(".qt-entries > li")).to_have_count(0)
    reader.page.locator("main").get_by_role("link", name="All questions from A to Z").click()
    reader.page.wait_for_url("**/a-z/")


def test_recent_searches_are_stored_and_cleared(reader: Reader) -> None:
    reader.page.goto(reader.base)
    reader.page.evaluate("""localStorage.setItem("quicktakes.searches", '["bone", "heart", "muscle", "nerve"]')""")
    for query in ("blood", "muscle", "kidney"):
        reader.open()
        reader.ask(query)
        expect(reader.options.first).to_be_visible()
        reader.input.press("Enter")
        reader.page.wait_for_url(f"**/search/?q={query}")
        expect(reader.page.locator(".qt-entries > li").first).to_be_visible()
    reader.open()
    expect(reader.options).to_have_text(["kidney", "muscle", "blood", "bone", "heart"], use_inner_text=True)
    reader.input.press("ArrowDown")
    reader.input.press("ArrowDown")
    reader.input.press("Enter")
    reader.page.wait_for_url("**/search/?q=muscle")
    reader.open()
    reader.page.get_by_role("button", name="Clear recent searches").click()
    expect(reader.options).to_have_count(0)
    reader.open()
    expect(reader.options).to_have_count(0)


def test_blocked_storage_is_no_error(reader: Reader) -> None:
    refuse = "for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, { get() { throw new DOMException('no', 'SecurityError'); } });"
    reader.context.add_init_script(refuse)
    reader.open()
    reader.ask("nerve")
    reader.options.first.click()
    reader.page.wait_for_url("**/learn/**")


@pytest.mark.parametrize(
    ("bad", "line"),
    [("gone", "could not be loaded"), ("torn", "could not be loaded"), ("other", "was updated"), ("page", "could not be loaded"),
     ("version", "was updated"), ("record", "was updated"), ("core", "could not be loaded")],
)  # fmt: skip
def test_damaged_data_is_reported(browser: Browser, broken: Path, serve_folder: Any, bad: str, line: str) -> None:
    shard = next(path for path in (broken / "search" / "t").iterdir() if path.name.startswith("ne-"))
    if bad == "gone":
        shard.unlink()
    elif bad == "torn":
        shard.write_bytes(shard.read_bytes()[:-40])
    elif bad == "other":
        shutil.copy(next(path for path in shard.parent.iterdir() if path.name.startswith("mu-")), shard)
    elif bad == "page":
        shard.write_text("<!doctype html><title>Not found</title>")
    elif bad == "version":
        manifest = broken / "search" / "manifest.bin"
        found = json.loads(decoder.unpacked(manifest.read_bytes()))
        manifest.write_bytes(shards.packed(shards.encode_json({**found, "version": 2})))
    elif bad == "record":
        for path in (broken / "search" / "d").iterdir():
            path.write_bytes(shards.packed(b"{}"))
    else:
        next((broken / "assets").glob("search-core.*")).unlink()
    context = browser.new_context()
    reader = Reader(context, serve_folder(broken, "/repo/"))
    reader.page.goto(reader.base)
    reader.page.evaluate("document.documentElement.dataset.before = 1")
    reader.page.keyboard.press("/")
    expect(reader.input).to_be_focused()
    if bad != "version":
        reader.ask("nerve")
    if line == "another version":
        expect(reader.page.locator("html[data-before]")).to_have_count(0)
        expect(reader.input).to_be_focused()
        expect(reader.input).to_have_value("" if bad == "version" else "nerve")
    expect(reader.status).to_contain_text(line)
    expect(reader.status.get_by_role("link", name="All questions from A to Z")).to_be_visible()
    if bad in ("gone", "torn", "other", "page"):
        reader.ask("muscle")
        expect(reader.options.first).to_be_visible()
    reader.page.goto(reader.base + "search/?q=nerve")
    expect(reader.page.locator("main [role=status]")).to_contain_text(line)
    assert reader.problems == []
    context.close()


def test_torn_files_give_a_reply(browser: Browser, site: Path, serve_folder: Any) -> None:
    """Each file of a search, cut or changed anywhere, compressed again or not: the worker always replies."""
    chosen = random.Random(3)
    files = {
        f"search/{path.relative_to(site / 'search')}": path.read_bytes() for path in (site / "search").rglob("*.bin")
    }
    wanted = [path for path in files if re.search(r"manifest|/ne-|/s/medicine|/d/", path)]
    torn = []
    for number in range(400):
        path = wanted[number % len(wanted)] if number % 2 else "search/manifest.bin"
        data = bytearray(files[path] if number % 3 else gzip.decompress(files[path]))
        for _ in range(chosen.randint(1, 3)):
            data[chosen.randrange(len(data))] = chosen.randrange(256)
        del data[chosen.randrange(1, 2 * len(data)) :]
        torn.append((path, (bytes(data) if number % 3 else gzip.compress(data)).hex()))
    page = browser.new_page()
    core(page, serve_folder(site))
    replies = page.evaluate(
        """async ({ files, torn }) => {
          const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (two) => parseInt(two, 16));
          const replies = [];
          for (const [path, data] of torn) {
            stored = new Map();
            fetch = async (url) => new Response(bytes(url === path ? data : files[url]));
            const reply = await answer({ id: 1, base: "", query: "nerve", subject: "medicine", limit: 5, offset: 0 });
            replies.push(reply.error ?? (reply.hits.every(({ url }) => typeof url === "string") ? "hits" : "bad"));
          }
          return replies;
        }""",
        {"files": {path: data.hex() for path, data in files.items()}, "torn": torn},
    )
    page.close()
    assert len(replies) == len(torn)
    assert "bad" not in replies
    assert {"hits", "missing", "old"} <= set(replies)


def test_new_index_replaces_a_cached_one(browser: Browser, broken: Path, serve_folder: Any) -> None:
    """Cached files of the last build are requested again when they do not match."""
    shard = next(path for path in (broken / "search" / "t").iterdir() if path.name.startswith("ne-"))
    old = next(path for path in shard.parent.iterdir() if path.name.startswith("mu-")).read_bytes()
    context = browser.new_context()
    reader = Reader(context, serve_folder(broken))
    core(reader.page, reader.base)
    found = reader.page.evaluate(
        """async ([base, old]) => {
          const modes = [];
          const real = fetch;
          window.fetch = (url, options) => {
            modes.push(options.cache);
            return options.cache === "default" && url.includes("/t/ne-") ? Promise.resolve(new Response(new Uint8Array(old))) : real(url, options);
          };
          const reply = await answer({ id: 1, base, query: "nerve", subject: "", typing: false, limit: 5, offset: 0 });
          return [reply.hits.length, reply.error ?? null, new Set(modes).has("reload")];
        }""",
        [reader.base, list(old)],
    )
    context.close()
    assert found == [5, None, True]


def test_offline_is_reported_and_search_resumes(reader: Reader) -> None:
    reader.open()
    reader.ask("nerve")
    expect(reader.options.first).to_be_visible()
    reader.context.set_offline(True)
    reader.ask("kidney")
    expect(reader.status).to_contain_text("offline")
    reader.context.set_offline(False)
    reader.ask("kidneys")
    expect(reader.options.first).to_be_visible()


def test_browser_without_decompression_is_told_so(browser: Browser, site: Path, serve_folder: Any) -> None:
    context = browser.new_context()
    path = next((site / "assets").glob("search-core.*"))
    context.route(
        f"**/{path.name}", lambda route: route.fulfill(body="delete self.DecompressionStream;" + path.read_text("utf-8"), content_type="text/javascript")
    )  # fmt: skip
    reader = Reader(context, serve_folder(site))
    reader.open()
    reader.ask("nerve")
    expect(reader.status).to_contain_text("too old to search")
    reader.status.get_by_role("link", name="All questions from A to Z").click()
    reader.page.wait_for_url("**/a-z/")
    context.close()


def test_search_link_leads_to_the_index_without_javascript(browser: Browser, site: Path, serve_folder: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    base = serve_folder(site, "/repo/")
    page.goto(base + "about/")
    page.get_by_role("link", name="Search", exact=True).click()
    page.wait_for_url("**/repo/a-z/")
    page.goto(base + "search/")
    expect(page.locator("noscript a")).to_be_visible()
    expect(page.locator("main form")).not_to_be_visible()
    context.close()


def test_search_link_leads_to_the_index_when_the_script_fails(
    browser: Browser, broken: Path, serve_folder: Any
) -> None:
    next(path for path in (broken / "assets").glob("search.*.js")).unlink()
    page = browser.new_page()
    page.goto(serve_folder(broken))
    page.get_by_role("link", name="Search", exact=True).click()
    page.wait_for_url("**/a-z/")
    page.close()


def test_search_box_and_results_fit_every_width(reader: Reader) -> None:
    right, bottom = "one.getBoundingClientRect().right", "box.getBoundingClientRect().bottom"
    beyond = f"[...box.querySelectorAll('*')].filter(one => {right} >= {right.replace('one', 'box')} + 1)"
    reader.open("learn/medicine/")
    reader.ask("equilibrum potentials of nerve")
    expect(reader.options.first).to_be_visible()
    reader.input.press("ArrowDown")
    for width in (1280, 390, 320):
        reader.page.set_viewport_size({"width": width, "height": 844})
        below(reader.input, reader.status, reader.options.first)
        assert protruding(reader.page) == []
        assert reader.box.evaluate(f"box => {beyond}.map(one => one.outerHTML)") == []
        assert reader.box.evaluate(f"box => {bottom} < innerHeight + 1")
    reader.input.press("Escape")
    reader.page.goto(reader.base + "search/?q=equilibrum+potentials+of+nerve")
    results = reader.page.locator(".qt-entries > li")
    expect(results.first).to_be_visible()
    for width in (1280, 390, 320):
        reader.page.set_viewport_size({"width": width, "height": 844})
        below(
            reader.page.get_by_role("heading", level=1), reader.page.locator("main form"), results.first, results.last
        )
        assert protruding(reader.page) == []
