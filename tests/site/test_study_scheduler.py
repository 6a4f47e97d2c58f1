"""The scheduler and the stored document of ``study.js``: FSRS-6 like its reference, and merging without loss."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fsrs import Card, Rating, Scheduler, State
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.helpers.folder import ROOT
from tests.helpers.node import Module

DAY = 86_400
MORNING = 4 * 3_600
BEGIN = 1_790_000_000
REFERENCE = Scheduler(enable_fuzzing=False)
GAPS = st.one_of(
    st.integers(1, 900), st.integers(1, 2 * DAY), st.integers(1, 90 * DAY), st.integers(1, 4_000 * DAY),
    st.integers(1, 400).map(lambda days: days * DAY),
)  # fmt: skip
HISTORIES = st.lists(st.tuples(GAPS, st.integers(1, 4)), min_size=1, max_size=40)


@pytest.fixture(scope="module")
def script(own_site: Path) -> Iterator[Module]:
    """The functions of the served script, in UTC."""
    with Module(next((own_site / "assets").glob("study.*.js")), "study", "UTC") as found:
        yield found


def logs(histories: list[list[tuple[int, int]]]) -> list[list[int]]:
    """Turn histories of gaps and ratings into logs."""
    found = []
    for history in histories:
        second, log = BEGIN, []
        for gap, rating in history:
            second += gap
            log += [second, rating]
        found.append(log)
    return found


def day_of(second: int) -> int:
    """Return the study day, for a clock in UTC."""
    return (second - MORNING) // DAY


def reviewed(card: Card, log: list[int], place: int) -> tuple[Card, dict[str, Any]]:
    """Give the reference one review of a log; return its card and the schedule. It counts full days between times, the
    site counts study days: each review gets a time whose full days are those."""
    now = datetime.fromtimestamp(day_of(log[place]) * DAY, UTC) + timedelta(seconds=place)
    card, _ = REFERENCE.review_card(card, Rating(log[place + 1]), now)
    learned = card.state is State.Review
    wait = card.due - now
    return card, {
        "s": card.stability, "d": card.difficulty, "step": -1 if learned else card.step,
        "relearning": card.state is State.Relearning, "wait": wait.days if learned else wait.total_seconds(),
    }  # fmt: skip


def expected(log: list[int]) -> dict[str, Any]:
    """Schedule a log with the reference."""
    card = Card(card_id=1)
    schedule: dict[str, Any] = {}
    for place in range(0, len(log), 2):
        card, schedule = reviewed(card, log, place)
    return schedule


SCHEDULED = """logs => logs.map((log) => {
  const { s, d, step, steps, last, due } = study.replay(log);
  const day = (second) => Math.floor((second - 4 * 3600) / 86400);
  return { s, d, step, relearning: step >= 0 && steps.length === 1, wait: step < 0 ? day(due) - day(last) : due - last };
})"""


def agree(found: dict[str, Any], wanted: dict[str, Any]) -> bool:
    """Compare without the last digits, in which the two languages differ."""
    near = all(math.isclose(found[key], wanted[key], rel_tol=1e-9) for key in "sd")
    return near and all(found[key] == wanted[key] for key in ("step", "relearning", "wait"))


@settings(max_examples=100)
@given(st.lists(HISTORIES, min_size=1, max_size=20))
def test_cards_are_scheduled_like_the_reference(script: Module, histories: list[list[tuple[int, int]]]) -> None:
    given_logs = logs(histories)
    for log, found in zip(given_logs, script.evaluate(SCHEDULED, given_logs), strict=True):
        assert agree(found, expected(log)), (log, found, expected(log))


def test_reviews_on_the_due_date_are_scheduled_like_the_reference(script: Module) -> None:
    """Long histories in which each review is on the due date of the reference, early or late that day."""
    seed = random.Random(6)
    histories = []
    for _ in range(400):
        log: list[int] = []
        card, second = Card(card_id=1), BEGIN + seed.randrange(DAY)
        for _ in range(seed.randrange(1, 60)):
            log += [second, seed.choices((1, 2, 3, 4), (1, 2, 6, 1))[0]]
            card, schedule = reviewed(card, log, len(log) - 2)
            if schedule["step"] < 0:
                second = (day_of(second) + schedule["wait"]) * DAY + MORNING + seed.randrange(DAY)
            else:
                second += int(schedule["wait"]) + seed.randrange(300)
        histories.append(log)
    found = script.evaluate(SCHEDULED, histories)
    assert [(log, got) for log, got in zip(histories, found, strict=True) if not agree(got, expected(log))] == []
    assert {got["step"] for got in found} == {-1, 0, 1}
    assert any(got["relearning"] for got in found)


def test_parameters_equal_those_of_the_reference(script: Module) -> None:
    text = (ROOT / "templates" / "assets" / "study.js").read_text("utf-8")
    numbers = text.split("const W = [", 1)[1].split("]", 1)[0]
    assert tuple(float(number) for number in numbers.split(",") if number.strip()) == REFERENCE.parameters
    assert REFERENCE.desired_retention == 0.9
    assert [step.total_seconds() for step in REFERENCE.learning_steps] == [60, 600]
    assert [step.total_seconds() for step in REFERENCE.relearning_steps] == [600]


OLD_NAMES = {"Asia/Kolkata": "Asia/Calcutta"}


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Pacific/Auckland", "Asia/Kolkata"])
def test_study_days_begin_at_four_in_any_time_zone(zone: str) -> None:
    """Across every clock change of two years, a card is due at four in the morning of its day and not before."""
    with Module(ROOT / "templates" / "assets" / "study.js", "study", zone) as script:
        assert script.evaluate("() => Intl.DateTimeFormat().resolvedOptions().timeZone") in (zone, OLD_NAMES.get(zone))
        wrong = script.evaluate(
            """begin => {
          const wrong = [];
          for (let hour = 0; hour < 2 * 366 * 24; hour += 5) {
            const now = begin + hour * 3600, { due } = study.review(null, 4, now);
            const time = new Date(due * 1000);
            const evening = new Date(now * 1000);
            evening.setHours(evening.getHours() - 4, 0, 0, 0);
            const days = Math.round((new Date(time).setHours(0, 0, 0, 0) - new Date(evening).setHours(0, 0, 0, 0)) / 864e5);
            if (time.getHours() !== 4 || time.getMinutes() || days !== 8) wrong.push([now, due, days]);
          }
          return wrong;
        }""",
            BEGIN,
        )
    assert wrong == []


SECONDS = st.integers(0, 12)
CARDS = st.dictionaries(
    st.integers(1, 4).map(str),
    st.fixed_dictionaries(
        {
            "log": st.dictionaries(SECONDS, st.integers(0, 4), max_size=5).map(lambda found: [n for pair in sorted(found.items()) for n in pair]),
            "url": st.sampled_from(["/a", "/b"]), "decks": st.just(["x"]), "at": SECONDS,
        }
    ),
)  # fmt: skip
DECKS = st.dictionaries(
    st.sampled_from(["x", "y"]),
    st.builds(lambda seen: {"title": "X", "seen": dict.fromkeys(seen, 1)}, st.lists(st.sampled_from("pqr"))),
)
DOCUMENTS = st.builds(lambda cards, decks: {"version": 2, "cards": cards, "decks": decks}, CARDS, DECKS)
JOINS = """([a, b, c]) => {
  const { merge } = study, copy = (value) => JSON.parse(JSON.stringify(value));
  const before = JSON.stringify([a, b, c]);
  const joins = [merge(merge(a, b), c), merge(a, merge(b, c)), merge(merge(b, a), c), merge(merge(merge(a, b), c), b), study.parse(JSON.stringify(merge(merge(a, b), c))).found];
  return [copy(joins), before === JSON.stringify([a, b, c])];
}"""


@settings(max_examples=150)
@given(st.tuples(DOCUMENTS, DOCUMENTS, DOCUMENTS))
def test_merging_copies_in_any_order_loses_nothing(script: Module, documents: tuple[dict[str, Any], ...]) -> None:
    joins, untouched = script.evaluate(JOINS, list(documents))
    assert untouched

    def kept(document: dict[str, Any]) -> dict[str, Any]:
        """The part of a document that must not depend on the order; a card's url may, if two were learned in one second."""
        seen = {name: deck["seen"] for name, deck in document["decks"].items()}
        return {"logs": {number: card["log"] for number, card in document["cards"].items()}, "seen": seen}

    assert all(kept(join) == kept(joins[0]) for join in joins)
    for number, card in joins[0]["cards"].items():
        log = card["log"]
        assert log[::2] == sorted(set(log[::2]))
        copies = [document["cards"][number] for document in documents if number in document["cards"]]
        ratings: dict[int, set[int]] = {}
        for copy in copies:
            for place in range(0, len(copy["log"]), 2):
                ratings.setdefault(copy["log"][place], set()).add(copy["log"][place + 1])
        assert dict(zip(log[::2], log[1::2], strict=True)) == {second: min(found) for second, found in ratings.items()}
        assert card["at"] == max(copy["at"] for copy in copies)


