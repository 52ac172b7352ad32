"""A shop with a number of orders: its server, its lists, and placing more."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import asyncpg
import httpx2

from benchmarks.growth.grown_reads import deep_readings, list_readings
from benchmarks.growth.grown_tables import grow
from benchmarks.reads.account import Account
from benchmarks.reads.read_system import ReadSystem
from benchmarks.servers.postgres import tidied
from benchmarks.servers.valkey import running_valkey
from benchmarks.systems.http_system import HttpSystem
from benchmarks.systems.shop_api import ShopApi
from benchmarks.systems.tradepost import Shop, new_shop, opened, system


@dataclass(frozen=True, slots=True, kw_only=True)
class GrownShop:
    """`roots` are those of the server, its Valkey, PostgreSQL and the load generator."""

    name: str
    shop: Shop
    roots: Mapping[str, int]
    reading: ReadSystem
    placing: HttpSystem


def shop_name(orders: int) -> str:
    return f"{orders:,} orders"


@asynccontextmanager
async def grown_shop(
    server: str, folder: Path, *, orders: int, roots: Mapping[str, int], deep: bool
) -> AsyncIterator[GrownShop]:
    """A shop of its own; `deep`: its list of orders is also read near the last cursor."""
    name, database = shop_name(orders), f"orders_{orders}"
    folder = folder / database
    folder.mkdir()
    with running_valkey(folder / "valkey") as (valkey, valkey_pid):
        shop = await new_shop(server, valkey, folder, database=database)
        await filled(shop, orders)
        async with opened(shop) as pid, ShopApi(shop.port) as api:
            own = {**roots, f"valkey of {database}": valkey_pid, "server": pid}
            await api.sign_in("admin", shop.environment["TRADEPOST_ADMIN_PASSWORD"])
            customers: Sequence[int] = await api.customers()
            await api.make_key()
            async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{shop.port}", timeout=60) as http:
                reading = await _reading(shop, http, name=name, orders=orders, deep=deep)
                yield GrownShop(
                    name=name,
                    shop=shop,
                    roots=own,
                    reading=replace(reading, roots=own),
                    placing=replace(system(shop, api, customers, pid=pid, roots=own), name=name),
                )


async def filled(shop: Shop, orders: int) -> None:
    connection = await asyncpg.connect(shop.database)
    try:
        await grow(connection, orders)
    finally:
        await connection.close()
    await tidied(shop.database)


async def _reading(shop: Shop, http: httpx2.AsyncClient, *, name: str, orders: int, deep: bool) -> ReadSystem:
    admin = Account(http, "admin", shop.environment["TRADEPOST_ADMIN_PASSWORD"])
    readings = dict(await list_readings(admin, orders))
    if deep:
        connection = await asyncpg.connect(shop.database)
        try:
            readings.update(
                await deep_readings(connection, admin, orders, keys=shop.environment["TRADEPOST_SECRET_KEYS"])
            )
        finally:
            await connection.close()
    return ReadSystem(name=name, port=shop.port, readings=readings, roots={})
