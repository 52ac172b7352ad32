"""Sets up all systems, each with its own database on one server."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.load.baskets import LINES, Basket, sku
from benchmarks.load.http_client import body_of, connect
from benchmarks.pgbench.capture import WrittenRows
from benchmarks.pgbench.row_comparison import RowCount, compare_rows
from benchmarks.pgbench.scripts import pattern_of, prepared
from benchmarks.pgbench.shop import UNITS, UNITS_A_LINE
from benchmarks.reporting.targets import BARE, DBOS, DBOS_PAID, GATHERED, ONE, PAID, TRADEPOST, TUTORIAL
from benchmarks.servers.valkey import running_valkey
from benchmarks.systems.bare import bare
from benchmarks.systems.dbos import dbos
from benchmarks.systems.http_system import HttpSystem
from benchmarks.systems.pgbench_system import PgbenchSystem
from benchmarks.systems.shop_api import ShopApi
from benchmarks.systems.system import System
from benchmarks.systems.tradepost import DATABASE, TOTALS_QUERY, Shop, new_shop, opened, system
from benchmarks.systems.tutorial import new_database, tutorial
from benchmarks.systems.two_processes import two_processes
from benchmarks.systems.whole_life import whole_life

CONNECTIONS = 2
"""Connections on which pgbench sends its large statements: as many as cores."""


@dataclass(slots=True)
class BenchEnvironment:
    """`databases` are vacuumed between rounds; `rows` are the rows that each system writes per order."""

    server: str
    folder: Path
    roots: Mapping[str, int]
    systems: list[System] = field(default_factory=list)
    databases: list[str] = field(default_factory=list)
    rows: Sequence[RowCount] = ()


async def set_up(
    running: AsyncExitStack, server: str, folder: Path, *, roots: Mapping[str, int], wants: Callable[[str], bool]
) -> BenchEnvironment:
    environment = BenchEnvironment(server, folder, roots)
    placement = wants(TRADEPOST) or wants(ONE) or wants(GATHERED)
    if placement or wants(PAID):
        valkey, pid = running.enter_context(running_valkey(folder / "valkey"))
        environment.roots = {**roots, "valkey": pid}
        if placement:
            await _shop_and_pgbench(environment, running, valkey)
        if wants(PAID):
            paid = await running.enter_async_context(whole_life(server, valkey, folder=folder, roots=environment.roots))
            environment.systems.append(paid)
            environment.databases.append(paid.database or server)
    if wants(DBOS) or wants(DBOS_PAID):
        database = await new_database(server, "dbos")
        environment.systems += await running.enter_async_context(dbos(database, folder=folder, roots=roots))
        environment.databases.append(database)
    if wants(TUTORIAL):
        baseline = await running.enter_async_context(tutorial(server, database="tutorial", folder=folder, roots=roots))
        environment.systems.append(baseline)
        environment.databases.append(baseline.database or server)
    if wants(BARE):
        environment.systems.append(await running.enter_async_context(bare(folder, roots)))
    environment.systems = [one for one in environment.systems if wants(one.name)]
    return environment


async def _shop_and_pgbench(environment: BenchEnvironment, running: AsyncExitStack, valkey: str) -> None:
    """Set up a shop, capture one order's rows, and copy the database for pgbench."""
    shop = await new_shop(environment.server, valkey, environment.folder)
    api = await running.enter_async_context(ShopApi(shop.port))
    async with opened(shop) as pid:
        await api.sign_in("admin", shop.environment["TRADEPOST_ADMIN_PASSWORD"])
        customers = await api.customers()
        await api.make_key()
        ours = system(shop, api, customers, pid=pid, roots=environment.roots)
        await _place_one(ours, "first")
        pattern = await pattern_of(shop.database, lambda: _place_one(ours, "pattern"))
    copy = await new_database(environment.server, "pgbench", DATABASE)
    environment.databases += [shop.database, copy]
    pgbenches = await _pgbenches(environment, copy, pattern)
    environment.rows = await _rows(pattern, copy, pgbenches)
    environment.systems += [await _reopened(shop, running, api, customers, environment.roots), *pgbenches]
    environment.systems.append(await two_processes(running, shop, api, customers=customers, roots=environment.roots))


async def _reopened(
    shop: Shop, running: AsyncExitStack, api: ShopApi, customers: Sequence[int], roots: Mapping[str, int]
) -> HttpSystem:
    pid = await running.enter_async_context(opened(shop))
    return system(shop, api, customers, pid=pid, roots=roots)


async def _place_one(ours: HttpSystem, key: str) -> None:
    basket = Basket([(sku(number), UNITS_A_LINE) for number in range(1, LINES + 1)])
    head, tail = (await ours.encoder())(basket)
    connection = await connect(ours.port)
    status, response = await connection.ask(
        head + f"tradepost-1-18c5a1f3e7a2-{key:9}".replace(" ", "0").encode() + tail
    )
    connection.close()
    if status != 201:
        raise RuntimeError(f"an order was answered {status}: {body_of(response)[:500]!r}")


async def _pgbenches(
    environment: BenchEnvironment, copy: str, pattern: Mapping[str, WrittenRows]
) -> list[PgbenchSystem]:
    scripts = await prepared(copy, pattern, environment.folder)
    return [
        PgbenchSystem(
            name=ONE, scripts=scripts[1], roots=environment.roots, database=copy, totals_query=TOTALS_QUERY, units=UNITS
        ),
        PgbenchSystem(
            name=GATHERED,
            scripts=scripts[64],
            roots=environment.roots,
            database=copy,
            totals_query=TOTALS_QUERY,
            units=UNITS,
            orders=64,
            clients=CONNECTIONS,
        ),
    ]


async def _rows(pattern: Mapping[str, WrittenRows], copy: str, pgbenches: Sequence[PgbenchSystem]) -> list[RowCount]:
    found = {TRADEPOST: (pattern, 1)}
    for one in pgbenches:
        found[one.name] = (await pattern_of(copy, one.once), one.orders)
    return compare_rows(found)