def test_undone_review_has_no_effect(script: Module) -> None:
    log = [BEGIN, 3, BEGIN + 700, 4, BEGIN + 9 * DAY, 1]
    with_undone = [BEGIN, 3, BEGIN + 700, 4, BEGIN + 3 * DAY, 0, BEGIN + 9 * DAY, 1]
    first, second, third = script.evaluate("logs => logs.map(study.replay)", [log, with_undone, [BEGIN, 0]])
    assert first == second
    assert third is None


BAD = [
    "", "null", "[]", "7", '"text"', "{}", '{"version":2}', '{"version":0,"cards":{},"decks":{}}', '{"version":"x","cards":{},"decks":{}}',
    '{"version":1.5,"cards":{},"decks":{}}', '{"cards":{},"decks":{}}', '{"version":2,"cards":{},"decks":null}', '{"version":2,"cards":{},"decks":7}', '{"version":2,"cards":"1","decks":{}}', '{"version":2,"cards":{"1":',
]  # fmt: skip
CARD = {"log": [BEGIN, 3], "url": "/learn/medicine/questions/x", "decks": ["x"], "at": BEGIN}
BAD_CARDS: list[Any] = [
    None, 7, "x", [], {**CARD, "log": [BEGIN]}, {**CARD, "log": [BEGIN, 5]}, {**CARD, "log": [BEGIN, -1]}, {**CARD, "log": ["1", 3]},
    {**CARD, "log": [1.5, 3]}, {**CARD, "log": [None, 3]}, {**CARD, "log": "31"}, {**CARD, "url": "//elsewhere.example/x"}, {**CARD, "url": "x"},
    {**CARD, "url": "/a/../../b"}, {**CARD, "url": "javascript:alert(1)"}, {**CARD, "url": "/a?b"}, {**CARD, "url": None}, {**CARD, "decks": "x"},
    {**CARD, "url": "/\n/../../other/x"}, {**CARD, "url": "/\u2028/../x"}, {**CARD, "url": "/a//b"}, {**CARD, "url": "/"}, {**CARD, "url": "/\ud800"},
    {**CARD, "log": [1e12, 3]}, {**CARD, "decks": [1]}, {**CARD, "at": None}, {**CARD, "at": -1}, {**CARD, "at": 1e300},
]  # fmt: skip


