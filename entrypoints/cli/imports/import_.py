"""`tradepost import`: import a shop's catalogue and opening stock, or a table."""

from pathlib import Path
from typing import Annotated

import typer

from entrypoints.command_options import StockMode


def import_shop(
    path: Annotated[Path, typer.Argument(help="A shop's folder, its catalogue, or a table.", exists=True)],
    *,
    type_: Annotated[str | None, typer.Option("--type", help="Type of the table: products, stock or coupons.")] = None,
    format_: Annotated[
        str | None,
        typer.Option(
            "--format", help="Tables: shopify, woocommerce, square or tradepost. Default: detected from the header."
        ),
    ] = None,
    mapping: Annotated[
        str | None, typer.Option(help='Tables: JSON mapping of column names, like {"Variant Price": "price"}.')
    ] = None,
    ignore_unknown_columns: Annotated[bool, typer.Option(help="Tables: ignore unknown columns.")] = False,
    decimal: Annotated[str, typer.Option(help="Tables: decimal mark of amounts, . or ,")] = ".",
    sku_case: Annotated[str, typer.Option(help="Tables: `upper` converts SKUs to upper case.")] = "as_is",
    location_code: Annotated[
        str | None, typer.Option("--location", help="Tables: location of stock without a location.")
    ] = None,
    locations: Annotated[
        str | None, typer.Option(help='Tables: JSON mapping of location names to codes, like {"Main Street": "MAIN"}.')
    ] = None,
    ignore_stock: Annotated[bool, typer.Option(help="Tables: import products without their stock.")] = False,
    dry_run: Annotated[bool, typer.Option(help="Tables: change nothing, only show the result.")] = False,
    stock: Annotated[
        StockMode | None, typer.Option(help="Opening stock. Default: the stock plan, if there is one.")
    ] = None,
    report: Annotated[Path | None, typer.Option(help="File for the report of rejected rows.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Import products and their opening stock, or a table like `POST /v1/imports`. Repeated runs are safe.

    A file is a table if `--type` is given, or if it is an export of Shopify, WooCommerce or Square.

    Exit code 1 if rows were rejected, 2 if the files cannot be read, 4 if the database cannot be used.
    """
    import asyncio
    import json
    from dataclasses import asdict

    from entrypoints.cli.database_check import require_database
    from entrypoints.cli.environment import settings_or_exit
    from entrypoints.cli.imports.catalog_import import open_catalog_import
    from entrypoints.cli.imports.import_report import print_report
    from entrypoints.cli.imports.import_table import import_options, import_table
    from entrypoints.cli.imports.progress import progress
    from entrypoints.development.shop_data.files import InvalidFile
    from entrypoints.development.shop_data.importing import ImportResult, ShopFiles, import_products, is_catalog
    from entrypoints.development.shop_data.rejections import write_rejections
    from shared.kernel.import_export import ParseOptions

    reading = import_options(
        format_=format_,
        mapping=mapping,
        locations=locations,
        decimal=decimal,
        sku_case=sku_case,
        location_code=location_code,
        ignore_unknown_columns=ignore_unknown_columns,
        ignore_stock=ignore_stock,
    )
    is_table = type_ is not None or not is_catalog(path)
    if is_table and (stock is not None or report is not None):
        raise typer.BadParameter(f"{path} is a table: --stock and --report are for a shop's folder or catalogue.")
    if not is_table and (dry_run or reading != ParseOptions()):
        raise typer.BadParameter(
            f"{path} is a shop's folder or catalogue: --dry-run and the options for reading files are for tables."
        )
    settings = settings_or_exit()
    require_database(settings)
    if is_table:
        import_table(path, type_, settings, reading=reading, dry_run=dry_run, as_json=as_json)
        return
    files, result = ShopFiles(path), ImportResult()

    async def run() -> None:
        rows = files.rows(stock or files.default_stock, result.rejected)
        async with open_catalog_import(settings) as imports:
            with progress("products", len(rows)) as step:
                await import_products(rows, imports, result, step=step)

    try:
        asyncio.run(run())
        failed = bool(result.rejected)
        result.rejected += files.odd()
    except InvalidFile as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    where = report or settings.home / "reports" / f"import-{path.resolve().name}.csv"
    write_rejections(where, result.rejected)
    if as_json:
        typer.echo(json.dumps({**asdict(result), "report": str(where)}, indent=2))
    else:
        print_report(result, where)
    if failed:
        raise typer.Exit(1)
