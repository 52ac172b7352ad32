import asyncio

from redis.asyncio import Redis

from shared.infra.messaging.notifier import MAX_DEBOUNCE_SECONDS, Notifier
from tests.timeouts import TIMEOUT_SECONDS

COMMANDS_A_RING = 2
SPARE_RINGS = 5
"""The first ones, the last, and what a new connection says of itself."""


async def rung() -> None:
    """Wait until every ring has been sent."""
    await asyncio.gather(*asyncio.all_tasks() - {asyncio.current_task()})


async def test_a_notification_wakes_a_waiting_relay(broker_url: str) -> None:
    ours, theirs = Notifier(broker_url), Notifier(broker_url)

    async def wait() -> None:
        while not await theirs.wait(1):
            pass

    waiting = asyncio.create_task(wait())
    await asyncio.sleep(0.05)
    ours.notify()
    await asyncio.wait_for(waiting, TIMEOUT_SECONDS)
    await ours.close()
    await theirs.close()


async def test_notifications_without_a_waiting_relay_are_merged(broker_url: str) -> None:
    bell = Notifier(broker_url)
    for _ in range(100):
        bell.notify()
    await rung()
    assert await bell.wait(1)
    assert not await bell.wait(0.05)
    await bell.close()


async def test_notifications_are_batched_into_few_commands(broker_url: str) -> None:
    bell, client = Notifier(broker_url), Redis.from_url(broker_url)
    loop = asyncio.get_running_loop()
    began = loop.time()
    for _ in range(200):
        bell.notify()
        await asyncio.sleep(0.0005)
    await rung()
    took = loop.time() - began
    own, connections = await client.client_id(), await client.client_list()
    database = next(one["db"] for one in connections if int(one["id"]) == own)
    (of_bell,) = (one for one in connections if one["db"] == database and int(one["id"]) != own)
    assert 2 <= int(of_bell["tot-cmds"]) / COMMANDS_A_RING <= took / MAX_DEBOUNCE_SECONDS + SPARE_RINGS
    await bell.close()
    await client.aclose()


async def test_without_a_server_notify_is_ignored_and_wait_sleeps() -> None:
    bell = Notifier("redis://127.0.0.1:1/0")
    bell.notify()
    loop = asyncio.get_running_loop()
    began = loop.time()
    assert not await bell.wait(0.1)
    assert loop.time() - began > 0.09
    await bell.close()
