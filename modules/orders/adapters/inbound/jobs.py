"""The module's periodic jobs."""

from collections.abc import Sequence
from datetime import timedelta

from modules.orders.application.payments.delete_old_provider_events import DeleteOldProviderEvents
from modules.orders.application.payments.notify_authorization_expiry import NotifyAuthorizationExpiry
from modules.orders.application.placement.expire_orders import BATCH, ExpireOrders
from modules.orders.application.settlement.reconcile_payments import BATCH as RECONCILED_AT_ONCE
from modules.orders.application.settlement.reconcile_payments import ReconcilePayments
from modules.orders.domain.order.payments.payment import SETTLEMENT_INTERVAL
from shared.kernel.module import Job

EXPIRY_EVERY = timedelta(seconds=5)


def jobs(
    expire: ExpireOrders,
    reconcile: ReconcilePayments,
    notify_expiry: NotifyAuthorizationExpiry,
    delete_events: DeleteOldProviderEvents,
) -> Sequence[Job]:
    async def run_expiry() -> None:
        while await expire() == BATCH:
            pass

    async def run_reconciliation() -> None:
        while await reconcile() == RECONCILED_AT_ONCE:
            pass

    return [
        Job("orders.expire_unpaid", EXPIRY_EVERY, run_expiry),
        Job("orders.reconcile_payments", SETTLEMENT_INTERVAL, run_reconciliation),
        Job("orders.notify_authorization_expiry", timedelta(minutes=10), notify_expiry),
        Job("orders.prune_provider_events", timedelta(hours=1), delete_events),
    ]
