"""Ids of orders and their parts: few at a time, so that one question to the database serves several orders."""

from collections.abc import Sequence

from shared.infra.sql.transaction import SqlTransaction

BATCH_SIZE = 50


class IdSequence:
    """One per process and database sequence (`orders.order_ids`); what a process has not used is lost when it ends.

    Several processes take turns at the sequence, so ids only roughly ascend with time: what is
    newest is told by `created_at`.
    """

    def __init__(self, sequence: str) -> None:
        self._next = f"SELECT nextval('{sequence}') AS id FROM generate_series(1, $1::int)"  # noqa: S608 our own names
        self._buffer: list[int] = []

    async def take(self, tx: SqlTransaction, count: int) -> Sequence[int]:
        while (missing := count - len(self._buffer)) > 0:  # others take while this one waits
            self._buffer += [row["id"] for row in await tx.fetch(self._next, max(missing, BATCH_SIZE))]
        ids = self._buffer[:count]
        del self._buffer[:count]
        return ids
