"""Studying in a real browser: cards, grades, days, stored progress, and failures."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Locator, Page, expect

from generator.search import shards
from tests.helpers.browser import SCHEMES, WIDTHS, below, is_of_the_page, protruding, violations
from tests.helpers.folder import Folder
from tests.helpers.records import related_entry, topic_text
from tests.helpers.sites import once

LIMIT_BYTES = 6_000
MORNING = datetime(2026, 11, 23, 9, 0)
NERNST = "learn/medicine/questions/how-is-the-equilibrium-potential-of-an-ion-calculated-with-the-nernst-equation/"
KEY = "quicktakes.study /repo/"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'"
)
"""The strictest policy that pages of this site can be served with."""


class Student:
    """A student at the study page; collects the errors of the page."""

    def __init__(self, context: BrowserContext, base: str, page: Page | None = None) -> None:
        self.context, self.base = context, base
        self.page: Page = page or context.new_page()
        self.page.set_default_timeout(5_000)
        self.problems: list[str] = []
        self.requested: list[str] = []
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("console", lambda line: self.problems.append(line.text) if is_of_the_page(line) else None)
        self.page.on("request", lambda request: self.requested.append(request.url))
        self.card: Locator = self.page.locator(".qt-card")
        self.question: Locator = self.page.locator(".qt-question")
        self.answer: Locator = self.page.locator(".qt-shown")
        self.status: Locator = self.page.locator(".qt-status")
        self.notice: Locator = self.page.get_by_role("alert")
        self.meta: Locator = self.page.locator(".qt-study .qt-meta")
        self.show: Locator = self.page.get_by_role("button", name="Show answer")

    def open(self, name: str = "") -> None:
        self.page.goto(f"{self.base}study/index.html{f'#deck={name}' if name else ''}")

    def grade(self, word: str) -> None:
        """Show the answer, grade it, and wait for the next card."""
        before = self.question.inner_text(), self.answered()
        self.show.click()
        self.page.get_by_role("button", name=word).click()
        self.page.wait_for_function("before => Object.values(JSON.parse(localStorage.getItem(before[0]) ?? '{\"cards\":{}}').cards).reduce((sum, card) => sum + card.log.length, 0) !== before[1]"
                                    " || document.querySelector('.qt-notice:not([hidden])')", arg=[KEY, before[1]])  # fmt: skip
        expect(
            self.show.or_(self.status.filter(has_text=re.compile("now|skipped|not be loaded|Loading")))
        ).to_be_visible()

    def kept(self) -> dict[str, Any]:
        """The document in the browser's storage."""
        found: dict[str, Any] = json.loads(
            self.page.evaluate("key => localStorage.getItem(key)", KEY) or '{"cards": {}}'
        )
        return found

    def answered(self) -> int:
        """The number of entries in all logs."""
        return sum(len(card["log"]) for card in self.kept()["cards"].values())


Open = Callable[..., Student]


def few(folder: Folder) -> None:
    """Build a site of a few records in two subjects, on two topics."""
    folder.add("topics/nerve.md", topic_text("Nerve"))
    folder.add("topics/spleen.md", topic_text("Spleen", requires=["Nerve"]))
    answers = {
        1: r"It rests. See [the next](/learn/medicine/questions/two#part), [up](#up) and $x^2$.\n\n### Up\n\nText.\n\n![figure](fig.png)",
        2: r"A nerve is a nerve.\n\n### Part\n\nText.", 3: "A spleen is no nerve.", 4: "The last.",
    }  # fmt: skip
    questions = {1: "What is rest?", 2: "What is a nerve?", 3: "What is a spleen?", 4: 'Why <b>"bold"</b> & more?'}
    slugs = {1: "one", 2: "two", 3: "three", 4: "four"}
    for number, question in questions.items():
        folder.add(f"{number}.md", id=number, question=question, slug=slugs[number], answer=answers[number],
                   seo={"title": "T", "page_description": "D.", "page_keywords": ""}, related_article1=related_entry(number % 4 + 1))  # fmt: skip
    folder.add(
        "5.md", id=5, question="How does a nerve grow?", slug="five", subject="Health Studies", aliases=["/old/five"]
    )
    folder.add("fig.png", b"\x89PNG\r\n")
    folder.build()


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """The site of a few records, for tests that only read it."""
    return once(tmp_path_factory, "few", few)


@pytest.fixture
def changing(folder: Folder) -> Folder:
    """The site of a few records, for one test that changes it."""
    few(folder)
    return folder


def deck(site: Path, stem: str) -> str:
    """Return the name of the deck with this prefix."""
    return next(path.name for path in (site / "study").iterdir() if re.fullmatch(rf"{stem}-[0-9a-f]{{8}}", path.name))


@pytest.fixture
def at(browser: Browser, serve_folder: Any) -> Iterator[Open]:
    """``at(site)`` → a student of that site at nine in the morning; errors and requests to other sites fail the test."""
    students: list[Student] = []

    def start(site: Path, width: int = 390, begin: datetime = MORNING, base: str = "", **options: Any) -> Student:
        context = browser.new_context(viewport={"width": width, "height": 844}, timezone_id="Europe/Berlin", **options)
        context.clock.install(time=begin.isoformat() + "+01:00")
        student = Student(context, base or serve_folder(site, "/repo/"))
        students.append(student)
        return student

    yield start
    for student in students:
        student.context.close()
        assert student.problems == []
        assert [url for url in student.requested if not url.startswith((student.base, "blob:"))] == []


