import asyncio

from redis.asyncio import Redis

from shared.infra.queue.doorbell import Doorbell


async def test_a_ring_wakes_who_waits(broker_url: str) -> None:
    ours, theirs = Doorbell(broker_url), Doorbell(broker_url)
    waiting = asyncio.create_task(theirs.wait(2))
    await asyncio.sleep(0.05)
    ours.ring()
    assert await asyncio.wait_for(waiting, 1)
    await ours.close()
    await theirs.close()


async def test_a_ring_while_nobody_waits_is_kept_once(broker_url: str) -> None:
    bell = Doorbell(broker_url)
    for _ in range(100):
        bell.ring()
    await asyncio.sleep(0.1)
    assert await bell.wait(0.05)
    assert not await bell.wait(0.05)
    await bell.close()


async def test_many_rings_are_few_commands(broker_url: str) -> None:
    bell, client = Doorbell(broker_url), Redis.from_url(broker_url)
    before = (await client.info("commandstats")).get("cmdstat_lpush", {}).get("calls", 0)
    for _ in range(200):
        bell.ring()
        await asyncio.sleep(0.0005)
    await bell.close()
    after = (await client.info("commandstats"))["cmdstat_lpush"]["calls"]
    assert after - before < 60
    await client.aclose()


async def test_without_a_server_ringing_is_silent_and_waiting_is_sleeping() -> None:
    bell = Doorbell("redis://127.0.0.1:1/0")
    bell.ring()
    loop = asyncio.get_running_loop()
    began = loop.time()
    assert not await bell.wait(0.1)
    assert 0.09 < loop.time() - began < 0.5
    await bell.close()
