"""The ledger of a record: its authors, reviewers and sources."""

from __future__ import annotations

import pickle

from generator.model.record import NO_LEDGER, Ledger


def test_records_without_ledger_keys_share_one_value() -> None:
    assert pickle.loads(pickle.dumps(NO_LEDGER)) is NO_LEDGER
    other = Ledger(provenance="human")
    assert pickle.loads(pickle.dumps(other)) == other
