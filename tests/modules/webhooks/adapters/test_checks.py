"""Doctor checks: no violations on a sound database; each check finds its corruption."""

from collections.abc import Sequence
from datetime import timedelta

import asyncpg
import pytest

from modules.webhooks.domain.delivery import LEASE
from shared.infra.injection import resolve
from shared.kernel.module import Violation
from tests.modules.webhooks.receiver import Receiver
from tests.modules.webhooks.webhooks_app import PATH, WebhooksApp

OTHER_ENDPOINT = "UPDATE webhooks.deliveries SET endpoint_id = 990 + endpoint_id WHERE status = 'succeeded'"


@pytest.fixture
async def busy(app: WebhooksApp, receiver: Receiver) -> WebhooksApp:
    """One endpoint is inactive. The other has one sent and one pending delivery."""
    await app.endpoint(receiver.url)
    stopped = await app.endpoint(receiver.url)
    await app.sell(1)
    await app.fan_out()
    await app.send()
    await app.manager.patch(f"{PATH}/{stopped['id']}", json={"active": False})
    await app.sell(2)
    await app.fan_out()
    return app


async def found(app: WebhooksApp) -> dict[str, Sequence[Violation]]:
    """The violations of each check that has any."""
    async with app.database.snapshot() as tx:
        results = {check.name.partition(".")[2]: await check.run(tx) for check in resolve(app.webhooks.module).checks()}
    return {name: violations for name, violations in results.items() if violations}


async def test_a_sound_database_has_no_violations(busy: WebhooksApp) -> None:
    assert await found(busy) == {}


async def test_an_overdue_message_is_found(busy: WebhooksApp) -> None:
    busy.database.clock_shift = 10 * LEASE - timedelta(seconds=10)
    assert await found(busy) == {}
    busy.database.clock_shift = 10 * LEASE + timedelta(seconds=10)
    assert list(await found(busy)) == ["no_overdue_messages"]


async def test_a_delivery_without_its_endpoint_is_found(busy: WebhooksApp, owner_database_url: str) -> None:
    owner = await asyncpg.connect(owner_database_url)
    await owner.execute("ALTER TABLE webhooks.deliveries DROP CONSTRAINT fk_deliveries_endpoint_id")
    await owner.close()
    await busy.rows(OTHER_ENDPOINT)
    assert list(await found(busy)) == ["deliveries_have_endpoints"]


@pytest.mark.parametrize(
    ("corruption", "expected"),
    [
        ("UPDATE webhooks.deliveries SET endpoint_id = (SELECT id FROM webhooks.endpoints WHERE NOT active) "
         "WHERE status = 'pending'", ["deliveries_have_endpoints"]),
        ("UPDATE webhooks.deliveries SET succeeded_at = NULL WHERE status = 'succeeded'", ["delivery_states"]),
        ("UPDATE webhooks.deliveries SET status = 'succeeded' WHERE status = 'pending'", ["delivery_states"]),
        ("UPDATE webhooks.deliveries SET status = 'failed' WHERE status = 'pending'", ["delivery_states"]),
        ("UPDATE webhooks.deliveries SET leased_until = now() WHERE status = 'succeeded'", ["delivery_states"]),
        ("DELETE FROM platform.consumers WHERE consumer = 'webhooks.fan_out'", ["subscription_matches_endpoints"]),
    ],
)  # fmt: skip
async def test_a_corruption_is_found(busy: WebhooksApp, corruption: str, expected: list[str]) -> None:
    await busy.rows(corruption)
    assert list(await found(busy)) == expected


async def test_a_subscription_without_endpoints_is_found(app: WebhooksApp) -> None:
    assert await found(app) == {}
    await app.rows("INSERT INTO platform.consumers VALUES ('*', 'webhooks.fan_out', false)")
    assert list(await found(app)) == ["subscription_matches_endpoints"]
