from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modules.inventory.domain.ledger import (
    GENESIS_HASH,
    RECEIVED,
    RESERVED,
    ChainDefect,
    LedgerEntry,
    MovementContext,
    entry_hash,
    find_first_defect,
)
from modules.inventory.domain.level import Oversold, StockLevel

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
WHY = MovementContext(NOW, "user:1", "r-1", "spring", None)


def chain(length: int = 4) -> list[LedgerEntry]:
    level = StockLevel(sku="AAA", location_code="MAIN")
    return [level.book(RECEIVED, WHY, on_hand=n) for n in range(1, length + 1)]


def test_a_chain_starts_at_genesis_and_is_linked() -> None:
    entries = chain()
    assert entries[0].prev_hash == GENESIS_HASH
    assert [e.prev_hash for e in entries[1:]] == [e.hash for e in entries[:-1]]
    assert [e.seq for e in entries] == [1, 2, 3, 4]
    assert find_first_defect(entries) is None


@pytest.mark.parametrize(
    ("change", "defect"),
    [
        ({"on_hand": 99}, "hash"),
        ({"actor": "user:2"}, "hash"),
        ({"at": NOW + timedelta(microseconds=1)}, "hash"),
        ({"reason": None}, "hash"),
        ({"seq": 7}, "sequence"),
        ({"prev_hash": bytes(32)}, "prev_hash"),
    ],
)
def test_any_alteration_is_located(change: dict[str, object], defect: str) -> None:
    entries = chain()
    entries[2] = entries[2]._replace(**change)  # type: ignore[arg-type]
    assert find_first_defect(entries) == ChainDefect("AAA", "MAIN", entries[2].seq, defect)


def test_a_wrong_balance_with_a_valid_hash_is_found() -> None:
    entries = chain()
    lie = entries[2]._replace(on_hand=50)
    entries[2] = lie._replace(hash=entry_hash(*lie[:-1]))
    assert find_first_defect(entries[:3]) == ChainDefect("AAA", "MAIN", 3, "balance")


def test_a_removed_entry_is_found() -> None:
    entries = chain()
    del entries[1]
    assert find_first_defect(entries) == ChainDefect("AAA", "MAIN", 3, "sequence")


texts = st.text(st.sampled_from("a|:-1"), max_size=6)
all_texts = st.tuples(st.none() | texts, st.none() | texts, texts, texts)
Texts = tuple[str | None, str | None, str, str]


@given(all_texts, all_texts)
def test_different_texts_have_different_hashes(one: Texts, other: Texts) -> None:
    def hashed(texts: Texts) -> bytes:
        reason, reference, actor, request = texts
        zeros = (0, 0, 0, 0, 0, 0)
        return entry_hash("AAA", "MAIN", 1, "x", *zeros, reason, reference, None, actor, request, NOW, GENESIS_HASH)

    assert (hashed(one) == hashed(other)) == (one == other)


def test_times_of_a_chain_never_decrease() -> None:
    level = StockLevel(sku="AAA", location_code="MAIN")
    level.book(RECEIVED, WHY, on_hand=1)
    earlier = WHY._replace(now=NOW - timedelta(seconds=5))
    assert level.book(RECEIVED, earlier, on_hand=1).at == NOW


@pytest.mark.parametrize(
    "change", [{"on_hand": -1}, {"reserved": 6}, {"reserved": -1}, {"unavailable": 6}, {"unavailable": -1}]
)
def test_a_level_never_reserves_missing_units(change: dict[str, int]) -> None:
    level = replace(StockLevel(sku="AAA", location_code="MAIN"), on_hand=5 if "on_hand" not in change else 0)
    with pytest.raises(Oversold):
        level.book(RESERVED, WHY, **change)