@pytest.mark.parametrize("text", BAD)
def test_invalid_documents_are_refused(script: Module, text: str) -> None:
    assert script.evaluate("text => { try { study.parse(text); return 'taken'; } catch (error) { return error instanceof RangeError ? 'newer' : 'refused'; } }", text) == "refused"  # fmt: skip


def test_newer_document_is_distinguished_from_an_invalid_one(script: Module) -> None:
    assert script.evaluate("() => { try { study.parse('{\"version\":3}'); } catch (error) { return error instanceof RangeError; } }")  # fmt: skip


@pytest.mark.parametrize("bad", BAD_CARDS, ids=lambda card: json.dumps(card)[:60])
def test_invalid_card_harms_no_other(script: Module, bad: Any) -> None:
    text = json.dumps({"version": 2, "cards": {"1": CARD, "2": bad, "__proto__": CARD, "x": CARD}, "decks": {"a": {"title": "A", "seen": {}}, "__proto__": {"title": "A", "seen": {}}}})  # fmt: skip
    parsed = script.evaluate("text => study.parse(text)", text)
    assert parsed["torn"]
    assert parsed["found"]["cards"] == {"1": CARD}
    assert list(parsed["found"]["decks"]) == ["a"]
    whole = script.evaluate("text => study.parse(text)", json.dumps({"version": 2, "cards": {"1": CARD}, "decks": {}}))
    assert not whole["torn"]


def test_imported_addresses_stay_in_the_site(script: Module) -> None:
    """Addresses from the pieces that mean something to a browser: those accepted are below the root of the site."""
    chosen = random.Random(5)
    pieces = ["/", "/", "/", ".", "..", "a", "%2e%2e", "%2f", "\\", "?", "#", ":", "@", "\n", "\t", "\r", "\u2028", "\0", "ü", "\udfff", "//e.org", " "]  # fmt: skip
    urls = ["/" + "".join(chosen.choices(pieces, k=chosen.randint(1, 9))) for _ in range(20_000)]
    cards = {str(number): {**CARD, "url": url} for number, url in enumerate(urls)}
    found = script.evaluate("text => Object.values(study.parse(text).found.cards).map(({ url }) => [url, new URL('https://u.github.io/repo/' + encodeURI(url.slice(1)) + '.html').href])", json.dumps({"version": 2, "cards": cards, "decks": {}}))  # fmt: skip
    assert len(found) > 500
    assert [url for url, address in found if not address.startswith("https://u.github.io/repo/")] == []


def test_older_document_is_upgraded(script: Module) -> None:
    old = {"version": 1, "cards": {"1": {**CARD, "log": [[BEGIN, 3], [BEGIN + 700, 4]]}}, "decks": {"x": {"title": "X", "seen": {"p": 1}}}}  # fmt: skip
    found = script.evaluate("text => study.parse(text).found", json.dumps(old))
    assert found == {**old, "version": 2, "cards": {"1": {**CARD, "log": [BEGIN, 3, BEGIN + 700, 4]}}}


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0, "1 min"), (-5, "1 min"), (360, "6 min"), (1200, "20 min"), (DAY, "1 day"), (8 * DAY, "8 days"),
     (44 * DAY, "44 days"), (61 * DAY, "2 months"), (547 * DAY, "18 months"), (36_500 * DAY, "1201 months")],
)  # fmt: skip
def test_intervals_are_shown_in_readable_units(script: Module, seconds: int, shown: str) -> None:
    assert script.evaluate("seconds => study.span(seconds)", seconds) == shown
