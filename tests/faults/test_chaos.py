"""Orders under faults: all settle, nothing is lost or duplicated.

`make test-long` runs more orders. With a real shop's orders: `python -m tests.faults.chaos --help`.
"""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg
import httpx2
import pytest

from tests.faults.chaos import FaultyShop, Plan, faulty_shop, holds, judged, run

pytestmark = [pytest.mark.process, pytest.mark.timeout(900)]

PLAN = Plan(orders=45, buyers=16, rate=3, pause=1, seed=7)
LONG = Plan(orders=400, buyers=24, pause=2, seed=7)
STRANGE_PAYMENT = 987_654
PLANTED = (
    """
    INSERT INTO inventory.reservations (order_id, part, line_id, sku, location_code, quantity, state, created_at,
        sequence)
    SELECT 987654, 1, 1, sku, location_code, 1, 'committed', now(), 1 FROM inventory.stock_levels LIMIT 1
    """,
    "DELETE FROM platform.deliveries WHERE event_id = (SELECT event_id FROM platform.deliveries LIMIT 1)",
    "UPDATE orders.order_lines SET shipped = shipped - 1 WHERE ctid = (SELECT ctid FROM orders.order_lines "
    "WHERE shipped > returned LIMIT 1)",
    "DELETE FROM notifications.sent_mails WHERE key = (SELECT key FROM notifications.sent_mails "
    "WHERE kind = 'order_shipped' LIMIT 1)",
)


@pytest.fixture
def it() -> Iterator[FaultyShop]:
    with TemporaryDirectory(prefix="tradepost-chaos-") as folder, faulty_shop(Path(folder)) as shop:
        yield shop


@pytest.mark.parametrize(
    "plan", [pytest.param(PLAN, id="short"), pytest.param(LONG, id="long", marks=pytest.mark.long)]
)
def test_every_order_settles_and_no_invariant_is_violated(it: FaultyShop, plan: Plan) -> None:
    report = run(it, plan)
    assert holds(report), json.dumps({**report, "doctor": None}, indent=1, default=str)
    assert_orders_progressed(report["replay"]["lifecycles"])
    assert_faults_were_injected(report["faults"], report["counted"]["payments"]["captured"])
    asyncio.run(plant(it))
    assert_all_violations_are_found("\n".join(judged(it)["broken"]))


def assert_orders_progressed(lifecycles: dict[str, int]) -> None:
    for name in ("paid", "declined_then_paid", "cancelled_in_part", "shipped", "delivered", "returned", "refunded"):
        assert lifecycles[name], f"no order was {name}: this proves little"
    assert lifecycles["paid_cents"] > lifecycles["refunded_cents"] > 0


def assert_faults_were_injected(faults: dict[str, int], captured: int) -> None:
    killed = sum(times for deed, times in faults.items() if deed.startswith(("killed", "flushed")))
    assert killed >= 5, faults
    assert faults["lost_responses"], faults
    assert faults["webhooks_sent"] >= 2 * captured, faults


async def plant(it: FaultyShop) -> None:
    """Violate every invariant on purpose, to verify that the oracle detects it."""
    reported = json.loads(it.shop.home.running.read_text())
    async with httpx2.AsyncClient(base_url=reported["TRADEPOST_STRIPE_API_BASE"], trust_env=False) as sandbox:
        await sandbox.put("/_sandbox/faults", json={})
        form = {
            "amount": "1234",
            "currency": "gbp",
            "confirm": "true",
            "payment_method": "pm_card_visa",
            "metadata[payment_id]": str(STRANGE_PAYMENT),
            "metadata[order_id]": "1",
        }
        form |= {"automatic_payment_methods[enabled]": "true", "automatic_payment_methods[allow_redirects]": "never"}
        paid = await sandbox.post("/v1/payment_intents", data=form, auth=(reported["TRADEPOST_STRIPE_API_KEY"], ""))
        assert paid.status_code == 200, paid.text
    database = await asyncpg.connect(reported["DATABASE_URL"])
    try:
        for statement in PLANTED:
            assert (await database.execute(statement)).endswith(" 1")
    finally:
        await database.close()


def assert_all_violations_are_found(broken: str) -> None:
    assert f"payment:{STRANGE_PAYMENT}" in broken
    assert "order:1 was charged 2 times" in broken
    assert "captured twice at the sandbox: orders" in broken
    assert "a dead order holds stock: order 987654" in broken
    assert "an event was lost on its way" in broken
    assert "a confirmed order lacks committed stock" in broken
    assert "what left the stock is not what was shipped" in broken
    assert "a buyer got no mail: orders.shipment.created" in broken
