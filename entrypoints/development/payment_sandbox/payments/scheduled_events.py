"""What happens to payments by itself, when its time has come."""

from entrypoints.development.payment_sandbox.context import Desk
from entrypoints.development.payment_sandbox.payments import charges, disputes, payment_intents, refunds
from entrypoints.development.payment_sandbox.payments.schedule import Step


def happen(desk: Desk) -> None:
    """Do every step that is due."""
    for step in desk.records.agenda.take_steps(desk.now):
        _take(desk, step)


def _take(desk: Desk, step: Step) -> None:
    match step.kind:
        case refunds.REFUND_FAILS:
            refunds.fails(desk, desk.find("refund", step.subject))
        case refunds.REFUND_SETTLES:
            refunds.settles(desk, desk.find("refund", step.subject))
        case charges.GETS_DISPUTED:
            disputes.begins(desk, desk.find("charge", step.subject))
        case charges.LAPSES:
            payment_intents.lapse(desk, desk.find("payment_intent", step.subject))