def later(student: Student, **time: float) -> None:
    """Advance the clock and return to the page."""
    moment = student.page.evaluate("Date.now()") / 1000 + timedelta(**time).total_seconds()
    student.context.clock.set_system_time(moment)
    student.page.evaluate("dispatchEvent(new Event('visibilitychange'))")


def test_study_script_is_small(own_site: Path) -> None:
    script = next((own_site / "assets").glob("study.*.js")).read_bytes()
    assert len(gzip.compress(script, 9, mtime=0)) <= LIMIT_BYTES


# A record's page as a flashcard


@pytest.mark.parametrize("width", WIDTHS)
def test_record_page_works_as_a_flashcard(own_site: Path, at: Open, width: int) -> None:
    student = at(own_site, width)
    page = student.page
    page.goto(student.base + NERNST)
    answer, contents = page.locator(".qt-answer"), page.locator(".qt-toc")
    expect(answer).to_be_visible()
    page.get_by_role("button", name="Test yourself").press("Enter")
    expect(answer).not_to_be_visible()
    expect(contents).not_to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    shown = page.get_by_role("button", name="Show answer")
    expect(shown).to_be_focused()
    box = shown.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    shown.press("Space")
    expect(answer).to_be_visible()
    expect(answer).to_be_focused()
    expect(contents).to_be_visible()
    expect(page.get_by_role("button", name="Test yourself")).to_be_visible()
    page.locator(".qt-decks").get_by_role("link", name="Medicine").click()
    expect(student.card).to_be_visible()
    assert not [url for url in student.requested[: student.requested.index(page.url.split("#")[0])] if "study" in url]


def test_pages_without_javascript_hide_the_study_controls(own_site: Path, at: Open) -> None:
    student = at(own_site, java_script_enabled=False)
    page = student.page
    page.goto(student.base + NERNST)
    expect(page.locator(".qt-answer")).to_be_visible()
    assert page.locator(".qt-flash").bounding_box() is None
    assert page.locator(".qt-decks").bounding_box() is None
    student.open("medicine")
    expect(page.locator(".qt-lead")).to_contain_text("Studying needs JavaScript")
    expect(student.card).not_to_be_visible()
    expect(page.locator(".qt-kept")).not_to_be_visible()
    page.get_by_role("link", name="Health Studies").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Health Studies")


@pytest.mark.parametrize("width", WIDTHS)
def test_control_causes_no_layout_shift(own_site: Path, at: Open, width: int) -> None:
    student = at(own_site, width)
    places = "['.qt-answer', '.qt-related, .qt-after section'].map(name => document.querySelector(name).getBoundingClientRect().top - document.querySelector('h1').getBoundingClientRect().top)"
    found = []
    for _ in range(2):
        student.page.goto(student.base + NERNST)
        found.append(student.page.evaluate(places))
        student.context.route("**/assets/quicktakes.*.js", lambda route: route.abort())  # as before the script loads
    assert found[0] == pytest.approx(found[1], abs=2)
    student.problems = [line for line in student.problems if "ERR_FAILED" not in line]


def test_hidden_answer_is_printed(own_site: Path, at: Open) -> None:
    student = at(own_site)
    student.page.goto(student.base + NERNST)
    student.page.get_by_role("button", name="Test yourself").click()
    student.page.emulate_media(media="print")
    expect(student.page.locator(".qt-answer")).to_be_visible()
    expect(student.page.locator(".qt-flash")).not_to_be_visible()


# A session


@pytest.mark.parametrize("width", WIDTHS)
def test_session_from_the_subject_page_to_the_end(small: Folder, at: Open, width: int) -> None:
    student = at(small.site, width)
    page = student.page
    page.goto(student.base + "learn/medicine/")
    page.get_by_role("link", name="Study", exact=True).click()
    expect(student.question).to_have_text("What is a nerve?")
    expect(student.card).to_be_focused()
    expect(student.answer).not_to_be_visible()
    expect(student.meta).to_have_text(re.compile(r"Medicine 0 due · 4 new · 0 of 4 learned"))
    student.show.click()
    expect(student.answer).to_contain_text("A nerve is a nerve.")
    expect(student.answer).to_be_focused()
    buttons = page.locator(".qt-grades button")
    assert buttons.all_inner_texts() == ["Again\n1 min", "Hard\n6 min", "Good\n10 min", "Easy\n8 days"]
    for button in buttons.all():
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        assert box["width"] >= 44
        assert box["y"] + box["height"] < 845
    buttons.nth(3).click()
    expect(student.question).to_have_text("What is a spleen?")
    student.grade("Good")
    student.grade("Easy")
    expect(student.question).to_have_text('Why <b>"bold"</b> & more?')
    student.grade("Easy")
    expect(student.question).to_have_text("What is a spleen?")  # in its learning steps
    student.show.click()
    assert buttons.all_inner_texts()[2] == "Good\n2 days"
    buttons.nth(2).click()
    expect(student.status).to_have_text("Done for now. The next card is due in 2 days.")
    expect(student.status).to_be_focused()
    expect(student.meta).to_contain_text("4 of 4 learned")
    expect(student.card).not_to_be_visible()
    later(student, days=1, hours=18)  # three in the morning still counts as the day before
    expect(student.card).not_to_be_visible()
    later(student, hours=1)
    expect(student.question).to_have_text("What is a spleen?")
    expect(student.meta).to_contain_text("1 due")


