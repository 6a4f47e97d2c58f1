"""The ledger of records and topics: provenance, review, sources and corrections."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from generator.content import fields, works
from generator.content.frontmatter.values import Values
from generator.model.record import NO_LEDGER, Correction, Ledger, Source

_KEYS = tuple(field.name for field in fields.LEDGER)
_SOURCE_KEYS = ("title", "publisher", "year", "doi", "isbn")


def read(values: Values) -> Ledger:
    """The ledger of one file; problems are added to the findings of ``values``.

    An invalid DOI or ISBN, an address that is not http or https, and a next review that is not after the last one are
    reported and left out. So pages show no wrong links, and no review is overdue by mistake.
    """
    if not any(key in values.mapping for key in _KEYS):
        return NO_LEDGER
    ledger = Ledger(
        provenance=_provenance(values),
        reviewed_by=values.text(("reviewed_by",)),
        last_reviewed=values.day("last_reviewed"),
        review_due=values.day("review_due"),
        sources=tuple(_sources(values)),
        corrections=tuple(_corrections(values)),
    )
    return _whole_review(values, ledger)


def _provenance(values: Values) -> str:
    written = values.text(("provenance",))
    if not written or written in fields.PROVENANCES:
        return written
    remedy = f"use one of {', '.join(fields.PROVENANCES)}"
    values.report("QT180", f"unknown provenance {written!r}", remedy, ("provenance",), 0)
    return ""


def _whole_review(values: Values, ledger: Ledger) -> Ledger:
    """The ledger, checked: a review needs a reviewer and a date, and the next one must be later."""
    named = ledger.provenance == "model-reviewed" or ledger.reviewed_by or ledger.last_reviewed or ledger.review_due
    if not named:
        return ledger
    present = next(key for key in ("reviewed_by", "last_reviewed", "review_due", "provenance") if key in values.mapping)
    if not ledger.reviewed_by:
        remedy = "add `reviewed_by` with a key from people.yml"
        values.report("QT182", "the review has no reviewer", remedy, (present,))
    if not ledger.last_reviewed and not values.text(("last_reviewed",)):
        values.report("QT182", "the review has no date", "add `last_reviewed` with its date", (present,))
    if ledger.last_reviewed and ledger.review_due and ledger.review_due <= ledger.last_reviewed:
        remedy = "write a later date"
        values.report("QT182", "`review_due` is not after `last_reviewed`", remedy, ("review_due",), 0)
        return replace(ledger, review_due=None)
    return ledger


def _sources(values: Values) -> Iterator[Source]:
    for number, item in values.items("sources"):
        if not isinstance(item, dict):
            text = values.text(("sources", number))
            if not text and not isinstance(item, list):
                values.report("QT184", "empty source", "write its title, or remove the line", ("sources", number))
            yield Source(text)  # even if it is empty: citations count the sources
            continue
        texts = {name: values.text(("sources", number, name)) for name in _SOURCE_KEYS}
        journal = values.text(("sources", number, "journal"))
        texts["publisher"] = texts["publisher"] or journal
        if not texts["title"]:
            values.report("QT184", "source without a title", "add its `title`", ("sources", number))
        for name, convert, code in (("doi", works.doi, "QT185"), ("isbn", works.isbn, "QT186")):
            try:
                texts[name] = convert(texts[name]) if texts[name] else ""
            except ValueError:
                remedy = "copy it again from the work" if name == "isbn" else "write it in the form 10.1000/182"
                message = f"invalid {name.upper()} {texts[name]!r}"
                values.report(code, message, remedy, ("sources", number, name), 0)
                texts[name] = ""
        texts["url"] = values.web_address(("sources", number, "url"), "a source")
        yield Source(**texts)


def _corrections(values: Values) -> Iterator[Correction]:
    for number, item in values.items("corrections"):
        key = ("corrections", number)
        if not isinstance(item, dict):
            values.report("QT115", "a correction is not a block of keys", "write `date` and `text`", key)
            continue
        day = values.day(*key, "date")
        texts = [values.text((*key, name)) for name in item if name != "date"]
        if day is not None:
            yield Correction(day, next(filter(None, texts), ""))
        elif not str(item.get("date") or "").strip():
            values.report("QT110", "correction without a date", "add `date: YYYY-MM-DD`", key)
