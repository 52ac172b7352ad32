"""All contestants set up side by side, each over a database of its own on the one server."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.load.baskets import LINES, Basket, sku
from benchmarks.load.http_client import body_of, connect
from benchmarks.pgbench.capture import Written
from benchmarks.pgbench.row_comparison import RowCount, compared
from benchmarks.pgbench.scripts import pattern_of, prepared
from benchmarks.pgbench.shop import UNITS, UNITS_A_LINE
from benchmarks.reporting.targets import BARE, GATHERED, ONE, TRADEPOST, TUTORIAL
from benchmarks.servers.valkey import running_valkey
from benchmarks.systems.bare import bare
from benchmarks.systems.http_system import HttpContestant
from benchmarks.systems.pgbench_system import PgbenchContestant
from benchmarks.systems.shop_api import ShopApi
from benchmarks.systems.system import Contestant
from benchmarks.systems.tradepost import BOOKS, DATABASE, Shop, contestant, new_shop, opened
from benchmarks.systems.tutorial import new_database, tutorial

LANES = 2
"""Connections on which pgbench sends its large statements: as many as cores."""


@dataclass(slots=True)
class Stage:
    """`databases` to tidy between rounds; `rows`: what each writes for one order."""

    server: str
    folder: Path
    roots: Mapping[str, int]
    contestants: list[Contestant] = field(default_factory=list)
    databases: list[str] = field(default_factory=list)
    rows: Sequence[RowCount] = ()


async def set_up(
    running: AsyncExitStack, server: str, folder: Path, roots: Mapping[str, int], wants: Callable[[str], bool]
) -> Stage:
    stage = Stage(server, folder, roots)
    if wants(TRADEPOST) or wants(ONE) or wants(GATHERED):
        await _shop_and_pgbench(stage, running)
    if wants(TUTORIAL):
        baseline = await running.enter_async_context(tutorial(server, "tutorial", folder, roots))
        stage.contestants.append(baseline)
        stage.databases.append(baseline.database or server)
    if wants(BARE):
        stage.contestants.append(await running.enter_async_context(bare(folder, roots)))
    stage.contestants = [one for one in stage.contestants if wants(one.name)]
    return stage


async def _shop_and_pgbench(stage: Stage, running: AsyncExitStack) -> None:
    """Fill a shop, take the pattern of one order, and give pgbench a copy of that very database."""
    valkey, pid = running.enter_context(running_valkey(stage.folder / "valkey"))
    stage.roots = {**stage.roots, "valkey": pid}
    shop = await new_shop(stage.server, valkey, stage.folder)
    api = await running.enter_async_context(ShopApi(shop.port))
    async with opened(shop) as pid:
        await api.sign_in("admin", shop.environment["TRADEPOST_ADMIN_PASSWORD"])
        customers = await api.customers()
        await api.make_key()
        ours = contestant(shop, api, customers, pid, stage.roots)
        await _place_one(ours, "first")
        pattern = await pattern_of(shop.database, lambda: _place_one(ours, "pattern"))
    copy = await new_database(stage.server, "pgbench", DATABASE)
    stage.databases += [shop.database, copy]
    pgbenches = await _pgbenches(stage, copy, pattern)
    stage.rows = await _rows(pattern, copy, pgbenches)
    stage.contestants += [await _reopened(shop, running, api, customers, stage.roots), *pgbenches]


async def _reopened(
    shop: Shop, running: AsyncExitStack, api: ShopApi, customers: Sequence[int], roots: Mapping[str, int]
) -> HttpContestant:
    pid = await running.enter_async_context(opened(shop))
    return contestant(shop, api, customers, pid, roots)


async def _place_one(ours: HttpContestant, key: str) -> None:
    basket = Basket([(sku(number), UNITS_A_LINE) for number in range(1, LINES + 1)])
    head, tail = (await ours.encoder())(basket)
    connection = await connect(ours.port)
    status, answer = await connection.ask(head + f"tradepost-1-18c5a1f3e7a2-{key:9}".replace(" ", "0").encode() + tail)
    connection.close()
    if status != 201:
        raise RuntimeError(f"an order was answered {status}: {body_of(answer)[:500]!r}")


async def _pgbenches(stage: Stage, copy: str, pattern: Mapping[str, Written]) -> list[PgbenchContestant]:
    scripts = await prepared(copy, pattern, stage.folder)
    return [
        PgbenchContestant(ONE, scripts[1], stage.roots, copy, BOOKS, UNITS),
        PgbenchContestant(GATHERED, scripts[64], stage.roots, copy, BOOKS, UNITS, orders=64, clients=LANES),
    ]


async def _rows(pattern: Mapping[str, Written], copy: str, pgbenches: Sequence[PgbenchContestant]) -> list[RowCount]:
    found = {TRADEPOST: (pattern, 1)}
    for one in pgbenches:
        found[one.name] = (await pattern_of(copy, one.once), one.orders)
    return compared(found)
