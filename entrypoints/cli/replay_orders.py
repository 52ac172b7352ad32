"""`tradepost replay-orders`: a shop's real orders, over the public API."""

from pathlib import Path
from typing import Annotated, Any

import typer

from entrypoints.development.replay.scenario import PayBy
from entrypoints.development.shop_data.stocking import StockMode


def _share(which: str) -> Any:
    return typer.Option(min=0, max=1, help=f"Share of the orders {which}")


def replay_orders(
    path: Annotated[Path, typer.Argument(help="Folder of a shop's files, or one file in it.", exists=True)],
    *,
    api_key: Annotated[str, typer.Option(envvar="REPLAY_API_KEY", help="An API client's secret (sk_…).")],
    url: Annotated[str | None, typer.Option(help="Where the API answers; else that of the running `up`.")] = None,
    buyers: Annotated[int, typer.Option(min=1, max=1000, help="Requests at once.")] = 64,
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first orders of the file.")] = None,
    rate: Annotated[float, typer.Option(min=0, help="Orders a second at most; 0: as fast as they are taken.")] = 0,
    stock: Annotated[StockMode | None, typer.Option(help="What was imported; left out: seen from the levels.")] = None,
    lines: Annotated[int, typer.Option(min=1, help="Longer orders are placed in parts.")] = 50,
    patience: Annotated[float, typer.Option(min=0, help="Seconds to keep trying where the shop is busy or away.")] = 90,
    pay: Annotated[PayBy, typer.Option(help="By card, or by hand: then orders stand at once.")] = PayBy.CARD,
    decline_share: Annotated[float, _share("whose first card is declined, before a good one pays.")] = 0.05,
    wait_share: Annotated[float, _share("that are paid in the call that places them.")] = 0.1,
    ship_share: Annotated[float, _share("that are shipped and delivered.")] = 0.8,
    refund_share: Annotated[float, _share("of those shipped and kept that get some money back.")] = 0.02,
    lost_answers: Annotated[float, typer.Option(min=0, max=1, help="Share of answers the sandbox loses.")] = 0,
    sandbox: Annotated[
        str | None, typer.Option(envvar="TRADEPOST_STRIPE_API_BASE", help="Its address; else of the running `up`.")
    ] = None,
    cancellations: Annotated[bool, typer.Option(help="Take back what the files say was taken back.")] = True,
    seed: Annotated[int, typer.Option(help="Chooses the shares: the same orders for the same seed.")] = 0,
    out: Annotated[Path | None, typer.Option(help="Write the whole report as JSON.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole report as JSON.")] = False,
) -> None:
    """Register the customers, place the orders with many buyers at once, pay them, ship them, take back what was
    taken back, and prove what came of it.

    Safe to repeat: nothing is done twice, and an order meets the same fate in every run. The API client needs
    users:read, users:write, orders:create, orders:read, orders:write, orders:refund, fulfillment:write,
    returns:write, inventory:read, and payments:record to pay by hand. Exit code 1 when a proof fails, 2 when it
    cannot run.
    """
    import asyncio
    import json

    import httpx2

    from entrypoints.cli.environment import api_address_or_exit, running_shop_variables
    from entrypoints.cli.progress import progress
    from entrypoints.cli.replay_report import print_report
    from entrypoints.configuration.environment import process_variables
    from entrypoints.development.replay.http_client import GaveUp, NotAllowed, ShopClient
    from entrypoints.development.replay.lost_responses import NoSandbox, losing_answers
    from entrypoints.development.replay.planning import Unplannable
    from entrypoints.development.replay.run import Report, Wishes, replay
    from entrypoints.development.replay.scenario import Shares
    from entrypoints.development.shop_data.countries import UnknownCountry
    from entrypoints.development.shop_data.files import InvalidFile
    from entrypoints.development.shop_data.folder import ShopFolder

    address = url or api_address_or_exit()

    async def run() -> Report:
        async with httpx2.AsyncClient(
            base_url=address,
            headers={"Authorization": f"Bearer {api_key}"},
            limits=httpx2.Limits(max_connections=buyers, max_keepalive_connections=buyers),
            timeout=httpx2.Timeout(30, pool=None),
            trust_env=False,  # the shop is meant, not what a proxy makes of it
        ) as http:
            folder = ShopFolder(path if path.is_dir() else path.parent)
            shares = Shares(pay, decline_share, wait_share, ship_share, refund_share, seed)
            wishes = Wishes(buyers, limit, rate, lines, stock, shares, cancellations, patience)
            its = sandbox or running_shop_variables(process_variables()).get("TRADEPOST_STRIPE_API_BASE")
            async with losing_answers(lost_answers, its) as losses:
                report = await replay(folder, ShopClient(http, patience), wishes, progress)
            return report if not lost_answers else report.with_lives(lost_answers=losses.lost)

    try:
        report = asyncio.run(run())
    except (GaveUp, NoSandbox, NotAllowed, UnknownCountry, Unplannable, InvalidFile) as error:
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
