"""`tradepost import FILE --type …`: a table, by the same job as `POST /v1/imports`."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from dataclasses import asdict
from pathlib import Path

import typer

from entrypoints.settings import Settings
from modules.exchange.public import Standing

PIECE = 256 * 1024
SHOWN = 10
"""Lines that were not taken, on the terminal; the job lists more."""


def import_table(path: Path, type_: str, settings: Settings, *, dry_run: bool, as_json: bool) -> None:
    """Exit code 1 when a line could not be taken, 2 when the file as a whole could not."""
    from shared.infra.cli import finished

    try:
        standing = finished(_imported(path, type_, settings, dry_run=dry_run))
    except OSError as error:
        typer.echo(f"{path}: {error.strerror or error}", err=True)
        raise typer.Exit(2) from None
    if as_json:
        typer.echo(json.dumps(asdict(standing), indent=2))
    else:
        _say(standing, type_, dry_run=dry_run)
    if standing.failure is not None:
        raise typer.Exit(2)
    if standing.error_count:
        raise typer.Exit(1)


async def _imported(path: Path, type_: str, settings: Settings, *, dry_run: bool) -> Standing:
    from entrypoints.cli.progress import progress
    from entrypoints.container import build, close
    from shared.infra.cli import operator

    container = build(lambda: settings, "tradepost-import")
    run = container.exchange.run_import()
    try:
        standings = run(type_, _pieces(path), operator(), dry_run=dry_run)
        standing: Standing = await anext(standings)
        with progress(type_, standing.total) as step:
            shown = 0
            async for standing in standings:
                for _ in range(standing.done - shown):
                    step()
                shown = standing.done
        return standing
    finally:
        await close(container)


async def _pieces(path: Path) -> AsyncIterator[bytes]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rb") as file:
        while piece := await asyncio.to_thread(file.read, PIECE):
            yield piece


def _say(standing: Standing, type_: str, *, dry_run: bool) -> None:
    taken = standing.done - standing.error_count
    what = "could be taken" if dry_run else "are taken"
    typer.echo(f"job {standing.job_id}: {taken:,} lines of {type_} {what}, {standing.error_count:,} are not")
    for error in standing.errors[:SHOWN]:
        where = f"line {error.line}, {error.column}" if error.column else f"line {error.line}"
        typer.echo(f"  {where}: {error.message}")
    if standing.failure is not None:
        typer.echo(standing.failure, err=True)
