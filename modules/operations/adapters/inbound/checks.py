"""Doctor checks of events, deliveries and idempotency keys."""

from collections.abc import Sequence
from datetime import timedelta

from modules.operations.ports.integrity import IntegrityQueries
from shared.kernel.deployment import DeploymentWarnings
from shared.kernel.module import Check, Violation
from shared.kernel.transaction import Transaction

MAX_DELIVERY_DELAY = timedelta(seconds=300)
"""Ten times the lease of a delivery."""
DAYS_CHECKED = timedelta(days=1)
MAX_REQUEST_DURATION = timedelta(minutes=10)


def checks(integrity: IntegrityQueries, deployment_warnings: DeploymentWarnings) -> list[Check]:
    async def no_gaps(tx: Transaction) -> Sequence[Violation]:
        return [
            Violation(f"{kind}:{id_}", f"has {number} events, numbered from {first} to {last}")
            for kind, id_, first, last, number in await integrity.sequence_gaps(tx)
        ]

    async def feed_order(tx: Transaction) -> Sequence[Violation]:
        return [
            Violation(f"{kind}:{id_}", f"has event {sequence} before the previous one in the feed")
            for kind, id_, sequence in await integrity.out_of_order(tx)
        ]

    async def no_missing_deliveries(tx: Transaction) -> Sequence[Violation]:
        return [
            Violation(f"event:{event}", f"has no delivery to {consumer}")
            for event, consumer in await integrity.missing_deliveries(tx)
        ]

    async def no_orphans(tx: Transaction) -> Sequence[Violation]:
        return [
            Violation(f"event:{event}", f"does not exist, but has a delivery to {consumer}")
            for event, consumer in await integrity.orphaned_deliveries(tx)
        ]

    async def single_state(tx: Transaction) -> Sequence[Violation]:
        dead = [
            Violation(f"event:{event}", f"is a delivery and a dead letter of {consumer} at the same time")
            for event, consumer in await integrity.dead_letters_still_pending(tx)
        ]
        repeated = [
            Violation(f"event:{event}", f"is both pending and done for {consumer}")
            for event, consumer in await integrity.repeated_deliveries(tx)
        ]
        return [*dead, *repeated]

    async def days_exist(tx: Transaction) -> Sequence[Violation]:
        today = tx.now.date()
        missing = [
            Violation(f"day {day}", "has no partition for events and deliveries: is the scheduler running?")
            for day in await integrity.missing_days(tx, today, today + DAYS_CHECKED)
        ]
        rows = await integrity.rows_without_day(tx)
        unplaced = Violation("default partitions", f"hold {rows} rows of days without a partition")
        return [*missing, unplaced] if rows else missing

    async def no_overdue_deliveries(tx: Transaction) -> Sequence[Violation]:
        return [
            Violation(f"event:{event}", f"has been due to {consumer} since {due:%Y-%m-%dT%H:%M:%SZ}")
            for event, consumer, due in await integrity.overdue_deliveries(tx, tx.now - MAX_DELIVERY_DELAY)
        ]

    async def no_unanswered_requests(tx: Transaction) -> Sequence[Violation]:
        return [
            Violation(
                f"request {scope}",
                f"started at {at:%Y-%m-%dT%H:%M:%SZ} and has no stored response; a repeat completes it",
            )
            for scope, at in await integrity.unanswered_requests(tx, tx.now - MAX_REQUEST_DURATION)
        ]

    async def least_privilege(tx: Transaction) -> Sequence[Violation]:
        role = await integrity.overprivileged_role(tx)
        detail = (
            "has the rights of the tables' owner: give DATABASE_URL another role than TRADEPOST_MIGRATION_DATABASE_URL"
        )
        return [Violation(f"role {role}", detail)] if role else []

    return [
        Check("operations.event_sequences_gapless", "the events of an aggregate are numbered without gaps", no_gaps),
        Check(
            "operations.feed_in_sequence",
            "the feed returns the events of an aggregate in sequence",
            feed_order,
            warning=True,
        ),
        Check(
            "operations.deliveries_exist",
            "every event has a delivery to every consumer of its type",
            no_missing_deliveries,
        ),
        Check(
            "operations.deliveries_have_events",
            "every delivery and dead letter has its event, until both are pruned",
            no_orphans,
        ),
        Check(
            "operations.delivery_in_one_state",
            "a delivery is exactly one of pending, done or a dead letter",
            single_state,
        ),
        Check(
            "operations.no_overdue_deliveries",
            "every delivery is made within ten leases after it is due",
            no_overdue_deliveries,
        ),
        Check(
            "operations.event_days_exist",
            "events and deliveries have partitions for today and tomorrow",
            days_exist,
            warning=True,
        ),
        Check(
            "operations.no_pending_responses",
            "every request with an idempotency key has a response",
            no_unanswered_requests,
            warning=True,
        ),
        Check(
            "operations.least_privilege", "the program's database role owns no tables", least_privilege, warning=True
        ),
        _deployment_is_complete(deployment_warnings),
    ]


def _deployment_is_complete(warnings: DeploymentWarnings) -> Check:
    async def deployment(_tx: Transaction) -> Sequence[Violation]:
        return await warnings()

    return Check(
        "operations.deployment_is_complete",
        "settings and servers are those of a shop in production",
        deployment,
        warning=True,
    )
