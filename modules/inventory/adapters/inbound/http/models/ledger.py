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


class LedgerEntryOut(OutModel):
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


class LedgerDefectOut(OutModel):
    """An entry whose hash or number does not match."""

    sku: str
    location_code: str
    seq: int
    problem: Literal["sequence", "prev_hash", "hash", "balance"]


class LedgerVerificationOut(OutModel):
    """`broken` lists the first invalid entry of each broken chain, at most 100."""

    ok: bool
    chains: int
    entries: int
    first_bad: LedgerDefectOut | None
    broken: list[LedgerDefectOut]


def entry_out(view: EntryView) -> LedgerEntryOut:
    fields = view.entry._asdict()
    return LedgerEntryOut(
        id=view.id,
        **{**fields, "prev_hash": view.entry.prev_hash.hex(), "hash": view.entry.hash.hex()},
    )


def verification_out(verification: LedgerVerification) -> LedgerVerificationOut:
    broken = [LedgerDefectOut.model_validate(defect._asdict()) for defect in verification.defects[:100]]
    return LedgerVerificationOut(
        ok=not broken,
        chains=verification.chains,
        entries=verification.entries,
        first_bad=broken[0] if broken else None,
        broken=broken,
    )
