"""Store the final response of a request that waited for the payment provider under its idempotency key."""

from modules.orders.ports.unit_of_work import Begin
from shared.kernel.idempotency import IdempotencyKey, StoredResponse


class CompleteResponse:
    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, key: IdempotencyKey, response: StoredResponse) -> None:
        async with self._begin() as work:
            work.tx.complete_response(key, response)
            await work.commit()
