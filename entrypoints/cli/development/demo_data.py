"""`tradepost demo-data`: a generated shop, as files or in the database."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Generate a realistic shop; the same seed gives the same shop.")

Seed = Annotated[int, typer.Option(help="Seed of the generator.")]


@app.callback(invoke_without_command=True)
def demo_data(
    context: typer.Context,
    *,
    seed: Seed = 1,
    orders: Annotated[int, typer.Option(min=0, help="Number of orders to generate.")] = 4_000,
    skus: Annotated[int, typer.Option(min=1, max=1_000_000, help="Number of products to generate.")] = 3_800,
    out: Annotated[Path, typer.Option(help="Folder for the files.")] = Path("demo-data"),
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Write the catalogue, stock plan, orders, order lines, cancellations and odd lines as gzip-compressed CSV."""
    if context.invoked_subcommand:
        return
    import json

    from entrypoints.development.shop_data.generator.shop import generate_shop
    from entrypoints.development.shop_data.money import format_cents

    shop = generate_shop(seed, orders, skus)
    shop.write(out)
    figures: dict[str, object] = {
        "folder": str(out),
        "seed": seed,
        "products": len(shop.catalog),
        "orders": len(shop.orders),
        "order_lines": sum(len(lines) for _, lines in shop.orders),
        "units": sum(order.units for order, _ in shop.orders),
        "total_catalogue": format_cents(sum(order.total_catalogue_cents for order, _ in shop.orders)),
        "short_skus": sum(stock.short > 0 for stock in shop.stock_plan),
        "cancellations": len(shop.cancellations),
        "odd_lines": len(shop.odd_lines),
    }
    typer.echo(json.dumps(figures) if as_json else "\n".join(f"{name}: {value}" for name, value in figures.items()))


@app.command()
def load(
    *,
    seed: Seed = 1,
    skus: Annotated[int, typer.Option(min=1, max=100_000, help="Number of products to load.")] = 300,
) -> None:
    """Load demo products with stock into the database. A repeated run changes nothing."""
    import asyncio

    from entrypoints.cli.database_check import require_database
    from entrypoints.cli.environment import settings_or_exit
    from entrypoints.cli.imports.catalog_import import open_catalog_import
    from entrypoints.development.shop_data.demo import load_demo_shop
    from entrypoints.development.shop_data.importing import ImportResult

    settings = settings_or_exit()
    require_database(settings)

    async def run() -> ImportResult:
        async with open_catalog_import(settings) as imports:
            return await load_demo_shop(imports, seed, skus)

    result = asyncio.run(run())
    typer.echo(f"{result.created} products created, {result.unchanged} unchanged, {result.stocked} stocked")
