"""Find the idempotency keys whose requests have been answered."""

from collections.abc import Sequence

from modules.orders.ports.unit_of_work import BeginBatch
from shared.kernel.errors import DomainError
from shared.kernel.idempotency import IdempotencyKey


class FindAnsweredKeys:
    def __init__(self, begin: BeginBatch) -> None:
        self._begin = begin

    async def __call__(self, keys: Sequence[IdempotencyKey]) -> Sequence[bool | DomainError]:
        """For each key, whether it has a response; an error if it is in use or was used for another request."""
        async with self._begin(keys) as work:
            states = work.key_states
        return [state if isinstance(state, DomainError) else state is not None for state in states]
