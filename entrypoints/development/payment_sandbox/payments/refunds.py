"""Refunds, and what becomes of them."""

from entrypoints.development.payment_sandbox.context import Desk
from entrypoints.development.payment_sandbox.payments.cards import CARDS, Afterwards
from entrypoints.development.payment_sandbox.stripe_api.errors import impossible, invalid
from entrypoints.development.payment_sandbox.stripe_api.objects import Body, new_refund
from entrypoints.development.payment_sandbox.stripe_api.parameters import Parameters

REASONS = ("duplicate", "fraudulent", "requested_by_customer")
REFUND_FAILS, REFUND_SETTLES = "refund_fails", "refund_settles"


def create(desk: Desk, asked: Parameters) -> Body:
    intent_id, charge_id = asked.text("payment_intent"), asked.text("charge")
    amount, reason, labels = asked.amount("amount"), asked.choice("reason", *REASONS), asked.labels()
    asked.end()
    charge = _charge(desk, intent_id, charge_id)
    left = charge["amount"] - charge["amount_refunded"]
    if charge["disputed"]:
        raise impossible(f"Charge {charge['id']} has been charged back; cannot issue a refund.", "charge_disputed")
    if left == 0:
        raise impossible(f"Charge {charge['id']} has already been refunded.", "charge_already_refunded")
    amount = amount or left
    if amount > left:
        raise impossible(
            f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left}).",
            "amount_too_large",
            param="amount",
        )
    refund = new_refund(charge, amount, reason, labels, desk.second)
    intent = desk.find("payment_intent", charge["payment_intent"])
    match CARDS[intent["_card"]].afterwards:
        case Afterwards.REFUND_FAILS:
            desk.later(REFUND_FAILS, refund)
        case Afterwards.REFUND_WAITS:
            refund["status"] = "pending"
            desk.later(REFUND_SETTLES, refund)
        case _ if desk.faults.fails_refund():
            desk.later(REFUND_FAILS, refund)
    _count(desk, charge, amount)
    desk.records.add(refund)
    desk.announce("refund.created", refund)
    desk.announce("charge.refunded", charge)
    return refund


def fails(desk: Desk, refund: Body) -> None:
    """The bank sends the money back: the refund did not reach the buyer."""
    refund.update(status="failed", failure_reason="expired_or_canceled_card")
    desk.records.change(refund)
    _count(desk, desk.find("charge", refund["charge"]), -refund["amount"])
    desk.announce("refund.failed", refund)


def settles(desk: Desk, refund: Body) -> None:
    refund["status"] = "succeeded"
    desk.records.change(refund)
    desk.announce("refund.updated", refund)


def _charge(desk: Desk, intent_id: str | None, charge_id: str | None) -> Body:
    if (intent_id is None) == (charge_id is None):
        raise invalid("You must provide one of charge and payment_intent.", param="payment_intent")
    if charge_id is None:
        charge_id = desk.find("payment_intent", str(intent_id), "payment_intent")["latest_charge"]
    charge = desk.find("charge", charge_id, "charge") if charge_id else None
    if charge is None or not charge["captured"]:
        raise impossible(
            f"{intent_id or charge_id} does not have a successful charge to refund.",
            "payment_intent_unexpected_state" if intent_id else "charge_not_refundable",
        )
    return charge


def _count(desk: Desk, charge: Body, amount: int) -> None:
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    desk.records.change(charge)
