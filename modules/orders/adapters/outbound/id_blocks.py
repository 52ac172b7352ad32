"""Ids in blocks: one question to the database for a thousand of them."""

from collections.abc import Sequence

from shared.infra.sql.transaction import SqlTransaction

BLOCK = 1_000


class IdBlocks:
    """One per process and sequence. Ids ascend within a process; what is left of a block when it ends is lost.

    Each value of the `sequence` (`orders.order_id_blocks`) stands for a block.
    """

    def __init__(self, sequence: str) -> None:
        self._next = f"SELECT nextval('{sequence}') AS block FROM generate_series(1, $1::int)"  # noqa: S608 our own names
        self._left: list[range] = []

    async def take(self, tx: SqlTransaction, count: int) -> Sequence[int]:
        if (missing := count - sum(map(len, self._left))) > 0:
            blocks = await tx.fetch(self._next, -(-missing // BLOCK))
            self._left += [range((row["block"] - 1) * BLOCK + 1, row["block"] * BLOCK + 1) for row in blocks]
        return self._taken(count)

    def _taken(self, count: int) -> list[int]:
        taken: list[int] = []
        while len(taken) < count:
            block = self._left[0]
            part = block[: count - len(taken)]
            taken += part
            if len(part) == len(block):
                del self._left[0]
            else:
                self._left[0] = block[len(part) :]
        return taken
