"""Tradepost with two API processes, on the database of the one with one process."""

from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace

from benchmarks.reporting.targets import TWO_PROCESSES
from benchmarks.servers.http import free_port
from benchmarks.systems.http_system import HttpSystem
from benchmarks.systems.shop_api import ShopApi
from benchmarks.systems.tradepost import Shop, opened, system


async def two_processes(
    running: AsyncExitStack, shop: Shop, api: ShopApi, *, customers: Sequence[int], roots: Mapping[str, int]
) -> HttpSystem:
    port = free_port()
    environment = {**shop.environment, "TRADEPOST_PORT": str(port), "WORKERS": "2"}
    twin = replace(shop, port=port, environment=environment)
    pid = await running.enter_async_context(opened(twin))
    return replace(system(twin, api, customers, pid=pid, roots=roots), name=TWO_PROCESSES)
