"""Scheduled events of payments."""

from entrypoints.development.payment_sandbox.context import CommandContext
from entrypoints.development.payment_sandbox.payments import charges, disputes, payment_intents, refunds
from entrypoints.development.payment_sandbox.payments.schedule import Step


def run_due_steps(context: CommandContext) -> None:
    """Run the due steps."""
    for step in context.records.schedule.take_steps(context.now):
        _run_step(context, step)


def _run_step(context: CommandContext, step: Step) -> None:
    match step.kind:
        case refunds.REFUND_FAILS:
            refunds.fails(context, context.find("refund", step.subject))
        case refunds.REFUND_SETTLES:
            refunds.settles(context, context.find("refund", step.subject))
        case charges.GETS_DISPUTED:
            disputes.open_dispute(context, context.find("charge", step.subject))
        case charges.LAPSES:
            payment_intents.expire_authorization(context, context.find("payment_intent", step.subject))
