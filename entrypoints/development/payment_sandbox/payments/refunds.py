"""Refunds and their outcomes."""

from entrypoints.development.payment_sandbox.context import CommandContext
from entrypoints.development.payment_sandbox.payments.cards import CARDS, FollowUp
from entrypoints.development.payment_sandbox.stripe_api.errors import invalid, invalid_state
from entrypoints.development.payment_sandbox.stripe_api.objects import Body, new_refund
from entrypoints.development.payment_sandbox.stripe_api.parameters import Parameters

REASONS = ("duplicate", "fraudulent", "requested_by_customer")
REFUND_FAILS, REFUND_SETTLES = "refund_fails", "refund_settles"


def create(context: CommandContext, parameters: Parameters) -> Body:
    intent_id, charge_id = parameters.text("payment_intent"), parameters.text("charge")
    amount, reason, labels = parameters.amount("amount"), parameters.choice("reason", *REASONS), parameters.labels()
    parameters.end()
    charge = _charge(context, intent_id, charge_id)
    left = charge["amount"] - charge["amount_refunded"]
    if charge["disputed"]:
        raise invalid_state(f"Charge {charge['id']} has been charged back; cannot issue a refund.", "charge_disputed")
    if left == 0:
        raise invalid_state(f"Charge {charge['id']} has already been refunded.", "charge_already_refunded")
    amount = amount or left
    if amount > left:
        raise invalid_state(
            f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left}).",
            "amount_too_large",
            param="amount",
        )
    refund = new_refund(charge, amount, reason, labels=labels, now=context.second)
    intent = context.find("payment_intent", charge["payment_intent"])
    match CARDS[intent["_card"]].follow_up:
        case FollowUp.REFUND_FAILS:
            context.schedule(REFUND_FAILS, refund)
        case FollowUp.REFUND_WAITS:
            refund["status"] = "pending"
            context.schedule(REFUND_SETTLES, refund)
        case _ if context.faults.should_fail_refund():
            context.schedule(REFUND_FAILS, refund)
    _count(context, charge, amount)
    context.records.add(refund)
    context.publish_event("refund.created", refund)
    context.publish_event("charge.refunded", charge)
    return refund


def fails(context: CommandContext, refund: Body) -> None:
    """The refund failed: the bank returned the money."""
    refund.update(status="failed", failure_reason="expired_or_canceled_card")
    context.records.change(refund)
    _count(context, context.find("charge", refund["charge"]), -refund["amount"])
    context.publish_event("refund.failed", refund)


def settles(context: CommandContext, refund: Body) -> None:
    refund["status"] = "succeeded"
    context.records.change(refund)
    context.publish_event("refund.updated", refund)


def _charge(context: CommandContext, intent_id: str | None, charge_id: str | None) -> Body:
    if (intent_id is None) == (charge_id is None):
        raise invalid("You must provide one of charge and payment_intent.", param="payment_intent")
    if charge_id is None:
        charge_id = context.find("payment_intent", str(intent_id), "payment_intent")["latest_charge"]
    charge = context.find("charge", charge_id, "charge") if charge_id else None
    if charge is None or not charge["captured"]:
        raise invalid_state(
            f"{intent_id or charge_id} does not have a successful charge to refund.",
            "payment_intent_unexpected_state" if intent_id else "charge_not_refundable",
        )
    return charge


def _count(context: CommandContext, charge: Body, amount: int) -> None:
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    context.records.change(charge)
