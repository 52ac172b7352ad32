"""Response models of the ledger."""

from datetime import datetime
from typing import Literal

from modules.inventory.ports.ledger_queries import EntryView, LedgerVerification
from shared.infra.http.requests.fields import OutModel

Kind = Literal[
    "received",
    "adjusted",
    "counted",
    "reserved",
    "filled",
    "released",
    "expired",
    "deallocated",
    "shipped",
    "restored",
    "returned",
    "reallocated",
    "transfer_out",
    "transfer_in",
]


class EntryOut(OutModel):
    """An immutable entry. `hash` covers all its fields and the hash of the preceding entry of its chain."""

    id: int
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
    prev_hash: str
    hash: str


class FlawOut(OutModel):
    sku: str
    location_code: str
    seq: int
    problem: Literal["sequence", "prev_hash", "hash", "balance"]


class VerdictOut(OutModel):
    """`broken` lists the first invalid entry of each broken chain, at most 100."""

    ok: bool
    chains: int
    entries: int
    first_bad: FlawOut | None
    broken: list[FlawOut]


def entry_out(view: EntryView) -> EntryOut:
    fields = view.entry._asdict()
    return EntryOut(
        id=view.id,
        **{**fields, "prev_hash": view.entry.prev_hash.hex(), "hash": view.entry.hash.hex()},
    )


def verification_out(verification: LedgerVerification) -> VerdictOut:
    broken = [FlawOut.model_validate(defect._asdict()) for defect in verification.defects[:100]]
    return VerdictOut(
        ok=not broken,
        chains=verification.chains,
        entries=verification.entries,
        first_bad=broken[0] if broken else None,
        broken=broken,
    )
