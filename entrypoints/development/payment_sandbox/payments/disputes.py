"""Disputes: a buyer asks the bank for the money back."""

from entrypoints.development.payment_sandbox.context import Desk
from entrypoints.development.payment_sandbox.stripe_api.errors import impossible
from entrypoints.development.payment_sandbox.stripe_api.objects import Body, new_dispute
from entrypoints.development.payment_sandbox.stripe_api.parameters import Parameters

VERDICTS = {"winning_evidence": "won", "losing_evidence": "lost"}


def begins(desk: Desk, charge: Body) -> None:
    charge["disputed"] = True
    desk.records.change(charge)
    dispute = new_dispute(charge, desk.second)
    desk.records.add(dispute)
    desk.announce("charge.dispute.created", dispute)


def close(desk: Desk, asked: Parameters, id_: str) -> Body:
    """The shop gives in."""
    asked.end()
    return _closed(desk, _open(desk, id_), "lost")


def answer(desk: Desk, asked: Parameters, id_: str) -> Body:
    """The shop gives evidence. Stripe documents two texts that decide a test's dispute."""
    evidence = asked.inner("evidence")
    text = evidence.text("uncategorized_text")
    evidence.end()
    asked.flag("submit")
    asked.end()
    dispute = _open(desk, id_)
    dispute["evidence"]["uncategorized_text"] = text
    if text in VERDICTS:
        return _closed(desk, dispute, VERDICTS[text])
    desk.records.change(dispute)
    return dispute


def _open(desk: Desk, id_: str) -> Body:
    dispute = desk.find("dispute", id_)
    if dispute["status"] != "needs_response":
        raise impossible("This dispute is already closed.", "dispute_already_closed")
    return dispute


def _closed(desk: Desk, dispute: Body, status: str) -> Body:
    dispute["status"] = status
    desk.records.change(dispute)
    desk.announce("charge.dispute.closed", dispute)
    return dispute
