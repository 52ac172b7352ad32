import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import asyncpg
import pytest

from benchmarks.growth.grown_reads import LISTS, is_empty
from benchmarks.growth.grown_tables import grow
from benchmarks.growth.growth_report import soak_tables
from benchmarks.growth.growth_targets import growth_targets, soak_verdicts
from benchmarks.growth.soak import Sample, Soak, TableState
from benchmarks.load.scenarios import Scenario
from benchmarks.measurement.rounds import Round
from benchmarks.measurement.slices import Slice
from benchmarks.reads.read_request import ReadRequest
from benchmarks.reads.read_system import Reading, ReadSystem
from benchmarks.reporting.target import judge
from benchmarks.servers.http import free_port, serving
from tests.running.databases import Databases

ORDERS = 600
BACKLOG = "pending deliveries at the end, in seconds of orders"
SERVER = """
import http.server, sys
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        sum(range(int(sys.argv[2])))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")
    def log_message(self, *_): pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""
"""Adds as many numbers for each response as its second argument says."""


@pytest.fixture
async def grown(databases: Databases) -> AsyncIterator[asyncpg.Connection]:
    urls = await databases.create()
    owner = await asyncpg.connect(urls.owner)
    await owner.execute("INSERT INTO platform.consumers VALUES ('orders.order.placed', 'a.consumer', false)")
    await grow(owner, ORDERS)
    yield owner
    await owner.close()
    await databases.drop(urls)


async def test_orders_are_inserted_with_all_their_parts(grown: asyncpg.Connection) -> None:
    expected = {
        "orders.orders": ORDERS,
        "orders.order_lines": 3 * ORDERS,
        "orders.payments": ORDERS,
        "orders.shipments": ORDERS,
        "orders.refunds": ORDERS // 20,
        "orders.order_search": ORDERS,
        "inventory.reservations": 3 * ORDERS,
        "inventory.ledger": 6 * ORDERS,
        "platform.events": 3 * ORDERS,
        "platform.deliveries": ORDERS,
        "reports.orders": ORDERS,
    }
    found = {table: await grown.fetchval(f"SELECT count(*) FROM {table}") for table in expected}
    assert found == expected
    assert await grown.fetchval("SELECT sum(order_count) FROM reports.sales") == ORDERS
    assert await grown.fetchval("SELECT sum(orders) FROM orders.order_counts") == ORDERS
    assert await grown.fetchval("SELECT sum(number) FROM orders.part_counts WHERE part = 'payments'") == ORDERS


def test_a_list_without_rows_is_recognized() -> None:
    assert is_empty(b'{"items":[],"next_cursor":null}')
    assert not is_empty(b'{"items":[{"id":1}],"next_cursor":null}')
    assert not is_empty(b'{"id":1}')


async def served(additions: int, folder: Path) -> Slice:
    async with AsyncExitStack() as running:
        port = free_port()
        command = [sys.executable, "-c", SERVER, str(port), str(additions)]
        pid = await running.enter_async_context(serving(command, {}, port, log=folder / f"{additions}.log"))
        reading = Reading([ReadRequest("/", b"{}")], token)
        system = ReadSystem(name="any", port=port, readings={LISTS[0].name: reading}, roots={"server": pid})
        # The server has one thread, so one reader.
        return await system.run(Scenario(LISTS[0].name, 1), 0.3)


async def token() -> str:
    return "none"


async def test_a_planted_slow_query_misses_its_target(tmp_path: Path) -> None:
    few, many = await served(10, tmp_path), await served(200_000, tmp_path)
    assert few.wrong == many.wrong == []
    rounds = [Round({("few", LISTS[0].name): few, ("many", LISTS[0].name): many})]
    found = {target.what: judge(target, rounds) for target in growth_targets("few", "many")}
    verdict = found[f"CPU of {LISTS[0].name}, many orders ÷ few"]
    assert verdict.seen is not None
    assert not verdict.target.is_met(verdict.seen.median)
    assert [one.word for one in found.values()].count("not measured") == len(found) - 1


def observed(memory: Sequence[float], dead: Sequence[int], *, vacuums: int = 3, pending: int = 0) -> Soak:
    samples = [
        Sample(
            10.0 * number,
            {"server": mb, "worker": mb / 2},
            {"shop.table": TableState(rows, 1000, vacuums * (number == len(memory) - 1), 8192)},
            pending,
        )
        for number, (mb, rows) in enumerate(zip(memory, dead, strict=True))
    ]
    return Soak(100.0, 100.0, 4000, 5.0, 9.0, samples)


def missed(soak: Soak) -> list[str]:
    return [verdict.target.what for verdict in soak_verdicts(soak) if not verdict.holds]


def test_flat_memory_and_bounded_dead_rows_meet_all_targets() -> None:
    assert missed(observed([90, 100, 100, 101], [0, 50, 60, 55])) == []


@pytest.mark.parametrize(
    ("soak", "what"),
    [
        (observed([90, 100, 105, 110], [0, 50, 60, 55]), "memory of the API process, last quarter ÷ second"),
        (observed([90, 100, 100, 100], [0, 50, 200, 400]), "dead rows, last quarter ÷ second"),
        (observed([90, 100, 100, 100], [0, 50, 60, 55], vacuums=0), "automatic vacuums"),
        (
            observed([90, 100, 100, 100], [0, 50, 60, 55], pending=900),
            "pending deliveries at the end, in seconds of orders",
        ),
        (observed([151, 151, 151, 151], [0, 50, 60, 55]), "memory of the API process, in MB"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_grows_misses_its_target(soak: Soak, what: str) -> None:
    assert what in missed(soak)


def test_an_overloaded_machine_misses_the_rate() -> None:
    late = observed([90, 100, 100, 100], [0, 50, 60, 55])
    slow = Soak(100.0, 60.0, late.orders, late.p50_ms, late.p99_ms, late.samples)
    assert missed(slow) == ["orders/s ÷ half of the peak"]


def test_the_report_shows_each_sample() -> None:
    *_, samples, tables = soak_tables(observed([90, 100], [0, 50]))
    assert samples.splitlines()[-1].startswith("| 10 | 100.0 | 50.0 | 0 | 50 | 3 |")
    assert "| shop.table | 1,000 | 50 | 3 | 0.0 |" in tables
