"""`tradepost replay-orders`: a shop's real orders, over the public API."""

from pathlib import Path
from typing import Annotated

import typer

from entrypoints.shop_data.stocking import StockChoice


def replay_orders(
    path: Annotated[Path, typer.Argument(help="Folder of a shop's files, or one file in it.", exists=True)],
    *,
    api_key: Annotated[str, typer.Option(envvar="REPLAY_API_KEY", help="An API client's secret (sk_…).")],
    url: Annotated[str, typer.Option(help="Where the API answers.")] = "http://127.0.0.1:8000",
    buyers: Annotated[int, typer.Option(min=1, max=1000, help="Requests at once.")] = 64,
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first orders of the file.")] = None,
    rate: Annotated[float, typer.Option(min=0, help="Orders a second at most; 0: as fast as they are taken.")] = 0,
    stock: Annotated[
        StockChoice | None, typer.Option(help="What was imported; left out: seen from the levels.")
    ] = None,
    lines: Annotated[int, typer.Option(min=1, help="Longer orders are placed in parts.")] = 50,
    patience: Annotated[float, typer.Option(min=0, help="Seconds to keep trying where the shop is busy or away.")] = 90,
    out: Annotated[Path | None, typer.Option(help="Write the whole report as JSON.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole report as JSON.")] = False,
) -> None:
    """Register the customers, place the orders with many buyers at once, and prove what came of it.

    Safe to repeat: no customer and no order is doubled. The API client needs users:read, users:write,
    orders:create, payments:record and inventory:read. Exit code 1 when a proof fails, 2 when it cannot run.
    """
    import asyncio
    import json

    import httpx2

    from entrypoints.cli.progress import progress
    from entrypoints.cli.replay_report import print_report
    from entrypoints.replay.http_client import GaveUp, NotAllowed, ShopClient
    from entrypoints.replay.planning import Unplannable
    from entrypoints.replay.run import Report, Wishes, replay
    from entrypoints.shop_data.countries import UnknownCountry
    from entrypoints.shop_data.files import UnreadableFile
    from entrypoints.shop_data.folder import ShopFolder

    async def run() -> Report:
        async with httpx2.AsyncClient(
            base_url=url,
            headers={"Authorization": f"Bearer {api_key}"},
            limits=httpx2.Limits(max_connections=buyers, max_keepalive_connections=buyers),
            timeout=httpx2.Timeout(30, pool=None),
            trust_env=False,  # the shop is meant, not what a proxy makes of it
        ) as http:
            folder = ShopFolder(path if path.is_dir() else path.parent)
            return await replay(folder, ShopClient(http, patience), Wishes(buyers, limit, rate, lines, stock), progress)

    try:
        report = asyncio.run(run())
    except (GaveUp, NotAllowed, UnknownCountry, Unplannable, UnreadableFile) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    whole = json.dumps(report.as_json(), indent=2)
    if out:
        out.write_text(whole + "\n", encoding="utf-8")
    if as_json:
        typer.echo(whole)
    else:
        print_report(report)
    if not report.proved:
        raise typer.Exit(1)
