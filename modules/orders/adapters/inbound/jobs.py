"""What is due every so often."""

from collections.abc import Sequence
from datetime import timedelta

from modules.orders.application.expire_orders import BATCH, ExpireOrders
from shared.kernel.module import Job

EXPIRY_EVERY = timedelta(seconds=5)


def jobs(expire: ExpireOrders) -> Sequence[Job]:
    async def run() -> None:
        while await expire() == BATCH:
            pass

    return [Job("orders.expire_unpaid", EXPIRY_EVERY, run)]