def test_card_in_its_first_steps_comes_ahead_of_time_if_no_other_is_left(small: Folder, at: Open) -> None:
    student = at(small.site)
    student.open(deck(small.site, "health-studies"))
    student.grade("Good")  # due in ten minutes
    expect(student.question).to_have_text("How does a nerve grow?")
    expect(student.show).to_be_visible()
    student.grade("Good")
    expect(student.status).to_contain_text("Done for now.")


def test_answers_render_correctly_outside_their_page(small: Folder, at: Open) -> None:
    student = at(small.site)
    student.open(deck(small.site, "medicine"))
    for _ in range(2):
        student.grade("Easy")
    expect(student.question).to_have_text("What is rest?")
    student.show.click()
    record = f"{student.base}learn/medicine/questions/"
    for name, target in (("the next", f"{record}two/#part"), ("up", f"{record}one/#up")):
        assert student.answer.get_by_role("link", name=name).evaluate("link => link.href") == target
    assert student.answer.locator("img").evaluate("image => image.src") == f"{student.base}fig.png"
    assert student.answer.locator("math").evaluate("formula => formula.namespaceURI").endswith("MathML")
    assert student.answer.locator("[id]").count() == 0
    student.page.get_by_role("link", name="Open this question’s page").click()
    student.page.wait_for_url("**/questions/one/")


def test_keyboard_shortcuts(small: Folder, at: Open) -> None:
    student = at(small.site, 1280)
    student.open(deck(small.site, "medicine"))
    expect(student.card).to_be_focused()
    press = student.page.keyboard.press
    press("3")
    expect(student.answer).not_to_be_visible()  # not before the answer is shown
    assert student.answered() == 0
    press(" ")
    expect(student.answer).to_be_visible()
    assert student.page.evaluate("scrollY") == 0
    press("Control+4")
    student.card.dispatch_event("keydown", {"key": "4", "repeat": True})  # a key that is held down
    assert student.answered() == 0
    press("4")
    expect(student.question).to_have_text("What is a spleen?")
    expect(student.card).to_be_focused()
    assert student.answered() == 2
    press("u")
    expect(student.question).to_have_text("What is a nerve?")
    assert next(iter(student.kept()["cards"].values()))["log"][1] == 0
    press("/")
    search = student.page.get_by_role("combobox", name="Search")
    expect(search).to_be_focused()
    search.press_sequentially("1 u")
    expect(search).to_have_value("1 u")
    # The dialog gives the focus back twice: the browser at once, the search with the event "close".
    student.page.evaluate(
        "void (window.closing = new Promise(done => document.querySelector('dialog').addEventListener('close', done)))"
    )
    press("Escape")
    student.page.evaluate("closing.then(() => null)")
    expect(student.card).to_be_focused()
    student.page.evaluate("document.activeElement.blur()")
    press(" ")
    expect(student.answer).not_to_be_visible()  # shortcuts work only on the card
    for _ in range(12):
        press("Tab")
        if student.show.evaluate("button => button === document.activeElement"):
            break
    press("Enter")
    expect(student.answer).to_be_visible()
    names = []
    press("Tab")
    expect(student.answer.get_by_role("link", name="nerve")).to_be_focused()
    for _ in range(4):
        press("Tab")
        names.append(student.page.evaluate("document.activeElement.firstChild.data"))
    assert names == ["Again", "Hard", "Good", "Easy"]


def test_undo_goes_back_to_the_start_of_the_session(small: Folder, at: Open) -> None:
    student = at(small.site)
    student.open(deck(small.site, "medicine"))
    undo = student.page.get_by_role("button", name="Undo last rating")
    expect(student.card).to_be_visible()
    expect(undo).not_to_be_visible()
    for word in ("Easy", "Again", "Easy", "Easy", "Easy"):
        student.grade(word)
    expect(student.status).to_contain_text("Done for now.")
    for question in (
        "What is a spleen?",
        'Why <b>"bold"</b> & more?',
        "What is rest?",
        "What is a spleen?",
        "What is a nerve?",
    ):
        undo.click()
        expect(student.question).to_have_text(question)
        expect(student.answer).not_to_be_visible()
    expect(undo).not_to_be_visible()
    expect(student.meta).to_have_text(re.compile(r"0 due · 4 new · 0 of 4 learned"))
    student.page.reload()
    expect(student.meta).to_contain_text("4 new")
    student.grade("Easy")
    expect(student.meta).to_contain_text("1 of 4 learned")


def test_progress_of_a_card_counts_in_all_its_decks(small: Folder, at: Open) -> None:
    student = at(small.site)
    student.open(deck(small.site, "nerve"))
    expect(student.question).to_have_text("What is a nerve?")
    student.grade("Easy")
    student.grade("Easy")
    expect(student.status).to_contain_text("Done for now.")
    student.open(deck(small.site, "health-studies"))
    expect(student.status).to_have_text("Nothing is due now. The next card is due in 8 days.")
    student.open()
    listed = student.page.locator(".qt-own li")
    assert [" ".join(text.split()) for text in listed.all_inner_texts()] == ["Nerve 0 due", "Health Studies 0 due"]
    later(student, days=8)
    expect(listed.first).to_have_text("Nerve 2 due")
    listed.first.get_by_role("link").click()
    expect(student.meta).to_contain_text("2 due")
    student.page.get_by_role("heading", level=1).click()
    student.open(deck(small.site, "medicine"))
    expect(student.question).to_have_text("What is a nerve?")
    expect(student.meta).to_have_text(re.compile(r"1 due · 3 new · 1 of 4 learned"))


