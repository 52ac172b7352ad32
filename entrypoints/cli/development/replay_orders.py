"""`tradepost replay-orders`: replay a shop's orders through the public API."""

from pathlib import Path
from typing import Annotated, Any

import typer

from entrypoints.command_options import PayBy, StockMode


def _share(which: str) -> Any:
    return typer.Option(min=0, max=1, help=f"Share of the orders {which}")


def replay_orders(
    path: Annotated[Path, typer.Argument(help="Folder of a shop's files, or a file in it.", exists=True)],
    *,
    api_key: Annotated[str, typer.Option(envvar="REPLAY_API_KEY", help="API key (sk_…).")],
    url: Annotated[str | None, typer.Option(help="URL of the API. Default: that of the running `up`.")] = None,
    buyers: Annotated[int, typer.Option(min=1, max=1000, help="Number of concurrent requests.")] = 64,
    limit: Annotated[int | None, typer.Option(min=1, help="Number of orders to replay. Default: all.")] = None,
    rate: Annotated[float, typer.Option(min=0, help="Maximum orders per second; 0: unlimited.")] = 0,
    stock: Annotated[
        StockMode | None, typer.Option(help="How the shop was stocked. Default: detected from its stock.")
    ] = None,
    lines: Annotated[int, typer.Option(min=1, help="Maximum lines per order; longer orders are split.")] = 50,
    patience: Annotated[
        float, typer.Option(min=0, help="Seconds to retry while the shop is busy or unavailable.")
    ] = 90,
    pay: Annotated[
        PayBy, typer.Option(help="Payment method: card, or manual, which confirms orders at once.")
    ] = PayBy.CARD,
    decline_share: Annotated[float, _share("whose first card is declined.")] = 0.05,
    wait_share: Annotated[float, _share("that are paid in the request that places them.")] = 0.1,
    ship_share: Annotated[float, _share("that are shipped and delivered.")] = 0.8,
    refund_share: Annotated[float, _share("among those shipped and kept that get a partial refund.")] = 0.02,
    lost_responses: Annotated[
        float,
        typer.Option(
            "--lost-responses",
            "--lost-answers",  # the former name, accepted for one release
            min=0,
            max=1,
            help="Share of responses that the payment sandbox drops.",
        ),
    ] = 0,
    sandbox: Annotated[
        str | None,
        typer.Option(
            envvar="TRADEPOST_STRIPE_API_BASE", help="URL of the payment sandbox. Default: that of the running `up`."
        ),
    ] = None,
    cancellations: Annotated[bool, typer.Option(help="Apply the cancellations of the files.")] = True,
    seed: Annotated[int, typer.Option(help="Seed of the shares; the same seed chooses the same orders.")] = 0,
    out: Annotated[Path | None, typer.Option(help="Write the report to this file as JSON.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Replay a shop's orders: register the customers, place, pay and ship the orders, apply the cancellations, and
    verify the results.

    Repeated runs are safe: nothing is done twice, and an order has the same scenario in every run. The API key needs
    users:read, users:write, orders:create, orders:read, orders:write, orders:refund, fulfillment:write,
    returns:write, inventory:read, and payments:record for manual payments. Exit code 1 if a verification fails, 2 if
    the replay cannot run.
    """
    import asyncio
    import json

    import httpx2

    from entrypoints.cli.development.replay_report import print_report
    from entrypoints.cli.environment import api_address_or_exit, running_shop_variables
    from entrypoints.cli.imports.progress import progress
    from entrypoints.configuration.environment import process_variables
    from entrypoints.development.replay.http_client import RetriesExhausted, ShopClient, Unauthorized
    from entrypoints.development.replay.lost_responses import NoSandbox, losing_responses
    from entrypoints.development.replay.planning import InvalidPlan
    from entrypoints.development.replay.run import ReplayOptions, Report, replay
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
            trust_env=False,  # connect to the shop directly, not through a proxy
        ) as http:
            folder = ShopFolder(path if path.is_dir() else path.parent)
            shares = Shares(
                pay=pay, declined=decline_share, waits=wait_share, ships=ship_share, refunded=refund_share, seed=seed
            )
            options = ReplayOptions(
                buyers=buyers,
                limit=limit,
                per_second=rate,
                lines_at_most=lines,
                stock=stock,
                shares=shares,
                cancellations=cancellations,
                patience=patience,
            )
            its = sandbox or running_shop_variables(process_variables()).get("TRADEPOST_STRIPE_API_BASE")
            async with losing_responses(lost_responses, its) as dropped:
                report = await replay(folder, ShopClient(http, patience), options, watch=progress)
            return report if not lost_responses else report.with_lifecycles(lost_responses=dropped.lost)

    try:
        report = asyncio.run(run())
    except (RetriesExhausted, NoSandbox, Unauthorized, UnknownCountry, InvalidPlan, InvalidFile) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    text = json.dumps(report.as_json(), indent=2)
    if out:
        out.write_text(text + "\n", encoding="utf-8")
    if as_json:
        typer.echo(text)
    else:
        print_report(report)
    if not report.proved:
        raise typer.Exit(1)
