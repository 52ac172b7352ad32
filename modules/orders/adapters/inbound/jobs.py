"""What is due every so often."""

from collections.abc import Sequence
from datetime import timedelta

from modules.orders.application.expire_orders import ExpireOrders
from shared.kernel.module import Job

EXPIRY_EVERY = timedelta(seconds=5)


def jobs(expire: ExpireOrders) -> Sequence[Job]:
    async def run() -> None:
        await expire()

    return [Job("orders.expire_unpaid", EXPIRY_EVERY, run)]
