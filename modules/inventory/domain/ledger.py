"""The ledger: one immutable entry per change of a level, chained to the preceding entry by its hash."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

GENESIS_HASH = bytes(32)
"""The `prev_hash` of the first entry of a chain."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

RECEIVED = "received"
ADJUSTED = "adjusted"
COUNTED = "counted"
RESERVED = "reserved"
FILLED = "filled"
RELEASED = "released"
EXPIRED = "expired"
DEALLOCATED = "deallocated"
SHIPPED = "shipped"
RESTORED = "restored"
RETURNED = "returned"
REALLOCATED = "reallocated"
TRANSFER_OUT = "transfer_out"
TRANSFER_IN = "transfer_in"


class MovementContext(NamedTuple):
    """Time, actor, request and reason of a stock movement."""

    now: datetime
    actor: str
    request_id: str
    reason: str | None = None
    reference: str | None = None


class LedgerEntry(NamedTuple):
    """`seq` numbers a chain (SKU and location) from 1 without gaps. Balances are those after the entry."""

    sku: str
    location_code: str
    seq: int
    kind: str
    on_hand_delta: int
    reserved_delta: int
    unavailable_delta: int
    on_hand: int
    reserved: int
    unavailable: int
    reason: str | None
    reference: str | None
    order_id: int | None
    actor: str
    request_id: str
    at: datetime
    prev_hash: bytes
    hash: bytes


def entry_hash(
    sku: str, place: str, seq: int, kind: str, d1: int, d2: int, d3: int, b1: int, b2: int, b3: int,
    reason: str | None, reference: str | None, order_id: int | None, actor: str, request_id: str,
    at: datetime, prev_hash: bytes,
) -> bytes:  # fmt: skip
    """The SHA-256 of an entry's canonical text, from all its fields except the hash, in order.

    Free texts are prefixed with their length, so that the canonical text is unambiguous.
    """
    text = (
        f"{sku}|{place}|{seq}|{kind}|{d1}|{d2}|{d3}|{b1}|{b2}|{b3}|{'-' if order_id is None else order_id}"
        f"|{(at - _EPOCH) // _MICROSECOND}|{'-' if reason is None else f'{len(reason)}:{reason}'}"
        f"|{'-' if reference is None else f'{len(reference)}:{reference}'}"
        f"|{len(actor)}:{actor}|{len(request_id)}:{request_id}|{prev_hash.hex()}"
    )
    return sha256(text.encode()).digest()


class ChainDefect(NamedTuple):
    """An invalid entry of a chain."""

    sku: str
    location_code: str
    seq: int
    problem: str


def find_first_defect(chain: Sequence[LedgerEntry]) -> ChainDefect | None:
    """The first entry of an ordered chain that is inconsistent with itself or its predecessor."""
    balances, prev_hash = (0, 0, 0), GENESIS_HASH
    for expected, entry in enumerate(chain, 1):
        problem = _problem(entry, expected, balances, prev_hash)
        if problem:
            return ChainDefect(entry.sku, entry.location_code, entry.seq, problem)
        balances, prev_hash = (entry.on_hand, entry.reserved, entry.unavailable), entry.hash
    return None


def _problem(entry: LedgerEntry, expected: int, before: tuple[int, int, int], prev_hash: bytes) -> str | None:
    if entry.seq != expected:
        return "sequence"
    if entry.prev_hash != prev_hash:
        return "prev_hash"
    if entry.hash != entry_hash(*entry[:-1]):
        return "hash"
    after = (before[0] + entry.on_hand_delta, before[1] + entry.reserved_delta, before[2] + entry.unavailable_delta)
    return "balance" if after != (entry.on_hand, entry.reserved, entry.unavailable) else None
