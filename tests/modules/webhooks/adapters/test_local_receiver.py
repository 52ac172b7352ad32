"""`tradepost listen`: messages are shown, verified and forwarded unchanged."""

import asyncio
import json
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import httpx2
import pytest
import uvicorn

from modules.webhooks.adapters.inbound.local_receiver import Listener, ReceivedWebhook
from tests.modules.webhooks.receiver import Receiver, status
from tests.modules.webhooks.webhooks_app import PATH, WebhooksApp

PROGRAM = """
import typer
from modules.webhooks.adapters.inbound.cli import commands
from modules.webhooks.public import WebhookPolicy
typer.main.get_command(commands(lambda: WebhookPolicy((), "1", "http://nowhere.example")))()
"""


@pytest.fixture
async def shop_url(app: WebhooksApp) -> AsyncIterator[str]:
    """The API of the app on a local port."""
    config = uvicorn.Config(app.asgi_app, port=0, log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server._serve())
    while not server.started:
        await asyncio.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    await serving


@contextmanager
def listening(shop_url: str, *options: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", PROGRAM, "--url", shop_url, *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


async def line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return await asyncio.to_thread(process.stdout.readline)


@pytest.mark.process
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_messages_are_shown_verified_and_forwarded_until_stopped(
    app: WebhooksApp, receiver: Receiver, shop_url: str, number: signal.Signals
) -> None:
    receiver.respond = lambda _: status(202)
    options = ["--api-key", "manager", "--events", "sample.apple.*,sample.pear.rotted", "--forward-to", receiver.url]
    with listening(shop_url, *options) as process:
        assert process.stderr is not None
        assert "listening at" in await asyncio.to_thread(process.stderr.readline)
        (made,) = (await app.manager.get(PATH)).json()["items"]
        assert made["event_types"] == ["sample.apple.*", "sample.pear.rotted"]
        await app.sell(7)
        await app.fan_out()
        await app.send()
        (received,) = receiver.received
        (delivery,) = await app.deliveries(made["id"])
        detail = (await app.manager.get(f"/v1/webhook-deliveries/{delivery['id']}")).json()
        assert json.loads(received.body) == detail["body"]
        assert received.headers["webhook-id"] == delivery["event_id"]
        assert received.headers["host"] == f"127.0.0.1:{receiver.port}"
        assert delivery["last_status"] == 202
        shown = await line(process)
        assert shown.split()[1:] == ["sample.apple.sold", "apple:7", "✓", "202"]
        process.send_signal(number)
        assert await asyncio.to_thread(process.wait, 30) == 0
    assert (await app.manager.get(PATH)).json()["items"] == []


@pytest.mark.process
async def test_with_json_each_message_is_a_json_line(app: WebhooksApp, shop_url: str) -> None:
    with listening(shop_url, "--api-key", "manager", "--json") as process:
        assert process.stderr is not None
        await asyncio.to_thread(process.stderr.readline)
        (made,) = (await app.manager.get(PATH)).json()["items"]
        await app.manager.post(f"{PATH}/{made['id']}/test")
        await app.send()
        shown = json.loads(await line(process))
        assert (shown["type"], shown["verified"], shown["status"]) == ("webhooks.test", True, 204)
        assert shown["subject"] == f"webhook_endpoint:{made['id']}"


@pytest.mark.process
@pytest.mark.parametrize(("key", "said"), [("customer", "forbidden"), ("unknown", "token_invalid")])
async def test_an_unauthorized_key_is_reported(shop_url: str, key: str, said: str) -> None:
    with listening(shop_url, "--api-key", key) as process:
        _, errors = await asyncio.to_thread(process.communicate)
    assert (process.returncode, said in errors) == (2, True)


@pytest.mark.process
async def test_a_missing_key_or_shop_is_reported() -> None:
    with listening("http://127.0.0.1:9") as process:
        _, errors = await asyncio.to_thread(process.communicate)
    assert "--api-key" in errors
    with listening("http://127.0.0.1:9", "--api-key", "manager") as process:
        _, errors = await asyncio.to_thread(process.communicate)
    assert (process.returncode, "cannot be reached" in errors) == (2, True)


@contextmanager
def listener(forward_to: str | None, shown: list[ReceivedWebhook]) -> Iterator[Listener]:
    made = Listener(forward_to, shown.append)
    made.secret = "whsec_" + "a" * 32
    with made.running():
        yield made


async def test_an_unsigned_message_is_shown_as_not_verified() -> None:
    shown: list[ReceivedWebhook] = []
    with listener(None, shown) as made:
        async with httpx2.AsyncClient(trust_env=False) as client:
            assert (await client.post(made.url, content=b"no json")).status_code == 204
    assert [(arrived.type, arrived.verified) for arrived in shown] == [("?", False)]


async def test_an_unreachable_target_is_a_bad_gateway(receiver: Receiver) -> None:
    shown: list[ReceivedWebhook] = []
    with listener("http://127.0.0.1:9/", shown) as made:
        async with httpx2.AsyncClient(trust_env=False) as client:
            assert (await client.post(made.url, content=b"{}")).status_code == 502
    assert [arrived.status for arrived in shown] == [502]
