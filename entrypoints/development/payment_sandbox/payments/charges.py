"""A try to take an intent's money, and what comes of it."""

import secrets
from typing import Any

from entrypoints.development.payment_sandbox.context import Desk
from entrypoints.development.payment_sandbox.payments.cards import CARDS, Afterwards, Card
from entrypoints.development.payment_sandbox.stripe_api.errors import Refusal, declined
from entrypoints.development.payment_sandbox.stripe_api.objects import Body, new_charge, new_id, shown

PAGE = "/_sandbox/authenticate"
LAPSES, GETS_DISPUTED = "lapses", "gets_disputed"


def attempt(desk: Desk, intent: Body) -> Body:
    """Use the payment method that the intent was given: charge it, or have the buyer asked first. Raises Refusal."""
    card = CARDS[intent["_card"]]
    if not card.asks_buyer:
        charge(desk, intent, card)
        return intent
    page = intent["_page"] = secrets.token_hex(16)
    redirect = {"return_url": intent["_return_url"], "url": f"{desk.url}{PAGE}/{intent['id']}/{page}"}
    intent["status"] = "requires_action"
    intent["next_action"] = {"type": "redirect_to_url", "redirect_to_url": redirect}
    desk.records.change(intent)
    desk.announce("payment_intent.requires_action", intent)
    return intent


def charge(desk: Desk, intent: Body, card: Card) -> None:
    """Ask the bank. Raises Refusal where it says no, with that kept in the books."""
    manual = intent["capture_method"] == "manual"
    lapse = desk.second + desk.faults.switches.authorization_seconds if manual else None
    made = new_charge(intent, card, desk.second, lapse)
    desk.records.add(made)
    intent.update(latest_charge=made["id"], next_action=None, last_payment_error=None, _page=None)
    if card.decline:
        error = {
            "type": "card_error",
            "code": card.decline.code,
            "decline_code": card.decline.decline_code,
            "message": card.decline.message,
            "charge": made["id"],
        }
        raise fail(desk, intent, error)
    intent["status"] = "requires_capture" if manual else "succeeded"
    if lapse is None:
        take(desk, intent, made, intent["amount"])
    else:
        intent["amount_capturable"] = intent["amount"]
        desk.records.change(intent)
        desk.records.agenda.plan_step(lapse, LAPSES, intent["id"])
        desk.announce("payment_intent.amount_capturable_updated", intent)


def fail(desk: Desk, intent: Body, error: dict[str, Any]) -> Refusal:
    """Write down that the payment method is no good; the answer to give."""
    method = {"id": intent["payment_method"], "object": "payment_method", "type": "card"}
    intent.update(
        status="requires_payment_method",
        next_action=None,
        payment_method=None,
        last_payment_error={**error, "payment_method": method},
        _page=None,
    )
    desk.records.change(intent)
    desk.announce("payment_intent.payment_failed", intent)
    return declined({**error, "payment_intent": shown(intent), "payment_method": method})


def take(desk: Desk, intent: Body, made: Body, amount: int) -> None:
    """Capture a charge; what is not taken goes back to the buyer, which counts as refunded."""
    made.update(
        captured=True,
        amount_captured=amount,
        amount_refunded=made["amount"] - amount,
        balance_transaction=new_id("txn"),
    )
    intent.update(status="succeeded", amount_received=amount, amount_capturable=0)
    desk.records.change(made)
    desk.records.change(intent)
    desk.records.note_capture(made)
    desk.announce("payment_intent.succeeded", intent)
    if CARDS[intent["_card"]].afterwards is Afterwards.DISPUTED:
        desk.later(GETS_DISPUTED, made)
