"""The ledger: one immutable line for every change of a level, each chained to the one before by its hash."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

GENESIS_HASH = bytes(32)
"""What the first entry of a chain names as its predecessor."""

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
    """Why and when entries are made."""

    now: datetime
    actor: str
    request_id: str
    reason: str | None = None
    reference: str | None = None


class LedgerEntry(NamedTuple):
    """`seq` counts its chain's (SKU and location) entries gaplessly from 1; balances are those after it."""

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
    """The hash of an entry, given all its fields but the hash in their order.

    Free texts are written with their length, so that no two entries are written alike.
    """
    text = (
        f"{sku}|{place}|{seq}|{kind}|{d1}|{d2}|{d3}|{b1}|{b2}|{b3}|{'-' if order_id is None else order_id}"
        f"|{(at - _EPOCH) // _MICROSECOND}|{'-' if reason is None else f'{len(reason)}:{reason}'}"
        f"|{'-' if reference is None else f'{len(reference)}:{reference}'}"
        f"|{len(actor)}:{actor}|{len(request_id)}:{request_id}|{prev_hash.hex()}"
    )
    return sha256(text.encode()).digest()


class ChainDefect(NamedTuple):
    """What is wrong with an entry of a chain."""

    sku: str
    location_code: str
    seq: int
    problem: str


def find_first_defect(chain: Sequence[LedgerEntry]) -> ChainDefect | None:
    """The first entry of one chain, given in order, that is not what its predecessor and itself say."""
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
