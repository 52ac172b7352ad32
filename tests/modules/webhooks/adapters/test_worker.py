"""The delivery worker in a worker process: it starts and stops with it, and may be killed."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from modules.webhooks.domain.delivery import LEASE
from tests.modules.webhooks import worker
from tests.modules.webhooks.receiver import OK, Receiver
from tests.modules.webhooks.webhooks_app import WebhooksApp
from tests.timeouts import TIMEOUT_SECONDS

pytestmark = pytest.mark.process


@contextmanager
def running(database_url: str, broker_url: str) -> Iterator[subprocess.Popen[bytes]]:
    environment = {**os.environ}
    command = [sys.executable, worker.__file__, database_url, broker_url]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


async def test_a_worker_killed_between_sending_and_settling_causes_the_same_message_again(
    app: WebhooksApp, receiver: Receiver, database_url: str, broker_url: str
) -> None:
    receiver.respond = lambda _: None
    made = await app.endpoint(receiver.url)
    await app.sell(1)
    await app.fan_out()
    with running(database_url, broker_url) as process:
        await receiver.until(1)
        process.send_signal(signal.SIGKILL)
        process.wait()
    (delivery,) = await app.deliveries(made["id"])
    assert (delivery["status"], delivery["attempts"], delivery["last_error"]) == ("pending", 1, None)
    receiver.respond = lambda _: OK
    app.colour = "red"
    app.database.clock_shift = LEASE + timedelta(seconds=30)
    assert await app.send() == 1
    first, second = receiver.received
    assert (first.body, first.headers["webhook-id"]) == (second.body, second.headers["webhook-id"])
    (delivery,) = await app.deliveries(made["id"])
    assert (delivery["status"], delivery["attempts"]) == ("succeeded", 2)


async def test_a_stopping_worker_settles_running_deliveries(
    app: WebhooksApp, receiver: Receiver, database_url: str, broker_url: str
) -> None:
    made = await app.endpoint(receiver.url)
    await app.sell(1)
    await app.fan_out()
    with running(database_url, broker_url) as process:

        def stop(_: object) -> bytes:
            process.send_signal(signal.SIGTERM)
            return OK

        receiver.respond = stop
        await receiver.until(1)
        assert process.wait(TIMEOUT_SECONDS) == 0
    assert [delivery["status"] for delivery in await app.deliveries(made["id"])] == ["succeeded"]
