"""What happens to payments by itself, when its time has come."""

from entrypoints.payment_sandbox import charging, disputes, intents, refunds
from entrypoints.payment_sandbox.agenda import Step
from entrypoints.payment_sandbox.desk import Desk


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
        case charging.GETS_DISPUTED:
            disputes.begins(desk, desk.find("charge", step.subject))
        case charging.LAPSES:
            intents.lapse(desk, desk.find("payment_intent", step.subject))
