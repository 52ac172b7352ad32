"""Verifies the responses of a replay against the shop's state after the last order."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from entrypoints.development.replay.placement import NO_RESPONSE, Accepted, Outcome, Refused
from entrypoints.development.replay.planning import Part
from entrypoints.development.replay.proofs.shop_state import ShopState
from entrypoints.development.shop_data.money import format_cents
from entrypoints.development.shop_data.rows import Stock


@dataclass(frozen=True, slots=True)
class Proof:
    """A verified statement; it holds if nothing contradicts it. `figures` describes what was compared."""

    promise: str
    figures: str
    against: Sequence[str]

    @property
    def holds(self) -> bool:
        return not self.against


def prove(
    planned: Sequence[Part], outcomes: Sequence[Outcome], state: ShopState, *, stock: Mapping[str, Stock]
) -> Iterator[Proof]:
    """`planned` are all parts of the files, `outcomes` those of this run, `stock` that before the first order."""
    accepted = [outcome for outcome in outcomes if isinstance(outcome, Accepted)]
    refused = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
    yield _standing(accepted, refused, state)
    yield _money(planned, state)
    yield _reasons(refused, stock)
    yield _levels(state, stock)


def prove_stocked(imported: Mapping[str, Stock], before: ShopState) -> Proof:
    """`imported` is the opening stock by SKU, `before` the shop's state before this run."""
    against = [
        f"{sku}: {found} before the first order, {row.initial_stock} imported"
        for sku, row in imported.items()
        if (found := before.available.get(sku, 0) + before.sold.get(sku, 0)) < row.initial_stock
    ]
    return Proof("Of every SKU there was at least what was imported", f"{len(imported)} SKUs", against)


def _standing(accepted: Sequence[Accepted], refused: Sequence[Refused], state: ShopState) -> Proof:
    against = [f"{reference} exists twice" for reference in state.doubled]
    against += [
        f"{outcome.part.reference} was accepted and is not there so"
        for outcome in accepted
        if _subtotal(state, outcome.part.reference) != outcome.subtotal_cents
    ]
    against += [
        f"{outcome.part.reference} was refused ({outcome.code}) and exists"
        for outcome in refused
        if outcome.part.reference in state.orders and outcome.code != NO_RESPONSE
    ]
    return Proof(
        "Every accepted order exists once, no rejected order exists",
        f"{len(accepted)} accepted + {len(refused)} rejected = {len(accepted) + len(refused)}",
        against,
    )


def _money(planned: Sequence[Part], state: ShopState) -> Proof:
    subtotals = {reference: int(order["subtotal_cents"]) for reference, order in state.orders.items()}
    against = [
        f"{part.reference}: {format_cents(subtotals[part.reference])}, "
        f"by the catalogue {format_cents(part.subtotal_cents)}"
        for part in planned
        if subtotals.get(part.reference, part.subtotal_cents) != part.subtotal_cents
    ]
    taken = sum(subtotals.values())
    missing = sum(part.subtotal_cents for part in planned if part.reference not in subtotals)
    invoiced = sum({part.order.order_ref: part.order.total_catalogue_cents for part in planned}.values())
    if taken + missing != invoiced:
        against.append(f"{format_cents(taken)} + {format_cents(missing)} is not the files' {format_cents(invoiced)}")
    return Proof(
        "The sum of all subtotals equals the files' sum",
        f"{format_cents(taken)} accepted + {format_cents(missing)} rejected = {format_cents(invoiced)}",
        against,
    )


def _reasons(refused: Sequence[Refused], stock: Mapping[str, Stock]) -> Proof:
    against = [f"{outcome.part.reference}: {outcome.code} {outcome.detail}" for outcome in refused if not outcome.short]
    named = {short.sku for outcome in refused for short in outcome.short}
    could = {sku for sku, row in stock.items() if row.short > 0}
    against += [f"{sku} was refused, and there was stock for all" for sku in sorted(named - could)]
    return Proof(
        "Orders are rejected only for lack of stock",
        f"{len(named)} SKUs rejected, {len(could)} short by plan",
        against,
    )


def _levels(state: ShopState, stock: Mapping[str, Stock]) -> Proof:
    sold = state.sold_here()
    against = [
        f"{sku}: {state.available.get(sku, 0)} available, {row.initial_stock} - {sold[sku]} expected"
        for sku, row in stock.items()
        if state.available.get(sku, 0) != row.initial_stock - sold[sku]
    ]
    return Proof(
        "The remaining stock of every SKU is the initial stock minus the units sold and kept",
        f"{len(stock)} SKUs, {sold.total()} units sold and kept",
        against,
    )


def _subtotal(state: ShopState, reference: str) -> int | None:
    order = state.orders.get(reference)
    return int(order["subtotal_cents"]) if order else None
