"""Disputes (chargebacks)."""

from entrypoints.development.payment_sandbox.context import CommandContext
from entrypoints.development.payment_sandbox.stripe_api.errors import invalid_state
from entrypoints.development.payment_sandbox.stripe_api.objects import Body, new_dispute
from entrypoints.development.payment_sandbox.stripe_api.parameters import Parameters

VERDICTS = {"winning_evidence": "won", "losing_evidence": "lost"}


def open_dispute(context: CommandContext, charge: Body) -> None:
    charge["disputed"] = True
    context.records.change(charge)
    dispute = new_dispute(charge, context.second)
    context.records.add(dispute)
    context.publish_event("charge.dispute.created", dispute)


def close(context: CommandContext, parameters: Parameters, id_: str) -> Body:
    """The shop accepts the dispute."""
    parameters.end()
    return _closed(context, _open(context, id_), "lost")


def submit_evidence(context: CommandContext, parameters: Parameters, id_: str) -> Body:
    """The shop submits evidence. Stripe documents two texts that decide a test dispute."""
    evidence = parameters.inner("evidence")
    text = evidence.text("uncategorized_text")
    evidence.end()
    parameters.flag("submit")
    parameters.end()
    dispute = _open(context, id_)
    dispute["evidence"]["uncategorized_text"] = text
    if text in VERDICTS:
        return _closed(context, dispute, VERDICTS[text])
    context.records.change(dispute)
    return dispute


def _open(context: CommandContext, id_: str) -> Body:
    dispute = context.find("dispute", id_)
    if dispute["status"] != "needs_response":
        raise invalid_state("This dispute is already closed.", "dispute_already_closed")
    return dispute


def _closed(context: CommandContext, dispute: Body, status: str) -> Body:
    dispute["status"] = status
    context.records.change(dispute)
    context.publish_event("charge.dispute.closed", dispute)
    return dispute
