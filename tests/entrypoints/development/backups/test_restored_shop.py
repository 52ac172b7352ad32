"""A running shop is restored to an instant, beside itself."""

import json
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import asyncpg
import pytest

from entrypoints.development.servers.postgres import superuser_url
from entrypoints.development.supervisor.stale_processes import stop_everything
from tests.running.running_shop import TRADEPOST, Shop
from tests.timeouts import TIMEOUT_SECONDS

pytestmark = [pytest.mark.process, pytest.mark.long, pytest.mark.timeout(600)]

UNSENT = """
    UPDATE platform.deliveries SET done_at = NULL, due_at = now() + interval '1 day'
    WHERE consumer = 'notifications.order_confirmed'
"""


@pytest.fixture
def shop() -> Iterator[Shop]:
    with TemporaryDirectory(prefix="tradepost-restore-") as folder:
        shop = Shop(Path(folder))
        yield shop
        stop_everything(shop.home.folder)


@pytest.fixture
def copy(shop: Shop) -> Iterator[Shop]:
    (shop.folder / "beside").mkdir()
    copy = Shop(shop.folder / "beside")
    yield copy
    stop_everything(copy.home.folder)


def orders(shop: Shop) -> list[int]:
    headers = {"Authorization": f"Bearer {shop.home.stored_secret('development key')}"}
    request = urllib.request.Request(f"http://127.0.0.1:{shop.port}/v1/orders?limit=100", headers=headers)
    with urllib.request.urlopen(request, timeout=30) as response:
        return sorted(order["id"] for order in json.load(response)["items"])


def run(shop: Shop, *arguments: str) -> tuple[int, str]:
    log = shop.folder / "command"
    code = shop.start(*TRADEPOST, *arguments, log=log).wait(TIMEOUT_SECONDS)
    return code, log.read_text()


def place(shop: Shop) -> dict[str, Any]:
    """Run the banner's command with a new key."""
    log = shop.folder / "log"
    log.write_text(shop.log.replace("first-order-", "first-order-x", 1))
    return shop.paste()


async def test_a_shop_is_restored_to_an_instant_beside_itself(shop: Shop, copy: Shop) -> None:
    shop.start(*TRADEPOST, "up", TRADEPOST_BACKUP_URL=(shop.folder / "backup").as_uri())
    shop.until_ready()
    shop.until(lambda: shop.runs("wal-archive"))
    before = place(shop)["id"]
    shop.tradepost("backup")
    kept = place(shop)["id"]
    url = str(superuser_url(shop.home.postgres)).replace("/postgres?", "/tradepost?")
    connection = await asyncpg.connect(url)
    shop.until(lambda: "order_confirmed" not in shop.tradepost("dead-letters", "list"))
    while await connection.fetchval("SELECT count(*) FROM platform.deliveries WHERE done_at IS NULL"):
        pass
    await connection.execute(UNSENT)
    at = datetime.now(UTC)
    lost = place(shop)["id"]
    shop.until(lambda: json.loads(shop.tradepost("backup", "list", "--json"))["archived_until"] > at.isoformat())

    code, output = run(shop, "restore", "--at", at.isoformat(), "--into", str(copy.home.folder))
    assert code == 0, output
    assert "notifications: 2 held" in output
    assert "0 violations" in output
    assert orders(shop) == [before, kept, lost], "the running shop is not touched"

    copy.start(*TRADEPOST, "up")
    copy.until_ready()
    assert orders(copy) == [before, kept]
    assert {entry.part for entry in copy.home.process_registry.entries()} == {"up", "valkey", "api", "payments"}
    assert copy.tradepost("dead-letters", "list").count("held by the restore to") == 2
    code, output = run(copy, "doctor", "--provider", "--repair")
    assert code == 1
    assert output.count("captured at the provider for a payment that is unknown here") == 1
    assert f"of order {lost} (" in output
    assert output.count("the order does not exist; refund") == 1
    assert place(copy)["id"] > lost + 1_000_000

    assert "start it again" in copy.tradepost("restore", "--resume")
    copy.tradepost("stop")
    copy.start(*TRADEPOST, "up")
    copy.until_ready()
    copy.until(lambda: copy.runs("worker") and copy.runs("scheduler"))
    assert copy.tradepost("dead-letters", "list").count("held by the restore to") == 2

    shop.tradepost("backup", "verify")
    assert json.loads(shop.tradepost("backup", "list", "--json"))["verified_at"] > at.isoformat()
    assert not (shop.home.folder / "trial-restore").exists()
