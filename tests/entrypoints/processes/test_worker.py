import asyncio
import subprocess
import sys
import threading
from typing import Any

import dramatiq
import pytest
from dramatiq.middleware import Retries

from entrypoints.processes import worker
from shared.infra.messaging.background_tasks import BackgroundTaskRunner
from shared.infra.messaging.broker import DeliveryBroker
from shared.infra.messaging.outbox import Outbox
from shared.infra.messaging.workers.actors import NoActors
from shared.infra.messaging.workers.worker import (
    TIME_LIMIT_SECONDS,
    EventLoopMiddleware,
    LifecycleMiddleware,
    worker_broker,
)
from shared.infra.sql.database import Database
from shared.kernel import module as kernel
from shared.kernel.events import ReceivedEvent
from shared.kernel.module import Consumer, Stop, Subscription
from tests.timeouts import TIMEOUT_SECONDS

NOWHERE = "postgresql://unknown@127.0.0.1:1/none"


async def external(_: ReceivedEvent) -> None: ...
async def inside(_tx: object, _: ReceivedEvent) -> None: ...
async def nothing() -> None: ...


SUBSCRIPTIONS = [
    Subscription(Consumer("a.in", ["x.y.z"]), handler=inside),
    Subscription(Consumer("a.out", ["x.y.z"], external=True), external_handler=external),
]


def prepared(url: str, subscriptions: list[Subscription]) -> DeliveryBroker:
    return worker.prepare_broker(url, subscriptions, Database(NOWHERE, {}, outbox=Outbox), nothing)


def test_every_subscription_becomes_an_actor_of_the_current_broker(broker_url: str) -> None:
    broker = prepared(broker_url, SUBSCRIPTIONS)
    assert dramatiq.get_broker() is broker
    assert {name: actor.queue_name for name, actor in broker.actors.items()} == {
        "a.in": "transactional",
        "a.out": "external",
    }


def test_background_tasks_run_while_the_worker_is_open(broker_url: str) -> None:
    said: list[str] = []
    runs = threading.Event()

    async def turn(stop: Stop) -> None:
        said.append("begins")
        runs.set()
        await stop.wait()
        said.append("ends")

    async def opened() -> None:
        said.append("opened")

    async def closed() -> None:
        said.append("closed")

    broker = worker_broker(
        broker_url,
        opened,
        on_stop=closed,
        background_tasks=BackgroundTaskRunner([kernel.BackgroundTask("mill.turn", turn)]),
    )
    broker.emit_before("worker_boot", None)
    assert runs.wait(TIMEOUT_SECONDS)
    broker.emit_before("worker_shutdown", None)
    broker.emit_after("worker_shutdown", None)
    assert said == ["opened", "begins", "ends", "closed"]


def test_a_worker_without_consumers_is_reported(broker_url: str) -> None:
    with pytest.raises(NoActors):
        prepared(broker_url, [])


def test_duplicate_consumer_names_are_rejected(broker_url: str) -> None:
    with pytest.raises(ValueError, match="already registered"):
        prepared(broker_url, [SUBSCRIPTIONS[0], SUBSCRIPTIONS[0]])


def test_the_broker_is_configured_for_reliable_delivery(broker_url: str) -> None:
    broker: Any = prepared(broker_url, SUBSCRIPTIONS)
    kinds = [type(middleware) for middleware in broker.middleware]
    assert Retries not in kinds
    assert kinds.index(LifecycleMiddleware) > kinds.index(EventLoopMiddleware)
    assert (broker.heartbeat_timeout, broker.maintenance_chance) == (2_000, 1_000_000)
    assert TIME_LIMIT_SECONDS < 30
    assert not broker.delay_queues
    options = broker.client.connection_pool.connection_kwargs
    assert (options["socket_timeout"], options["socket_connect_timeout"]) == (2, 1)
    assert options["retry"]._retries == 0


@pytest.mark.process
async def test_a_worker_that_cannot_start_ends_and_says_why(broker_url: str) -> None:
    program = (
        "from entrypoints.processes import worker\n"
        "from shared.infra.messaging.outbox import Outbox\n"
        "from shared.infra.sql.database import Database\n"
        "from tests.entrypoints.processes.test_worker import NOWHERE, SUBSCRIPTIONS, nothing\n"
        f"worker.run({broker_url!r}, SUBSCRIPTIONS, Database(NOWHERE, {{}}, outbox=Outbox), closed=nothing)\n"
    )
    ended = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", program], capture_output=True, text=True, timeout=TIMEOUT_SECONDS
    )
    assert ended.returncode == 1
    assert "CouldNotStart" in ended.stderr
    assert "cannot be reached" in ended.stderr
