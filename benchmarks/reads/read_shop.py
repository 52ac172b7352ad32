"""Tradepost with many orders of one customer, and a bare FastAPI GET of the same orders, as systems under reads."""

import secrets
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import httpx2
import orjson

from benchmarks.load.scenarios import BY_ID
from benchmarks.reads.account import Account
from benchmarks.reads.filled_orders import fill
from benchmarks.reads.read_request import ReadRequest, WrongResponse
from benchmarks.reads.read_system import Reading, ReadSystem
from benchmarks.reads.samples import order_readings, product_readings
from benchmarks.reporting.targets import BARE_GET, READS
from benchmarks.servers.http import free_port, serving
from benchmarks.servers.postgres import tidied
from benchmarks.servers.valkey import running_valkey
from benchmarks.systems.bare import bare_command
from benchmarks.systems.tradepost import Shop, new_shop, opened

DATABASE = "reads"
JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True, slots=True)
class ReadShop:
    """A shop of its own, and the systems that are read."""

    shop: Shop
    systems: tuple[ReadSystem, ReadSystem]


async def set_up_reads(
    running: AsyncExitStack, server: str, folder: Path, *, orders: int, roots: Mapping[str, int]
) -> ReadShop:
    """Create the shop with the given number of orders."""
    folder = folder / DATABASE
    folder.mkdir()
    valkey, valkey_pid = running.enter_context(running_valkey(folder / "valkey"))
    roots = {**roots, "valkey of reads": valkey_pid}
    shop = await new_shop(server, valkey, folder, database=DATABASE)
    pid = await running.enter_async_context(opened(shop))
    http = await running.enter_async_context(httpx2.AsyncClient(base_url=f"http://127.0.0.1:{shop.port}", timeout=60))
    readings = await _readings(shop, http, orders)
    ours = ReadSystem(name=READS, port=shop.port, readings=readings, roots={**roots, "server": pid})
    bare = await _bare(running, folder, readings[BY_ID.name], roots=roots)
    return ReadShop(shop, (ours, bare))


async def _readings(shop: Shop, http: httpx2.AsyncClient, orders: int) -> Mapping[str, Reading]:
    buyer = Account(http, "reader", secrets.token_urlsafe(16))
    admin = Account(http, "admin", shop.environment["TRADEPOST_ADMIN_PASSWORD"])
    account = {"email": "reader@shop.example", "username": buyer.username, "password": buyer.password}
    customer = int((await http.post("/v1/users", json=account)).raise_for_status().json()["id"])
    connection = await asyncpg.connect(shop.database)
    try:
        await fill(connection, orders, customer=str(customer))
        await tidied(shop.database)
        ordered = await order_readings(
            connection, buyer, customer, orders=orders, keys=shop.environment["TRADEPOST_SECRET_KEYS"]
        )
        return {**ordered, **await product_readings(connection, buyer, admin)}
    finally:
        await connection.close()


async def _bare(running: AsyncExitStack, folder: Path, by_id: Reading, *, roots: Mapping[str, int]) -> ReadSystem:
    """The bare app, which receives the orders before the measurement."""
    port = free_port()
    pid = await running.enter_async_context(serving(bare_command(port), {}, port, log=folder / "bare.log"))
    async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http:
        requests = [await _kept(http, one) for one in by_id.requests]
    readings = {BY_ID.name: Reading(requests, by_id.token)}
    return ReadSystem(name=BARE_GET, port=port, readings=readings, roots={**roots, "server": pid})


async def _kept(http: httpx2.AsyncClient, one: ReadRequest) -> ReadRequest:
    """Store the order in the bare app, which returns the same members, those of a line in the model's order."""
    (await http.put(one.path, content=one.body, headers=JSON)).raise_for_status()
    body = (await http.get(one.path)).raise_for_status().content
    if len(body) != len(one.body) or orjson.loads(body) != orjson.loads(one.body):
        raise WrongResponse(f"the bare app returns {body!r} instead of {one.body!r}")
    return ReadRequest(one.path, body)
