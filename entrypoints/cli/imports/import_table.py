"""`tradepost import FILE --type …`: import a table with the same job as `POST /v1/imports`."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Literal

import typer

from entrypoints.settings import Settings
from modules.import_export.public import ImportProgress, RunImport
from shared.kernel.import_export import OWN_FORMAT, ParseOptions
from shared.kernel.values.known_values import unknown_value_message

CHUNK_BYTES = 256 * 1024
SHOWN = 10
"""Rejected lines shown on the terminal; the job lists more."""

SKU_CASES: Mapping[str, Literal["as_is", "upper"]] = {"as_is": "as_is", "upper": "upper"}


def import_options(
    *,
    format_: str | None,
    mapping: str | None,
    locations: str | None,
    decimal: str,
    sku_case: str,
    location_code: str | None,
    ignore_unknown_columns: bool,
    ignore_stock: bool,
) -> ParseOptions:
    """Parse the command's options. Raises typer.BadParameter."""
    if decimal not in (".", ","):
        raise typer.BadParameter("The decimal mark is . or ,", param_hint="--decimal")
    if sku_case not in SKU_CASES:
        raise typer.BadParameter(unknown_value_message("case of SKUs", sku_case, SKU_CASES), param_hint="--sku-case")
    return ParseOptions(
        format=format_,
        mapping=_object(mapping, "--mapping"),
        ignore_unknown_columns=ignore_unknown_columns,
        decimal=decimal,
        sku_case=SKU_CASES[sku_case],
        location_code=location_code,
        locations=_object(locations, "--locations"),
        ignore_stock=ignore_stock,
    )


def _object(text: str | None, option: str) -> dict[str, str]:
    try:
        read = json.loads(text or "{}")
    except ValueError:
        read = None
    if not isinstance(read, dict) or not all(isinstance(value, str) for value in read.values()):
        raise typer.BadParameter(
            'Expected a JSON object with string values, like {"Variant Price": "price"}', param_hint=option
        )
    return read


def import_table(
    path: Path, type_: str | None, settings: Settings, *, reading: ParseOptions, dry_run: bool, as_json: bool
) -> None:
    """Import the table. Exit code 1 if lines were rejected, 2 if the whole file was."""
    from shared.infra.cli import run_command

    try:
        status = run_command(_import(path, type_, settings, reading, dry_run=dry_run))
    except OSError as error:
        typer.echo(f"{path}: {error.strerror or error}", err=True)
        raise typer.Exit(2) from None
    if as_json:
        typer.echo(json.dumps(asdict(status), indent=2))
    else:
        _print_result(status, dry_run=dry_run)
    if status.failure is not None:
        raise typer.Exit(2)
    if status.error_count:
        raise typer.Exit(1)


async def _import(
    path: Path, type_: str | None, settings: Settings, reading: ParseOptions, *, dry_run: bool
) -> ImportProgress:
    from entrypoints.cli.imports.progress import progress
    from entrypoints.worker_program import WorkerProgram
    from shared.infra.cli import operator_metadata

    program = WorkerProgram(lambda: settings, "tradepost-import")
    run = program.offer("import_export", "run_import", RunImport)
    try:
        statuses = run(type_, _chunks(path), operator_metadata(), dry_run=dry_run, reading=reading)
        status: ImportProgress = await anext(statuses)
        with progress(status.type, status.total) as step:
            shown = 0
            async for status in statuses:
                for _ in range(status.done - shown):
                    step()
                shown = status.done
        return status
    finally:
        await program.close()


async def _chunks(path: Path) -> AsyncIterator[bytes]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rb") as file:
        while chunk := await asyncio.to_thread(file.read, CHUNK_BYTES):
            yield chunk


def _print_result(status: ImportProgress, *, dry_run: bool) -> None:
    taken = status.done - status.error_count
    what = "would be imported" if dry_run else "imported"
    of = status.type if status.format == OWN_FORMAT else f"{status.type} ({status.format})"
    typer.echo(f"job {status.job_id}: {taken:,} lines of {of} {what}, {status.error_count:,} rejected")
    for shown in status.preview:
        typer.echo(f"  line {shown.line}, {shown.type}: {json.dumps(dict(shown.values), ensure_ascii=False)}")
    for error in status.errors[:SHOWN]:
        where = f"line {error.line}, {error.column}" if error.column else f"line {error.line}"
        typer.echo(f"  {where}: {error.message}")
    if status.failure is not None:
        typer.echo(status.failure, err=True)
