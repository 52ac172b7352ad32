"""`docs/walkthrough.md` lists the files that a request or an event really runs through, in that order."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path

import httpx2
import pytest

from entrypoints.api_program import ApiProgram
from shared.infra.injection import override
from shared.infra.messaging.deliveries.claims import Claims
from shared.infra.messaging.deliveries.consumer_registry import register
from shared.infra.messaging.deliveries.inbox import Inbox
from shared.infra.messaging.workers.delivery_handlers import create_handler
from shared.kernel.principal import Principal
from tests.docs.traced_files import traced_files
from tests.docs.walkthrough_page import PAGE, names, summary, with_paths
from tests.running.program_app import program_app
from tests.settings import settings_of
from tests.timeouts import TIMEOUT_SECONDS

STAFF = Principal(
    "1", "client", frozenset({"catalog:write", "inventory:write", "orders:create", "orders:read", "payments:record"})
)
ADDRESS = {"name": "Grace", "line1": "1 High Street", "city": "London", "postal_code": "EC1A 1BB", "country": "GB"}
ORDER = {
    "items": [{"sku": "MUG", "quantity": 1}],
    "customer": {"email": "grace@example.com", "name": "Grace"},
    "shipping_address": ADDRESS,
    "payment": {"method": "invoice"},
}
CONSUMER = "reports.count_orders"
LEASE = timedelta(seconds=30)
AT_MOST = {"place_order": 90, "get_order": 35, "restock": 53, "consumer": 30}
"""Files that a reader of the path opens; a change that adds many is a reason to look for a shorter path."""


@pytest.fixture
async def program(database_url: str, redis_url: str) -> AsyncIterator[ApiProgram]:
    program = ApiProgram(partial(settings_of, database_url, redis_url, TRADEPOST_RATE_LIMITS="off"), "test")

    async def authenticate(_token: str) -> Principal:
        return STAFF

    override(program.process.authenticate, authenticate)
    yield program
    await program.close()


@pytest.fixture
async def paths(program: ApiProgram) -> Mapping[str, Sequence[str]]:
    """The files of each path, at its second run: the first one also loads and caches."""
    await register(program.database(), program.consumers())
    transport = httpx2.ASGITransport(program_app(program))
    async with httpx2.AsyncClient(transport=transport, base_url="http://shop") as client:
        client.headers["Authorization"] = "Bearer staff"
        product = {"sku": "MUG", "name": "Mug", "price_cents": 255}
        assert (await client.post("/v1/products", json=product)).status_code == 201
        for number in (1, 2):
            await _background_tasks_end()
            with traced_files() as restock:
                units = {"sku": "MUG", "quantity": 5}
                done = await client.post(
                    "/v1/inventory/restock", json=units, headers={"Idempotency-Key": f"restock-{number}"}
                )
            assert done.status_code == 201, done.text
        for number in (1, 2):
            await _background_tasks_end()
            with traced_files() as place_order:
                placed = await client.post("/v1/orders", json=ORDER, headers={"Idempotency-Key": f"order-{number}"})
            assert placed.status_code == 201, placed.text
        await _background_tasks_end()
        for _ in (1, 2):
            with traced_files() as get_order:
                found = await client.get(f"/v1/orders/{placed.json()['id']}")
            assert found.status_code == 200, found.text
    await _background_tasks_end()
    consumer = await _consumer_path(program)
    return {"place_order": place_order, "get_order": get_order, "restock": restock, "consumer": consumer}


async def _background_tasks_end() -> None:
    """Wait for what earlier requests left running (the notification of the relay), so that it is in no later path."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    if others:
        _, pending = await asyncio.wait(others, timeout=TIMEOUT_SECONDS)
        assert not pending


async def _consumer_path(program: ApiProgram) -> Sequence[str]:
    """The files through which the worker takes the events of the orders to the consumer."""
    (subscription,) = [each for each in program.subscriptions() if each.consumer.name == CONSUMER]
    lease = await Claims(program.database()).claim({CONSUMER: 100}, LEASE)
    due = [claimed.event_id for claimed in lease.claimed]
    handle = create_handler(subscription, Inbox(program.database()), LEASE)
    await handle(due[:1], lease.until)
    with traced_files() as files:
        await handle(due[1:2], lease.until)
    return files


async def test_the_page_lists_the_files_that_run(
    paths: Mapping[str, Sequence[str]], pytestconfig: pytest.Config
) -> None:
    page = PAGE.read_text(encoding="utf-8")
    current = with_paths(page, paths)
    if pytestconfig.getoption("write_docs"):
        PAGE.write_text(current, encoding="utf-8")
    else:
        assert page == current, "run `make docs` and read what has changed"
    assert sorted(names(page)) == sorted(paths)
    assert {name: len(files) for name, files in paths.items() if len(files) > AT_MOST[name]} == {}


def test_a_file_that_is_not_listed_is_found(tmp_path: Path) -> None:
    page = "<!-- path: restock -->\n1. `shared/kernel/values/money.py`: Money\n<!-- end -->\n"
    files = ["shared/kernel/values/money.py", "shared/kernel/values/text.py"]
    assert "2. `shared/kernel/values/text.py`" in with_paths(page, {"restock": files})


def test_the_tracer_records_calls_in_order() -> None:
    with traced_files() as files:
        summary(PAGE.parents[1] / "shared/kernel/values/money.py")
    assert files == []  # the tests' own files are not the program's
    from_kernel = Principal("1", "client", frozenset())
    with traced_files() as files:
        from_kernel.may("orders:read")
    assert files == ["shared/kernel/principal.py"]
