"""Metrics and traces of orders paid at the sandbox."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from entrypoints.api_program import ApiProgram
from tests.entrypoints.journeys.test_storefront_cache import work
from tests.entrypoints.telemetry.metric_values import MetricIncrease, reported
from tests.entrypoints.telemetry.orders import order
from tests.running.payment_sandbox import running_sandbox


@pytest.fixture
async def provider_url(tmp_path: Path) -> AsyncIterator[str]:
    async with running_sandbox(tmp_path) as sandbox:
        yield sandbox.url


async def test_orders_payments_and_their_effects_are_counted(program: ApiProgram, shop: httpx2.AsyncClient) -> None:
    increase = MetricIncrease()
    placed = await shop.post("/v1/orders", json=order(2), headers={"Idempotency-Key": "a"})
    again = await shop.post("/v1/orders", json=order(2), headers={"Idempotency-Key": "a"})
    assert (placed.status_code, again.status_code) == (201, 201), placed.text
    value = await reported(shop)
    assert value('outbox_deliveries{consumer="orders.settle_payments"}') == 1
    assert value('stock_reservations{state="payment_pending"}') == 1
    assert value('stock_reserved_units{state="payment_pending"}') == 2
    assert value('stock_reserved_units{state="waiting"}') == 0
    assert value('business_metric_up{metric="outbox_deliveries"}') == 1
    assert value('processes{process="test"}') == 1
    assert value('db_pool_size{process="test"}') == 20
    await work(program)
    await shop.post("/v1/orders", json=order(1, "pm_card_chargeDeclined"))
    await work(program)

    assert increase("events_total", type="orders.order.placed") == 2
    assert increase("events_total", type="orders.payment.captured") == 1
    assert increase("events_total", type="orders.payment.declined") == 1
    assert increase("http_idempotent_replays_total") == 1
    assert increase("http_requests_total", method="POST", route="/v1/orders", status="201") == 3
    assert increase("batcher_batch_size_count", batcher="place orders") == 3
    # One takes the money; before each of the two orders, not before the repeat, the card's token was looked up.
    assert increase("payment_provider_requests_total", status="200") == 3
    assert increase("payment_provider_requests_total", status="402") == 1
    assert increase("deliveries_total", consumer="orders.settle_payments", outcome="done") == 2
    assert increase("deliveries_total", consumer="notifications.order_confirmed", outcome="done") == 1
    assert increase("delivery_lag_seconds_count", consumer="orders.settle_payments") == 2
    assert 0 < increase("delivery_lag_seconds_sum", consumer="orders.settle_payments") < 120
