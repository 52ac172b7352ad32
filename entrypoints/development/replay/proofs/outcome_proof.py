"""Verifies that every order reached its expected outcome, in states, units and amounts."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from entrypoints.development.replay.proofs.expected_outcome import ExpectedOutcome
from entrypoints.development.replay.proofs.shop_state import ShopState
from entrypoints.development.replay.proofs.stock_proof import Proof
from entrypoints.development.shop_data.money import format_cents


def prove_outcomes(accepted: Mapping[str, ExpectedOutcome], stuck: Sequence[str], state: ShopState) -> Iterator[Proof]:
    """`accepted`: expected outcomes of this run's orders, by reference; `stuck`: failed lifecycles with the reason."""
    yield _lived(accepted, stuck, state)
    yield _balanced(state)


def _lived(accepted: Mapping[str, ExpectedOutcome], stuck: Sequence[str], state: ShopState) -> Proof:
    against = list(stuck)
    for reference, meant in accepted.items():
        if (order := state.orders.get(reference)) is not None:
            against += [f"{reference} (order {order['id']}): {what}" for what in _differences(meant, order)]
    return Proof(
        "Every order is paid, cancelled, shipped, returned and refunded as expected",
        f"{len(accepted)} orders",
        against,
    )


def _differences(meant: ExpectedOutcome, order: Mapping[str, Any]) -> Iterator[str]:
    for name, wanted in _wanted(meant, order).items():
        if (found := order[name]) not in wanted:
            yield f"{name} is {found}, not {' or '.join(map(str, wanted))}"
    for line in order["items"]:
        id_ = line["line_id"]
        cancelled, returned = meant.cancelled[id_], meant.returned[id_]
        shipped = line["quantity"] - cancelled if meant.ships else 0
        if (line["cancelled"], line["shipped"], line["returned"]) != (cancelled, shipped, returned):
            figures = f"{line['cancelled']} cancelled, {line['shipped']} shipped, {line['returned']} returned"
            yield f"line {id_}: {figures}; meant were {cancelled}, {shipped}, {returned}"
    captures = [payment for payment in order["payments"] if payment["captured_cents"]]
    if len(captures) > 1:
        yield f"was charged {len(captures)} times"
    declined = any(payment["status"] == "declined" for payment in order["payments"])
    if declined and not meant.expected.declined:
        yield "a good card was declined"
    if meant.expected.declined and not declined and not meant.cancels_unpaid:
        yield "a bad card was not declined"


def _wanted(meant: ExpectedOutcome, order: Mapping[str, Any]) -> dict[str, Sequence[object]]:
    """The allowed values of the order's members."""
    total, back = int(order["total_cents"]), meant.back_cents(order)
    if meant.cancels_all:
        paid = (0, total) if meant.cancels_unpaid else (total,)
        states = ("refunded",) if order["paid_cents"] else ("unpaid", "voided")
        return {
            "status": ("cancelled",),
            "paid_cents": paid,
            "refunded_cents": (back,),
            "payment_status": states,
            "fulfillment_status": ("unfulfilled",),
        }
    units = meant.part.units - meant.cancelled.total()
    some = "returned" if meant.returned.total() == units else "partially_returned"
    return {
        "status": ("completed",) if meant.ships else ("confirmed",),
        "paid_cents": (total,),
        "refunded_cents": (back,),
        "payment_status": ("refunded" if back == total else "partially_refunded",) if back else ("paid",),
        "fulfillment_status": ("delivered",) if meant.ships else ("unfulfilled",),
        "return_status": (some,) if meant.late else ("none",),
    }


def _balanced(state: ShopState) -> Proof:
    orders = state.orders.values()
    paid, refunded = (sum(order[name] for order in orders) for name in ("paid_cents", "refunded_cents"))
    against = []
    if paid != state.captured_cents:
        against.append(f"orders say {format_cents(paid)} was taken, payments {format_cents(state.captured_cents)}")
    if refunded != state.given_cents:
        against.append(f"orders say {format_cents(refunded)} was given back, refunds {format_cents(state.given_cents)}")
    return Proof(
        "The orders' paid and refunded amounts equal the sums of payments and refunds",
        f"{format_cents(paid)} captured - {format_cents(refunded)} refunded = {format_cents(paid - refunded)}",
        against,
    )


def count_outcomes(accepted: Mapping[str, ExpectedOutcome], state: ShopState) -> dict[str, int]:
    """Numbers of accepted orders by outcome; amounts in cents."""
    counts: Counter[str] = Counter(
        dict.fromkeys(
            (
                "paid",
                "declined_then_paid",
                "cancelled_whole",
                "cancelled_in_part",
                "shipped",
                "delivered",
                "returned",
                "refunded",
                "paid_cents",
                "refunded_cents",
            ),
            0,
        )
    )
    for reference in accepted.keys() & state.orders.keys():
        counts.update(_came_to(state.orders[reference]))
    return dict(counts)


def _came_to(order: Mapping[str, Any]) -> dict[str, int]:
    lines, payments = order["items"], order["payments"]
    paid = order["paid_cents"] > 0
    return {
        "paid": paid,
        "declined_then_paid": paid and any(payment["status"] == "declined" for payment in payments),
        "cancelled_whole": order["status"] == "cancelled",
        "cancelled_in_part": order["status"] != "cancelled" and any(line["cancelled"] for line in lines),
        "shipped": any(line["shipped"] for line in lines),
        "delivered": order["fulfillment_status"] == "delivered",
        "returned": any(line["returned"] for line in lines),
        "refunded": order["refunded_cents"] > 0,
        "paid_cents": order["paid_cents"],
        "refunded_cents": order["refunded_cents"],
    }
