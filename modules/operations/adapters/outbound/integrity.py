"""Queries of this module's doctor checks."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from shared.infra.messaging.queries import integrity, retention
from shared.infra.sql import audit_log, stored_responses
from shared.infra.sql.transaction import sql
from shared.kernel.feed import RETENTION
from shared.kernel.transaction import Transaction


class SqlIntegrityQueries:
    """Implements the port `IntegrityQueries`."""

    async def sequence_gaps(self, tx: Transaction) -> Sequence[tuple[str, str, int, int, int]]:
        pruned = await audit_log.was_recorded(sql(tx), resource="events", action="events.pruned")
        return await integrity.sequence_gaps(sql(tx), pruned=pruned)

    async def out_of_order(self, tx: Transaction) -> Sequence[tuple[str, str, int]]:
        return await integrity.out_of_order(sql(tx))

    async def missing_deliveries(self, tx: Transaction) -> Sequence[tuple[UUID, str]]:
        return await integrity.missing_deliveries(sql(tx), tx.now - RETENTION)

    async def orphaned_deliveries(self, tx: Transaction) -> Sequence[tuple[UUID, str]]:
        return await integrity.orphaned_deliveries(sql(tx), tx.now - RETENTION)

    async def repeated_deliveries(self, tx: Transaction) -> Sequence[tuple[UUID, str]]:
        return await integrity.repeated_deliveries(sql(tx))

    async def missing_days(self, tx: Transaction, first: date, last: date) -> Sequence[date]:
        return await retention.missing_days(sql(tx), first, last)

    async def rows_without_day(self, tx: Transaction) -> int:
        return await retention.rows_without_day(sql(tx), tx.now - RETENTION)

    async def dead_letters_still_pending(self, tx: Transaction) -> Sequence[tuple[UUID, str]]:
        return await integrity.dead_letters_still_pending(sql(tx))

    async def overdue_deliveries(self, tx: Transaction, since: datetime) -> Sequence[tuple[UUID, str, datetime]]:
        return await integrity.overdue_deliveries(sql(tx), since)

    async def unanswered_requests(self, tx: Transaction, since: datetime) -> Sequence[tuple[str, datetime]]:
        return await stored_responses.unanswered_requests(sql(tx), since)

    async def overprivileged_role(self, tx: Transaction) -> str | None:
        return await audit_log.overprivileged_role(sql(tx))