@pytest.fixture(scope="session")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of four hundred records in one subject, so that its deck has several parts."""

    def build(folder: Folder) -> None:
        for number in range(1, 401):
            folder.add(f"{number}.md", id=number)
        folder.build("--outputs", "pages,listings,redirects,study")

    return once(tmp_path_factory, "many", build).site


def answered_cards(name: str, seconds: dict[int, int]) -> str:
    """Return a document in which cards of the large deck were answered with "Easy": id → second."""
    url = "/learn/medicine/questions/what-is-question-{}"
    cards = {
        str(card): {"log": [second, 4], "url": url.format(card), "decks": [name], "at": second}
        for card, second in seconds.items()
    }
    return json.dumps({"version": 2, "cards": cards, "decks": {}})


THIS_MORNING = int(MORNING.replace(hour=8, tzinfo=ZoneInfo("Europe/Berlin")).timestamp())


def test_daily_limit_of_new_cards_can_be_raised(many: Path, at: Open) -> None:
    student = at(many)
    name = deck(many, "medicine")
    student.open(name)
    expect(student.meta).to_contain_text("20 new")
    stored(student, answered_cards(name, dict.fromkeys(range(1, 19), THIS_MORNING)))
    student.open(name)
    expect(student.meta).to_have_text(re.compile("0 due · 2 new · 18 of 400 learned"))
    for _ in range(2):
        student.grade("Easy")
    expect(student.status).to_contain_text("Done for now.")
    student.page.reload()
    expect(student.status).to_contain_text("Nothing is due now.")
    student.page.get_by_role("button", name="More new cards").click()
    expect(student.question).to_have_text("What is question 21?")
    expect(student.meta).to_contain_text("20 new")
    student.page.reload()
    expect(student.status).to_contain_text("Nothing is due now.")
    later(student, days=1)
    expect(student.question).to_have_text("What is question 21?")
    expect(student.meta).to_have_text(re.compile(r"0 due · 20 new · 20 of 400 learned"))


def test_large_subject_loads_little(many: Path, at: Open) -> None:
    name = deck(many, "medicine")
    parts = json.loads((many / "study" / name / "deck.json").read_bytes())["parts"]
    first = [card[0] for card in json.loads((many / "study" / name / f"{parts[0]}.json").read_bytes())]
    student = at(many)
    student.open(name)
    expect(student.card).to_be_visible()
    assert [url for url in student.requested if "/study/medicine" in url] == [f"{student.base}study/{name}/{part}.json" for part in ("deck", parts[0])]  # fmt: skip
    yesterday, last_year = THIS_MORNING - 86_400, THIS_MORNING - 365 * 86_400
    stored(student, answered_cards(name, dict.fromkeys(first, yesterday) | dict.fromkeys(first[-2:], last_year)))
    student.open(name)
    for number in first[-2:]:
        expect(student.question).to_have_text(f"What is question {number}?")
        student.grade("Easy")
    expect(student.question).to_have_text(f"What is question {max(first) + 1}?")
    assert student.kept()["decks"][name]["seen"] == {parts[0]: 1}
    student.requested.clear()
    student.page.reload()
    expect(student.card).to_be_visible()
    assert [url for url in student.requested if "/study/medicine" in url] == [f"{student.base}study/{name}/{part}.json" for part in ("deck", parts[1])]  # fmt: skip


def test_site_without_directory_urls_below_a_path(changing: Folder, at: Open) -> None:
    (changing.path.parent / "mkdocs.yml").write_text(
        "site_name: S\ndocs_dir: records\nuse_directory_urls: false\ntheme: {name: material}\nplugins: [quicktakes]\n"
    )
    changing.build("--config", "mkdocs.yml")
    student = at(changing.site)
    student.page.goto(student.base + "learn/medicine/topics/spleen.html")
    student.page.get_by_role("link", name="Study 1 question").click()
    expect(student.question).to_have_text("What is a spleen?")
    student.show.click()
    expect(student.answer).to_contain_text("A spleen is no nerve.")
    assert (
        student.answer.get_by_role("link", name="nerve")
        .evaluate("link => link.href")
        .endswith("/repo/learn/medicine/topics/nerve.html")
    )
    student.page.get_by_role("button", name="Easy").click()
    expect(student.status).to_contain_text("Done for now.")
    assert student.kept()["cards"]["3"]["url"] == "/learn/medicine/questions/three"


# Stored progress


def stored(student: Student, text: str) -> None:
    """Store a text in place of the document before the page reads it."""
    student.page.goto(student.base + "404.html")
    student.page.evaluate("([key, text]) => localStorage.setItem(key, text)", [KEY, text])


def exported(student: Student, button: str = "Save to a file") -> str:
    """Return the text of a file that the page saves."""
    if button == "Save to a file" and not student.page.locator(".qt-kept").evaluate("box => box.open"):
        student.page.get_by_text("Your progress and keyboard shortcuts").click()
    with student.page.expect_download() as download:
        student.page.get_by_role("button", name=button).click()
    assert download.value.suggested_filename.startswith("quicktakes-study-")
    return download.value.path().read_text("utf-8")


def load(student: Student, text: str) -> None:
    """Load a file into the page."""
    student.page.locator("input[type=file]").set_input_files(
        {"name": "x.json", "mimeType": "application/json", "buffer": text.encode()}
    )


@pytest.mark.parametrize("width", WIDTHS)
def test_progress_moves_to_another_browser(small: Folder, at: Open, width: int, serve_folder: Any) -> None:
    name = deck(small.site, "medicine")
    one = at(small.site, width)
    one.open(name)
    one.grade("Easy")
    one.grade("Good")
    saved = exported(one)
    assert json.loads(saved) == one.kept()
    two = at(small.site, width)
    two.open(name)
    expect(two.question).to_have_text("What is a nerve?")
    later(two, minutes=5)
    two.grade("Again")
    load(two, saved)
    expect(two.notice).to_have_text(re.compile(r"Loaded:\s*2 cards"))
    expect(two.meta).to_have_text(re.compile(r"of 4 learned"))
    cards = two.kept()["cards"]
    assert len(cards["2"]["log"]) == 4
    assert cards["2"]["log"][1::2] == [4, 1]
    assert cards["3"]["log"] == one.kept()["cards"]["3"]["log"]
    before = two.kept()
    load(two, saved)  # loading an older copy again loses nothing and counts nothing twice
    expect(two.notice).to_have_text(re.compile("Loaded"))
    assert two.kept() == before
    expect(two.page.locator("input[type=file]")).to_have_value("")  # so that the same file can be loaded again
    two.grade("Good")
    load(one, json.dumps(two.kept()))
    expect(one.notice).to_have_text(re.compile("Loaded"))
    assert one.kept()["cards"] == two.kept()["cards"]


@pytest.mark.parametrize(
    ("text", "line"),
    [("", "contains no study progress"), ("{}", "contains no study progress"), ("\x00\x01", "contains no study progress"), ('{"version":2,"cards":{"1":7},"decks":{}}', "Part of the file could not be read"),
     ('{"version":9}', "newer version"), ('{"version":1,"cards":{"2":{"log":[[1763000000,4]],"url":"/learn/medicine/questions/two","decks":[],"at":1}},"decks":{}}', "Loaded: 1 card")],
)  # fmt: skip
def test_import_reports_what_a_file_holds(small: Folder, at: Open, text: str, line: str) -> None:
    student = at(small.site)
    student.open(deck(small.site, "medicine"))
    student.grade("Easy")
    before = student.kept()
    load(student, text)
    expect(student.notice).to_contain_text(line)
    after = student.kept()
    if "1 card" in line:
        assert after["cards"]["2"]["log"][0] == 1_763_000_000
        assert after["cards"]["2"]["log"][2:] == before["cards"]["2"]["log"]
    else:
        assert after == before
    student.grade("Easy")
    assert len(student.kept()["cards"]) == 2


def test_answers_in_one_tab_appear_in_the_other(small: Folder, at: Open) -> None:
    name = deck(small.site, "medicine")
    one = at(small.site)
    two = Student(one.context, one.base)
    for tab in (one, two):
        tab.open(name)
        expect(tab.question).to_have_text("What is a nerve?")
    one.grade("Easy")
    expect(two.question).to_have_text("What is a spleen?")  # answered in the other tab
    expect(two.meta).to_contain_text("1 of 4 learned")
    two.show.click()
    one.grade("Easy")  # the same card
    expect(two.question).to_have_text("What is rest?")
    expect(two.answer).not_to_be_visible()
    two.grade("Easy")
    expect(one.question).to_have_text('Why <b>"bold"</b> & more?')
    one.page.get_by_role("button", name="Undo last rating").click()
    expect(one.question).to_have_text("What is a spleen?")
    two.grade("Easy")  # an undone review stays undone
    cards = one.kept()["cards"]
    assert cards["3"]["log"][1] == 0
    assert len(cards) == 4
    assert two.problems == []


def test_tabs_without_messages_lose_no_answers(small: Folder, at: Open) -> None:
    """Without storage events, the stored document is read again before every write."""
    name = deck(small.site, "medicine")
    one = at(small.site)
    one.context.add_init_script("addEventListener('storage', event => event.stopImmediatePropagation(), true)")
    two = Student(one.context, one.base)
    for tab in (one, two):
        tab.open(name)
        expect(tab.question).to_have_text("What is a nerve?")
    one.grade("Easy")
    one.grade("Easy")
    later(two, minutes=1)
    two.grade("Easy")
    cards = one.kept()["cards"]
    assert len(cards) == 3
    assert two.problems == []


REFUSE = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });"
FULL = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };"


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    ("harm", "line"), [(REFUSE, "does not let the site store anything"), (FULL, "storage is full")]
)
def test_failing_storage_is_reported(small: Folder, at: Open, width: int, harm: str, line: str) -> None:
    student = at(small.site, width)
    student.page.add_init_script(harm)
    student.open(deck(small.site, "medicine"))
    for question in ("What is a nerve?", "What is a spleen?"):
        expect(student.question).to_have_text(question)
        student.show.click()
        student.page.get_by_role("button", name="Easy").click()
    expect(student.question).to_have_text("What is rest?")
    expect(student.notice).to_contain_text(line)
    expect(student.meta).to_contain_text("2 of 4 learned")
    assert protruding(student.page) == []
    saved = json.loads(exported(student))
    assert [card["log"][1] for card in saved["cards"].values()] == [4, 4]
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    student.page.on("dialog", leave)
    student.page.goto(student.base)
    assert asked == ["beforeunload"]
    other = at(small.site, width)
    other.open(deck(small.site, "medicine"))
    expect(other.question).to_have_text("What is a nerve?")
    load(other, json.dumps(saved))
    expect(other.question).to_have_text("What is rest?")


def test_answers_are_saved_when_storage_has_room_again(small: Folder, at: Open) -> None:
    """After a time of full storage, answers of that time and of another tab are saved."""
    name = deck(small.site, "medicine")
    student, other = at(small.site), None
    student.open(name)
    student.page.evaluate("() => { window.real = Storage.prototype.setItem; " + FULL + " }")
    student.show.click()
    student.page.get_by_role("button", name="Easy").click()
    expect(student.notice).to_contain_text("storage is full")
    assert student.kept()["cards"] == {}
    other = Student(student.context, student.base)
    other.open(name)
    expect(other.card).to_be_visible()
    later(student, minutes=1)
    other.grade("Good")
    student.page.evaluate("() => { Storage.prototype.setItem = real; }")
    expect(student.question).to_have_text("What is a spleen?")
    student.grade("Easy")
    expect(student.notice).not_to_be_visible()
    cards = student.kept()["cards"]
    assert sorted(cards["2"]["log"][1::2]) == [3, 4]
    assert cards["3"]["log"][1] == 4


@pytest.mark.parametrize("text", ["{", "null", '{"version":2,"cards":7,"decks":{}}', "\ufffd\x00"])
def test_unreadable_progress_is_set_aside(small: Folder, at: Open, text: str) -> None:
    student = at(small.site)
    stored(student, text)
    student.open(deck(small.site, "medicine"))
    expect(student.notice).to_contain_text("could not be read. It was set aside")
    assert exported(student, "Save the original") == text
    student.grade("Easy")
    kept = student.page.evaluate("Object.entries(localStorage)")
    assert [value for key, value in kept if key.startswith(KEY + " ")] == [text]
    assert len(student.kept()["cards"]) == 1
    student.page.reload()
    expect(student.question).to_have_text("What is a spleen?")
    expect(student.notice).not_to_be_visible()


def test_unreadable_part_harms_no_other(small: Folder, at: Open) -> None:
    name = deck(small.site, "medicine")
    good = {"log": [1_763_000_000, 4], "url": "/learn/medicine/questions/two", "decks": [name], "at": 1_763_000_000}
    text = json.dumps({"version": 2, "cards": {"2": good, "3": {"log": "torn"}}, "decks": {}})
    student = at(small.site)
    stored(student, text)
    student.open(name)
    expect(student.notice).to_contain_text("Part of your saved progress could not be read")
    expect(student.question).to_have_text("What is a nerve?")
    assert student.kept()["cards"] == {"2": good}
    assert exported(student, "Save the original") == text
    kept = student.page.evaluate("Object.entries(localStorage)")
    assert [value for key, value in kept if key.startswith(KEY + " ")] == [text]


def test_unreadable_progress_is_kept_when_it_cannot_be_set_aside(small: Folder, at: Open) -> None:
    student = at(small.site)
    stored(student, "{torn")
    student.page.add_init_script(
        "const real = Storage.prototype.setItem; Storage.prototype.setItem = function (key, value) { if (/ \\d+$/.test(key)) throw new DOMException('full', 'QuotaExceededError'); real.call(this, key, value); };"
    )
    student.open(deck(small.site, "medicine"))
    expect(student.notice).to_contain_text("could not be read")
    student.show.click()
    student.page.get_by_role("button", name="Easy").click()
    expect(student.question).to_have_text("What is a spleen?")
    assert student.page.evaluate("key => localStorage.getItem(key)", KEY) == "{torn"
    assert len(json.loads(exported(student))["cards"]) == 1


def test_old_stored_document_is_upgraded(small: Folder, at: Open) -> None:
    name = deck(small.site, "medicine")
    old = {
        "log": [[1_763_000_000, 3], [1_763_000_700, 3]],
        "url": "/learn/medicine/questions/two",
        "decks": [name],
        "at": 5,
    }
    student = at(small.site)
    stored(student, json.dumps({"version": 1, "cards": {"2": old}, "decks": {}}))
    student.open(name)
    expect(student.meta).to_have_text(re.compile(r"1 due · 3 new · 1 of 4 learned"))
    student.grade("Easy")
    kept = student.kept()
    assert kept["version"] == 2
    assert kept["cards"]["2"]["log"][:4] == [1_763_000_000, 3, 1_763_000_700, 3]
    expect(student.notice).not_to_be_visible()


def test_stored_document_of_a_newer_version_is_left_unchanged(small: Folder, at: Open) -> None:
    text = '{"version":3,"cards":[]}'
    student = at(small.site)
    stored(student, text)
    student.open(deck(small.site, "medicine"))
    expect(student.notice).to_contain_text("newer version of this page")
    student.show.click()
    student.page.get_by_role("button", name="Easy").click()
    expect(student.question).to_have_text("What is a spleen?")
    assert student.page.evaluate("Object.entries(localStorage)") == [[KEY, text]]


def test_sites_on_one_host_have_separate_progress(small: Folder, at: Open) -> None:
    student = at(small.site)
    student.open(deck(small.site, "medicine"))
    student.grade("Easy")
    assert student.page.evaluate("Object.keys(localStorage)") == [KEY]


# Records that change


def due(student: Student, name: str, **urls: str) -> None:
    """Store progress with some records (``n2="/url"``) that are due."""
    begun = 1_763_000_000
    cards = {
        number[1:]: {"log": [begun + at, 1], "url": url, "decks": [name], "at": begun}
        for at, (number, url) in enumerate(urls.items())
    }
    stored(student, json.dumps({"version": 2, "cards": cards, "decks": {}}))


def test_missing_record_leaves_the_queue_and_returns(changing: Folder, at: Open) -> None:
    name = deck(changing.site, "medicine")
    student = at(changing.site)
    due(student, name, n99="/learn/medicine/questions/gone", n2="/learn/medicine/questions/two")
    student.problems.clear()
    student.open(name)
    expect(student.question).to_have_text("What is a nerve?")
    expect(student.status).to_have_text("1 card skipped: no longer on this site.")
    expect(student.meta).to_contain_text("1 due")
    kept = student.kept()["cards"]["99"]
    assert kept["log"] == [1_763_000_000, 1]
    student.requested.clear()
    student.page.reload()
    expect(student.question).to_have_text("What is a nerve?")
    assert not [url for url in student.requested if "gone" in url]  # not requested every time
    changing.add("99.md", id=99, question="Here again?", slug="gone")
    changing.build()
    later(student, days=31)
    student.page.reload()
    expect(student.meta).to_contain_text("2 due")
    student.problems = [line for line in student.problems if "404" not in line]


@pytest.mark.parametrize("values", [{"withdrawn": "Wrong."}, {"same_as": 2}, {"draft": True}])
def test_record_that_is_no_longer_a_card_is_left_out(changing: Folder, at: Open, values: dict[str, Any]) -> None:
    name = deck(changing.site, "medicine")
    changing.add("1.md", id=1, question="What is rest?", slug="one", **values)
    changing.build()
    student = at(changing.site)
    due(student, name, n1="/learn/medicine/questions/one", n3="/learn/medicine/questions/three")
    student.open(name)
    expect(student.question).to_have_text("What is a spleen?")
    expect(student.status).to_contain_text("1 card skipped")
    assert student.kept()["cards"]["1"]["log"] == [1_763_000_000, 1]
    student.problems = [line for line in student.problems if "404" not in line]


@pytest.mark.parametrize(
    "address", ["/old/five", "/learn/nowhere/questions/before", "/learn/health-studies/questions/five"]
)
def test_moved_record_is_found(small: Folder, at: Open, address: str) -> None:
    name = deck(small.site, "health-studies")
    student = at(small.site)
    due(student, name, n5=address)
    student.open(name)
    expect(student.question).to_have_text("How does a nerve grow?")
    student.grade("Easy")
    assert student.kept()["cards"]["5"]["url"] == "/learn/health-studies/questions/five"
    student.problems = [line for line in student.problems if "404" not in line]


# Network failures


def test_missing_deck_offers_others(small: Folder, at: Open) -> None:
    student = at(small.site)
    student.open("nothing-00000000")
    expect(student.status).to_contain_text("Cards not found")
    student.page.locator(".qt-choose").get_by_role("link", name="Medicine").click()
    expect(student.card).to_be_visible()
    student.problems = [line for line in student.problems if "404" not in line]


@pytest.mark.parametrize("what", ["deck.json", "part", "page", "script"])
def test_failed_requests_are_reported(small: Folder, at: Open, what: str) -> None:
    name = deck(small.site, "medicine")
    part = json.loads((small.site / "study" / name / "deck.json").read_bytes())["parts"][0]
    student = at(small.site)
    pattern = {
        "deck.json": f"**/{name}/deck.json",
        "part": f"**/{part}.json",
        "page": "**/questions/**",
        "script": "**/assets/study.*",
    }[what]
    student.context.route(pattern, lambda route: route.abort())
    student.open(name)
    expect(student.status).to_contain_text("could not be loaded")
    expect(student.card).not_to_be_visible()
    student.context.unroute(pattern)
    if what == "script":
        student.page.reload()
    else:
        student.status.get_by_role("button", name="Try again").click()
    expect(student.question).to_have_text("What is a nerve?")
    student.grade("Easy")
    student.problems = [line for line in student.problems if "ERR_FAILED" not in line]


@pytest.mark.parametrize("body", ["torn", '{"parts":', "<html><p>Sign in to this network</p>"])
def test_foreign_responses_remove_no_card(small: Folder, at: Open, body: str) -> None:
    """A host's error page in place of the data removes no card."""
    name = deck(small.site, "medicine")
    student = at(small.site)
    due(student, name, n2="/learn/medicine/questions/two")
    for pattern in ("**/deck.json", "**/questions/**"):
        student.context.route(pattern, lambda route: route.fulfill(body=body, content_type="text/html"))
        student.open(name)
        student.page.reload()
        expect(student.status).to_contain_text("could not be loaded")
        student.context.unroute(pattern)
    assert "gone" not in student.kept()["cards"]["2"]
    student.status.get_by_role("button", name="Try again").click()
    expect(student.question).to_have_text("What is a nerve?")


