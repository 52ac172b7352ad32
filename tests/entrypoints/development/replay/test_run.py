"""A replay against a stub: nothing is duplicated, everything is counted, and wrong responses are detected."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from entrypoints.command_options import PayBy, StockMode
from entrypoints.development.replay import http_client
from entrypoints.development.replay.http_client import ShopClient
from entrypoints.development.replay.run import ReplayOptions, Report, replay
from entrypoints.development.replay.scenario import Shares
from entrypoints.development.shop_data.folder import ShopFolder
from entrypoints.development.shop_data.generator.shop import Shop, generate_shop
from entrypoints.development.shop_data.stocking import AMPLE_UNITS
from shared.kernel.backoff import Backoff
from tests.entrypoints.development.replay.stub_shop import StubShop

PLACED_ALONE = Shares(pay=PayBy.MANUAL, declined=0, waits=0, ships=0, refunded=0)
EVERYTHING = ReplayOptions(
    buyers=8, limit=None, per_second=0, lines_at_most=50, stock=None, shares=PLACED_ALONE, cancellations=False
)


@pytest.fixture(autouse=True)
def _no_long_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_client, "BACKOFF", Backoff(timedelta(milliseconds=1), timedelta(milliseconds=8)))


@pytest.fixture(scope="module")
def shop() -> Shop:
    return generate_shop(3, 80, 60)


@pytest.fixture
def folder(shop: Shop, tmp_path: Path) -> ShopFolder:
    shop.write(tmp_path)
    return ShopFolder(tmp_path)


def stocked(shop: Shop, ample: bool = False, hiccups: int = 0) -> StubShop:
    stock = {row.sku: AMPLE_UNITS if ample else row.initial_stock for row in shop.stock_plan}
    return StubShop(stock, {row.sku: row.unit_price_cents for row in shop.catalog}, hiccups)


@contextmanager
def unwatched(_title: str, _total: int) -> Iterator[Callable[[], None]]:
    yield lambda: None


async def run(folder: ShopFolder, stub: StubShop, wishes: ReplayOptions = EVERYTHING) -> Report:
    async with stub.http() as http:
        return await replay(folder, ShopClient(http), wishes, unwatched)


async def test_with_ample_stock_every_order_is_placed(shop: Shop, folder: ShopFolder) -> None:
    report = await run(folder, stocked(shop, ample=True))
    assert report.stock is StockMode.AMPLE
    assert report.proved, report.as_json()
    assert report.summary.refused == 0
    assert report.summary.orders == len(shop.orders)
    assert report.summary.subtotal_cents_accepted == sum(order.total_catalogue_cents for order, _ in shop.orders)
    assert report.summary.units_accepted == sum(order.units for order, _ in shop.orders)


async def test_with_the_planned_stock_only_short_skus_are_refused(shop: Shop, folder: ShopFolder) -> None:
    report = await run(folder, stocked(shop))
    summary = report.summary
    assert report.stock is StockMode.PLAN
    assert report.proved, report.as_json()
    assert summary.refused_by_code == {"insufficient_stock": summary.refused}
    assert summary.accepted + summary.refused == summary.parts
    assert summary.units_accepted + summary.units_refused == summary.units
    assert {row.sku for row in summary.short_skus} <= {row.sku for row in shop.stock_plan if row.short}
    for order in summary.half_accepted:
        assert order.accepted
        assert order.refused


@pytest.mark.parametrize("keys_kept", [True, False])
async def test_a_repeat_doubles_nothing(shop: Shop, folder: ShopFolder, keys_kept: bool) -> None:
    stub = stocked(shop)
    first = await run(folder, stub)
    orders, users = len(stub.orders), len(stub.users)
    if not keys_kept:
        stub.forget_keys()
    again = await run(folder, stub)
    assert (len(stub.orders), len(stub.users)) == (orders, users)
    assert again.proved
    assert again.summary.accepted_earlier == again.summary.accepted == first.summary.accepted


async def test_lost_responses_are_recovered_by_retries(shop: Shop, folder: ShopFolder) -> None:
    report = await run(folder, stocked(shop, hiccups=20))
    assert report.summary.repeats > 0
    assert report.proved, report.as_json()


async def test_a_part_of_the_file_and_then_the_whole(shop: Shop, folder: ShopFolder) -> None:
    stub = stocked(shop)
    part = await run(folder, stub, replace(EVERYTHING, limit=10, stock=StockMode.PLAN))
    assert part.proved
    assert part.summary.orders == 10
    whole = await run(folder, stub)
    assert whole.proved
    assert (await run(folder, stub, replace(EVERYTHING, limit=10, stock=StockMode.PLAN))).proved


async def test_a_planted_discrepancy_is_found(shop: Shop, folder: ShopFolder) -> None:
    stub = stocked(shop, ample=True)

    @contextmanager
    def tampering(title: str, _total: int) -> Iterator[Callable[[], None]]:
        if title == "proof":
            stub.left[shop.orders[0][1][0].sku] += 1
            stub.orders[0]["subtotal_cents"] += 1
        yield lambda: None

    async with stub.http() as http:
        report = await replay(folder, ShopClient(http), EVERYTHING, tampering)
    failing = {proof.promise for proof in report.proofs if not proof.holds}
    assert failing == {
        "The sum of all subtotals equals the files' sum",
        "Every accepted order exists once, no rejected order exists",
        "The remaining stock of every SKU is the initial stock minus the units sold and kept",
    }


async def test_an_incomplete_order_lifecycle_fails_the_replay(shop: Shop, folder: ShopFolder) -> None:
    wishes = replace(EVERYTHING, limit=3, shares=replace(PLACED_ALONE, ships=1))
    report = await run(folder, stocked(shop, ample=True), wishes)
    (failing,) = (proof for proof in report.proofs if not proof.holds)
    assert len([what for what in failing.against if "shipping: 404 not_found" in what]) == report.summary.parts
    assert report.as_json()["proved"] is False


async def test_the_request_rate_is_kept(shop: Shop, folder: ShopFolder) -> None:
    wishes = replace(EVERYTHING, limit=10, per_second=100, lines_at_most=1_000, stock=StockMode.AMPLE)
    report = await run(folder, stocked(shop, ample=True), wishes)
    assert report.summary.parts == 10
    assert report.summary.seconds >= 0.09


async def test_earlier_stock_and_orders_are_ignored(shop: Shop, folder: ShopFolder) -> None:
    stub = stocked(shop)
    sku = max(shop.stock_plan, key=lambda row: row.initial_stock).sku
    stub.left[sku] += 50_000
    async with stub.http() as http:
        order = {"client_reference": "demo", "items": [{"sku": sku, "quantity": 7}]}
        await ShopClient(http).post("/v1/orders", order, "demo")
    assert (await run(folder, stub)).proved
    assert (await run(folder, stub)).proved


async def test_stock_that_was_not_imported_is_found(shop: Shop, folder: ShopFolder) -> None:
    stub = stocked(shop)
    stub.left[shop.stock_plan[0].sku] -= 1
    report = await run(folder, stub, replace(EVERYTHING, stock=StockMode.PLAN))
    failing = {proof.promise for proof in report.proofs if not proof.holds}
    assert failing == {"Of every SKU there was at least what was imported"}
