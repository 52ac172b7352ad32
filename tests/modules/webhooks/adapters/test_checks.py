"""Doctor checks: no violations on a sound database; each check finds its corruption."""

from collections.abc import Sequence
from datetime import timedelta

import asyncpg
import pytest

from modules.webhooks.domain.delivery import LEASE
from shared.infra.injection import resolve
from shared.kernel.module import Violation
from tests.modules.webhooks.receiver import Receiver
from tests.modules.webhooks.webhooks_app import PATH, Stand

OTHER_ENDPOINT = "UPDATE webhooks.deliveries SET endpoint_id = 990 + endpoint_id WHERE status = 'succeeded'"


@pytest.fixture
async def busy(stand: Stand, receiver: Receiver) -> Stand:
    """One endpoint is inactive. The other has one sent and one pending delivery."""
    await stand.endpoint(receiver.url)
    stopped = await stand.endpoint(receiver.url)
    await stand.sell(1)
    await stand.fan_out()
    await stand.send()
    await stand.manager.patch(f"{PATH}/{stopped['id']}", json={"active": False})
    await stand.sell(2)
    await stand.fan_out()
    return stand


async def found(stand: Stand) -> dict[str, Sequence[Violation]]:
    """The violations of each check that has any."""
    async with stand.database.snapshot() as tx:
        results = {
            check.name.partition(".")[2]: await check.run(tx) for check in resolve(stand.webhooks.module).checks()
        }
    return {name: violations for name, violations in results.items() if violations}


async def test_a_sound_database_has_no_violations(busy: Stand) -> None:
    assert await found(busy) == {}


async def test_an_overdue_message_is_found(busy: Stand) -> None:
    busy.database.clock_shift = 10 * LEASE - timedelta(seconds=10)
    assert await found(busy) == {}
    busy.database.clock_shift = 10 * LEASE + timedelta(seconds=10)
    assert list(await found(busy)) == ["no_overdue_messages"]


async def test_a_delivery_without_its_endpoint_is_found(busy: Stand, owner_database_url: str) -> None:
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
async def test_a_corruption_is_found(busy: Stand, corruption: str, expected: list[str]) -> None:
    await busy.rows(corruption)
    assert list(await found(busy)) == expected


async def test_a_subscription_without_endpoints_is_found(stand: Stand) -> None:
    assert await found(stand) == {}
    await stand.rows("INSERT INTO platform.consumers VALUES ('*', 'webhooks.fan_out', false)")
    assert list(await found(stand)) == ["subscription_matches_endpoints"]