def test_going_offline_during_a_session(small: Folder, at: Open) -> None:
    student = at(small.site)
    student.open(deck(small.site, "medicine"))
    expect(student.question).to_have_text("What is a nerve?")
    student.page.wait_for_load_state("networkidle")
    student.context.set_offline(True)
    student.grade("Easy")  # the next card is loaded
    expect(student.question).to_have_text("What is a spleen?")
    student.grade("Easy")
    expect(student.status).to_contain_text("Are you offline?")
    student.context.set_offline(False)
    student.status.get_by_role("button", name="Try again").click()
    expect(student.question).to_have_text("What is rest?")
    assert len(student.kept()["cards"]) == 2
    student.problems = [line for line in student.problems if "ERR_INTERNET" not in line and "previews" not in line]


# Security and accessibility


@pytest.mark.parametrize("width", WIDTHS)
def test_study_page_follows_a_strict_policy(own_site: Path, at: Open, width: int) -> None:
    student = at(own_site, width)
    student.page.add_init_script(
        "document.addEventListener('securitypolicyviolation', event => console.error(event.violatedDirective + event.blockedURI));"
    )

    def with_policy(route: Any) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, headers={**answer.headers, "content-security-policy": POLICY})

    student.context.route(re.compile(r"/repo/study/(index\.html)?$"), with_policy)
    student.open(deck(own_site, "medicine"))
    student.grade("Easy")
    student.grade("Good")
    exported(student)


