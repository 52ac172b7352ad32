"""A generated shop's orders through the whole program: commands, HTTP, PostgreSQL and verification."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
from asgi_lifespan import LifespanManager
from typer.testing import CliRunner

from entrypoints.cli.main import app
from entrypoints.command_options import PayBy, StockMode
from entrypoints.configuration.environment import load
from entrypoints.development.replay.http_client import ShopClient, Unauthorized
from entrypoints.development.replay.run import ReplayOptions, Report, replay
from entrypoints.development.replay.scenario import Shares
from entrypoints.development.shop_data.folder import ShopFolder
from entrypoints.development.shop_data.generator.shop import Shop, generate_shop
from entrypoints.http.asgi import application
from tests.running.databases import DatabaseUrls
from tests.timeouts import TIMEOUT_SECONDS

SCOPES = (
    *("users:read", "users:write", "orders:create", "orders:read", "orders:write", "orders:refund"),
    *("payments:record", "fulfillment:write", "returns:write", "inventory:read"),
)
MANUAL_PAYMENT = Shares(pay=PayBy.MANUAL, refunded=0.3)
WISHES = ReplayOptions(buyers=16, limit=None, per_second=0, lines_at_most=50, stock=None, shares=MANUAL_PAYMENT)


@pytest.fixture(scope="module")
def shop() -> Shop:
    return generate_shop(11, 60, 50)


@pytest.fixture
def folder(shop: Shop, tmp_path: Path) -> Path:
    shop.write(tmp_path / "shop")
    return tmp_path / "shop"


@pytest.fixture
def reported(database: DatabaseUrls, redis_url: str, broker_url: str) -> dict[str, str]:
    """The program's variables."""
    return {
        "DATABASE_URL": database.program,
        "REDIS_URL": redis_url,
        "TRADEPOST_BROKER_URL": broker_url,
        "TRADEPOST_ADMIN_PASSWORD": "correct horse battery staple",
    }


@pytest.fixture
def program(reported: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Run a command of the program in its own environment and return its output."""
    monkeypatch.chdir(tmp_path)
    shell = CliRunner(env=reported)

    def run(*arguments: str) -> str:
        done = shell.invoke(app, arguments)
        assert done.exit_code == 0, done.output
        return done.stdout.strip()

    return run


@pytest.fixture
def key(program: Callable[..., str]) -> str:
    program("create-admin", "--email", "boss@shop.example")
    scopes = (f"--scope={scope}" for scope in SCOPES)
    return program("api-key", "--owner", "boss@shop.example", "--name", "replay", *scopes)


@contextmanager
def unwatched(_title: str, _total: int) -> Iterator[Callable[[], None]]:
    yield lambda: None


async def run(reported: dict[str, str], folder: Path, key: str) -> Report:
    async with (
        LifespanManager(application(load(reported)), TIMEOUT_SECONDS, TIMEOUT_SECONDS) as running,
        httpx2.AsyncClient(
            base_url="http://shop",
            headers={"Authorization": f"Bearer {key}"},
            transport=httpx2.ASGITransport(app=running.app),
        ) as http,
    ):
        return await replay(ShopFolder(folder), ShopClient(http, patience=20), WISHES, unwatched)


def test_with_ample_stock_all_orders_are_placed(
    program: Callable[..., str], reported: dict[str, str], key: str, folder: Path, shop: Shop
) -> None:
    program("import", str(folder), "--stock", "ample")
    report = asyncio.run(run(reported, folder, key))
    assert report.proved, report.as_json()
    assert (report.stock, report.summary.refused) == (StockMode.AMPLE, 0)
    assert report.summary.subtotal_cents_accepted == sum(order.total_catalogue_cents for order, _ in shop.orders)


def test_with_the_planned_stock_only_short_items_are_rejected(
    program: Callable[..., str], reported: dict[str, str], key: str, folder: Path
) -> None:
    program("import", str(folder), "--stock", "plan")
    report = asyncio.run(run(reported, folder, key))
    assert report.proved, report.as_json()
    assert report.summary.refused_by_code == {"insufficient_stock": report.summary.refused}
    again = asyncio.run(run(reported, folder, key))
    assert again.proved, again.as_json()
    assert again.summary.accepted_earlier == again.summary.accepted == report.summary.accepted


def test_an_invalid_api_key_is_reported(reported: dict[str, str], folder: Path) -> None:
    with pytest.raises(Unauthorized):
        asyncio.run(run(reported, folder, "sk_dev_wrong"))
