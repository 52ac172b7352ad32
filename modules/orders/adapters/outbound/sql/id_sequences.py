"""Ids from database sequences, fetched in batches to save statements."""

from collections.abc import Sequence

from shared.infra.sql.transaction import SqlTransaction

BATCH_SIZE = 50


class IdSequence:
    """One for each process and database sequence (`orders.order_ids`); unused ids are lost when the process ends.

    Several processes share the sequence, so ids ascend only roughly with time: sort by `created_at` instead.
    """

    def __init__(self, sequence: str) -> None:
        self._next = f"SELECT nextval('{sequence}') AS id FROM generate_series(1, $1::int)"  # noqa: S608 constants only
        self._buffer: list[int] = []

    async def take(self, tx: SqlTransaction, count: int) -> Sequence[int]:
        while (missing := count - len(self._buffer)) > 0:  # others take while this one waits
            self._buffer += [row["id"] for row in await tx.fetch(self._next, max(missing, BATCH_SIZE))]
        ids = self._buffer[:count]
        del self._buffer[:count]
        return ids