def test_texts_are_never_interpreted_as_html(small: Folder, at: Open) -> None:
    """Markup in a progress file and in the title of a deck stays text."""
    name = deck(small.site, "medicine")
    attack = '<img src=x onerror="window.pwned=1">'
    card = {"log": [1_763_000_000, 4], "url": f"/{attack.replace('?', '')}", "decks": [name, attack], "at": 1}
    student = at(small.site)
    stored(
        student,
        json.dumps(
            {
                "version": 2,
                "cards": {"2": card},
                "decks": {"x": {"title": attack, "seen": {attack: 1}}, name: {"title": attack, "seen": {}}},
            }
        ),
    )
    student.open()
    expect(student.page.locator(".qt-own a").first).to_have_text(attack)
    student.open(name)
    expect(student.question).to_have_text("What is a nerve?")
    assert student.page.evaluate("window.pwned") is None
    assert student.page.locator("main img").count() == 0
    student.problems = [line for line in student.problems if "404" not in line]


def test_study_page_fits_every_width_and_follows_axe_in_every_scheme(own_site: Path, at: Open) -> None:
    student = at(own_site, reduced_motion="reduce")
    page = student.page

    def look() -> None:
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            assert violations(page) == []
        for width in (320, 1280, 390):
            page.set_viewport_size({"width": width, "height": 844})
            assert protruding(page) == []

    student.open()
    expect(page.locator(".qt-choose")).to_be_visible()
    look()
    student.open(deck(own_site, "medicine"))
    expect(student.card).to_be_visible()
    page.get_by_text("Your progress and keyboard shortcuts").click()
    look()
    student.show.click()
    below(student.question, student.answer)
    expect(page.locator(".qt-grades button").last).to_be_in_viewport()
    look()
    assert page.evaluate("document.getAnimations().length") == 0
    page.goto(student.base + NERNST)
    page.get_by_role("button", name="Test yourself").click()
    look()


