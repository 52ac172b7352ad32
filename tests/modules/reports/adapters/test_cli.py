"""`tradepost reports rebuild`."""

import asyncio
from functools import partial
from typing import Any

from typer.testing import CliRunner

from modules.reports.adapters.inbound.cli import commands
from shared.infra.injection import resolve
from tests.modules.reports.report_shop import ReportShop


async def test_the_command_rebuilds_all_counters(shop: ReportShop) -> None:
    for _ in range(2):
        await shop.order(("TEA", 1))
    loop = asyncio.get_running_loop()

    def on_the_loop(work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, loop).result(60)

    app = commands(partial(resolve, shop.reports.rebuild), on_the_loop)
    result = await asyncio.to_thread(CliRunner().invoke, app, ["reports", "rebuild"])
    assert result.exit_code == 0, result.output
    assert "reports rebuilt from 2 orders" in result.output
    assert (await shop.report("sales"))["total"]["order_count"] == 2
