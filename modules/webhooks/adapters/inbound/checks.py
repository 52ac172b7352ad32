"""Doctor checks of webhooks."""

from collections.abc import Sequence

from modules.webhooks.domain.delivery import LEASE
from modules.webhooks.ports.integrity import Integrity
from shared.kernel.module import Check, Violation
from shared.kernel.transaction import Transaction

MAX_DELAY = 10 * LEASE


def checks(integrity: Integrity) -> list[Check]:
    async def in_time(tx: Transaction) -> Sequence[Violation]:
        return [
            Violation(f"webhook_delivery:{id_}", f"to endpoint {endpoint}: due since {due:%Y-%m-%dT%H:%M:%SZ}")
            for id_, endpoint, due in await integrity.overdue(tx, tx.now - MAX_DELAY)
        ]

    async def have_endpoints(tx: Transaction) -> Sequence[Violation]:
        return [
            Violation(f"webhook_delivery:{id_}", f"belongs to endpoint {endpoint}, which is missing or inactive")
            for id_, endpoint in await integrity.orphans(tx)
        ]

    async def consistent(tx: Transaction) -> Sequence[Violation]:
        return [
            Violation(f"webhook_delivery:{id_}", f"is {status}, which contradicts its other columns")
            for id_, status in await integrity.inconsistent(tx)
        ]

    async def subscription_matches(tx: Transaction) -> Sequence[Violation]:
        active, subscribed = await integrity.subscription_state(tx)
        if subscribed == (active > 0):
            return []
        detail = f"{active} endpoints are active, and events are {'' if subscribed else 'not '}delivered to this module"
        return [Violation("webhooks", detail)]

    return [
        Check("webhooks.no_overdue_messages", "no delivery is overdue by more than ten leases", in_time),
        Check(
            "webhooks.deliveries_have_endpoints",
            "every delivery has an endpoint, and every pending one an active endpoint",
            have_endpoints,
        ),
        Check("webhooks.delivery_states", "a delivery's times and attempts match its status", consistent),
        Check(
            "webhooks.subscription_matches_endpoints",
            "events are subscribed exactly while there is an active endpoint",
            subscription_matches,
        ),
    ]
