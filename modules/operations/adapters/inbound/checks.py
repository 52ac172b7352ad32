"""What the program promises of events, for doctor."""

from collections.abc import Sequence
from datetime import timedelta

from modules.operations.ports.integrity import Integrity
from shared.kernel.module import Check, Violation
from shared.kernel.transaction import Transaction

LONGEST_DELAY = timedelta(seconds=300)
"""Ten leases."""
LONGEST_ANSWER = timedelta(minutes=10)


def checks(integrity: Integrity) -> list[Check]:
    async def no_gaps(tx: Transaction) -> Sequence[Violation]:
        return [
            Violation(f"{kind}:{id_}", f"has {number} events, numbered from {first} to {last}")
            for kind, id_, first, last, number in await integrity.gaps(tx)
        ]

    async def feed_order(tx: Transaction) -> Sequence[Violation]:
        return [
            Violation(f"{kind}:{id_}", f"has event {sequence} before the previous one in the feed")
            for kind, id_, sequence in await integrity.out_of_order(tx)
        ]

    async def none_forgotten(tx: Transaction) -> Sequence[Violation]:
        return [
            Violation(f"event:{event}", f"was never meant to reach {consumer}")
            for event, consumer in await integrity.forgotten(tx)
        ]

    async def one_fate(tx: Transaction) -> Sequence[Violation]:
        return [
            Violation(f"event:{event}", f"is a delivery and a dead letter of {consumer} at the same time")
            for event, consumer in await integrity.both(tx)
        ]

    async def in_time(tx: Transaction) -> Sequence[Violation]:
        return [
            Violation(f"event:{event}", f"has been due to {consumer} since {due:%Y-%m-%dT%H:%M:%SZ}")
            for event, consumer, due in await integrity.overdue(tx, tx.now - LONGEST_DELAY)
        ]

    async def answered(tx: Transaction) -> Sequence[Violation]:
        return [
            Violation(f"request {scope}", f"was begun at {at:%Y-%m-%dT%H:%M:%SZ}; its answer waits for its repeat")
            for scope, at in await integrity.unfinished(tx, tx.now - LONGEST_ANSWER)
        ]

    async def lesser_role(tx: Transaction) -> Sequence[Violation]:
        role = await integrity.too_mighty(tx)
        detail = (
            "may act as the tables' owner: give DATABASE_URL a role of its own, as TRADEPOST_MIGRATION_DATABASE_URL has"
        )
        return [Violation(f"role {role}", detail)] if role else []

    return [
        Check("operations.no_gaps", "the events of an aggregate are numbered without gaps", no_gaps),
        Check("operations.feed_order", "the feed gives an aggregate's events in sequence", feed_order, warning=True),
        Check("operations.none_forgotten", "every event has a delivery to every consumer of its type", none_forgotten),
        Check("operations.one_fate", "a delivery is pending, done or a dead letter, and only one of them", one_fate),
        Check("operations.in_time", "no delivery stays undone for ten leases after it is due", in_time),
        Check("operations.answered", "whoever sent a key has been answered", answered, warning=True),
        Check("operations.lesser_role", "the program's database role owns no tables", lesser_role, warning=True),
    ]
