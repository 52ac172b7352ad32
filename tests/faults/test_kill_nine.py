"""Components are killed one after the other while orders are replayed: nothing is lost or duplicated."""

import json
import random
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from entrypoints.development.supervisor.stale_processes import stop_everything
from tests.running.running_shop import TRADEPOST, Shop
from tests.timeouts import TIMEOUT_SECONDS

pytestmark = [pytest.mark.process, pytest.mark.timeout(600)]

VICTIMS = ("api", "worker", "relay", "scheduler", "valkey")
ROUNDS = 1
SEED = 7


@pytest.fixture
def shop() -> Iterator[Shop]:
    with TemporaryDirectory(prefix="tradepost-faults-") as folder:
        shop = Shop(Path(folder))
        up = shop.start(*TRADEPOST, "up", TRADEPOST_RATE_LIMITS="off", TRADEPOST_DEMO="0")
        shop.until_ready()
        yield shop
        up.terminate()
        up.wait(60)
        stop_everything(shop.home.folder)


def test_killing_any_process_loses_or_duplicates_nothing(shop: Shop) -> None:
    data, report = shop.folder / "data", shop.folder / "report.json"
    shop.tradepost("demo-data", "--out", str(data), "--orders", "80", "--skus", "60", "--seed", str(SEED))
    shop.tradepost("import", str(data), "--stock", "plan")
    key = shop.home.stored_secret("development key")
    assert key is not None
    replay = shop.start(
        *(*TRADEPOST, "replay-orders", str(data), "--url", f"http://127.0.0.1:{shop.port}", "--buyers", "16"),
        *("--rate", "8", "--patience", "120", "--out", str(report)),
        log=shop.folder / "replay",
        REPLAY_API_KEY=key,
    )
    shop.until(lambda: figure(shop, key, "/v1/orders?limit=1", "total") not in (None, 0))
    killed = kill_while(replay, shop)
    assert set(killed) == set(VICTIMS)
    assert replay.wait(TIMEOUT_SECONDS) == 0, (shop.folder / "replay").read_text()
    assert json.loads(report.read_text())["summary"]["repeats"] > 0, "no request was affected by the kills"
    shop.until(lambda: figure(shop, key, "/v1/admin/outbox", "pending") == 0)
    diagnosis = json.loads(shop.tradepost("doctor", "--json"))
    assert diagnosis["healthy"], diagnosis


def kill_while(replay: subprocess.Popen[bytes], shop: Shop) -> list[str]:
    """Kill each component in turn once it runs again, while orders are placed."""
    victims = list(VICTIMS) * ROUNDS
    random.Random(SEED).shuffle(victims)
    killed: list[str] = []
    for part in victims:
        while not shop.runs(part):
            time.sleep(0.1)
        time.sleep(0.7)
        if replay.poll() is not None:
            break
        shop.kill(part)
        killed.append(part)
    return killed


def figure(shop: Shop, key: str, path: str, name: str) -> int | None:
    """A number from a response; None if the shop does not respond."""
    request = urllib.request.Request(f"http://127.0.0.1:{shop.port}{path}", headers={"Authorization": f"Bearer {key}"})
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return int(json.load(response)[name])
    except OSError:
        return None
