"""Charges: attempts to collect the payment of an intent."""

import secrets
from typing import Any

from entrypoints.development.payment_sandbox.context import CommandContext
from entrypoints.development.payment_sandbox.payments.cards import CARDS, Card, FollowUp
from entrypoints.development.payment_sandbox.stripe_api.errors import StripeError, declined
from entrypoints.development.payment_sandbox.stripe_api.objects import Body, new_charge, new_id, public_body

PAGE = "/_sandbox/authenticate"
LAPSES, GETS_DISPUTED = "lapses", "gets_disputed"


def attempt(context: CommandContext, intent: Body) -> Body:
    """Charge the intent's payment method, or require authentication first. Raises StripeError."""
    card = CARDS[intent["_card"]]
    if not card.requires_authentication:
        charge(context, intent, card)
        return intent
    page = intent["_page"] = secrets.token_hex(16)
    redirect = {"return_url": intent["_return_url"], "url": f"{context.url}{PAGE}/{intent['id']}/{page}"}
    intent["status"] = "requires_action"
    intent["next_action"] = {"type": "redirect_to_url", "redirect_to_url": redirect}
    context.records.change(intent)
    context.publish_event("payment_intent.requires_action", intent)
    return intent


def charge(context: CommandContext, intent: Body, card: Card) -> None:
    """Charge the card. If the bank declines, store the failure and raise StripeError."""
    manual = intent["capture_method"] == "manual"
    lapse = context.second + context.faults.switches.authorization_seconds if manual else None
    made = new_charge(intent, card, now=context.second, capture_before=lapse)
    context.records.add(made)
    intent.update(latest_charge=made["id"], next_action=None, last_payment_error=None, _page=None)
    if card.decline:
        error = {
            "type": "card_error",
            "code": card.decline.code,
            "decline_code": card.decline.decline_code,
            "message": card.decline.message,
            "charge": made["id"],
        }
        raise fail(context, intent, error)
    intent["status"] = "requires_capture" if manual else "succeeded"
    if lapse is None:
        capture_charge(context, intent, made=made, amount=intent["amount"])
    else:
        intent["amount_capturable"] = intent["amount"]
        context.records.change(intent)
        context.records.schedule.schedule_event(lapse, LAPSES, intent["id"])
        context.publish_event("payment_intent.amount_capturable_updated", intent)


def fail(context: CommandContext, intent: Body, error: dict[str, Any]) -> StripeError:
    """Store that the payment failed and return the error to raise."""
    method = {"id": intent["payment_method"], "object": "payment_method", "type": "card"}
    intent.update(
        status="requires_payment_method",
        next_action=None,
        payment_method=None,
        last_payment_error={**error, "payment_method": method},
        _page=None,
    )
    context.records.change(intent)
    context.publish_event("payment_intent.payment_failed", intent)
    return declined({**error, "payment_intent": public_body(intent), "payment_method": method})


def capture_charge(context: CommandContext, intent: Body, *, made: Body, amount: int) -> None:
    """Capture a charge; an amount that is not captured counts as refunded."""
    made.update(
        captured=True,
        amount_captured=amount,
        amount_refunded=made["amount"] - amount,
        balance_transaction=new_id("txn"),
    )
    intent.update(status="succeeded", amount_received=amount, amount_capturable=0)
    context.records.change(made)
    context.records.change(intent)
    context.records.record_capture(made)
    context.publish_event("payment_intent.succeeded", intent)
    if CARDS[intent["_card"]].follow_up is FollowUp.DISPUTED:
        context.schedule(GETS_DISPUTED, made)