def test_screen_reader_announcements(own_site: Path, at: Open) -> None:
    student = at(own_site)
    student.open(deck(own_site, "medicine"))
    expect(student.card).to_be_visible()
    title = student.question.inner_text()
    expect(student.page.get_by_role("region", name=title)).to_be_focused()
    student.show.click()
    expect(student.page.get_by_role("region", name="Answer")).to_be_focused()
    grades = student.page.get_by_role("group", name="How well did you know it?").get_by_role("button")
    assert [" ".join(name.split()) for name in grades.all_inner_texts()] == [
        "Again 1 min",
        "Hard 6 min",
        "Good 10 min",
        "Easy 8 days",
    ]


def test_omitted_urls_are_derived_as_in_python(folder: Folder, at: Open) -> None:
    """Decks omit URLs that follow the usual pattern; script and generator derive the same ones."""
    odd = [
        "What's a β-blocker?",
        "Is place() a grid() – or 50 % of it?",
        "ÉTUDE in H₂O",
        "  Two  spaces?  ",
        "İstanbul’s Σ",
    ]
    for number, question in enumerate(odd, start=1):
        folder.add(
            f"{number}.md", id=number, question=question.strip(), url=shards.usual_url("Medicine", question.strip())
        )
    folder.build()
    (part,) = (path for path in (folder.site / "study").glob("medicine*/*.json") if path.name != "deck.json")
    assert [card[2] for card in json.loads(part.read_bytes())] == [""] * len(odd)
    student = at(folder.site)
    student.open(deck(folder.site, "medicine"))
    for question in odd:
        expect(student.question).to_have_text(question.strip())
        student.grade("Easy")
