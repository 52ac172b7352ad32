"""`tradepost backup` and `tradepost restore`: backups of the embedded server."""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

Result = TypeVar("Result")

app = typer.Typer(help="Back up the embedded server, its write-ahead log and the pictures.")

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
OTHER_SERVERS = "back up other servers with pgBackRest or your provider's point-in-time recovery: docs/backups.md"


@app.callback(invoke_without_command=True)
def backup(context: typer.Context) -> None:
    """Take a base backup into TRADEPOST_BACKUP_URL, and delete those that have expired."""
    if context.invoked_subcommand is None:
        create()


@app.command()
def create() -> None:
    """Take a base backup, and delete those that have expired."""
    made = _run(_backups().create())
    typer.echo(f"{made.id}: {_mebibytes(made.size)}; restorable from {made.finished_at.isoformat()} on")


@app.command("list")
def listed(*, as_json: Json = False) -> None:
    """List the base backups, and the instants that can be restored."""
    backups = _backups(needs_server=False)
    found, until, verified = _run(_listed(backups))
    if as_json:
        import json

        rows = [{"id": each.id, "restorable_from": each.finished_at.isoformat(), "size": each.size} for each in found]
        times = {"archived_until": until and until.isoformat(), "verified_at": verified and verified.isoformat()}
        typer.echo(json.dumps({"backups": rows, **times}))
        return
    for each in found:
        typer.echo(f"{each.id}  {_mebibytes(each.size)}  restorable from {each.finished_at.isoformat()}")
    typer.echo(f"archived until {until.isoformat() if until else '-'}")
    typer.echo(f"last successful trial restore {verified.isoformat() if verified else '-'}")


@app.command()
def verify() -> None:
    """Restore the newest instant to a scratch folder and run doctor on it; exit code 1 if that fails."""
    if not _run(_backups(needs_server=False).verify()):
        raise typer.Exit(1)
    typer.echo("the backup was restored, and doctor is content with it")


@app.command()
def prune() -> None:
    """Delete backups that no instant of the last TRADEPOST_BACKUP_KEEP_DAYS needs."""
    _run(_backups(needs_server=False).prune())


@app.command(hidden=True)
def maintain() -> None:
    """Do what is due, and print when it was last done as JSON. The scheduler runs it."""
    import json

    backups = _backups()
    failed = False
    try:
        if _run(backups.is_backup_due()):
            create()
        if _run(backups.is_verification_due()):
            verify()
    except typer.Exit:
        failed = True
    typer.echo(json.dumps(_run(backups.status())))
    raise typer.Exit(1 if failed else 0)


@app.command("archive-wal", hidden=True)
def archive_wal() -> None:
    """Archive the write-ahead log until stopped. `up` runs it."""
    from entrypoints.development.backups.archive_process import archive_until_signal

    _run(archive_until_signal(_backups(), _log))


def restore(
    at: Annotated[str | None, typer.Option(help="The instant, like 2026-11-30T12:00:00Z; default: the newest.")] = None,
    into: Annotated[Path | None, typer.Option(help="A new folder, the TRADEPOST_HOME of the restored shop.")] = None,
    *,
    resume: Annotated[
        bool,
        typer.Option("--resume", help="Let the restored shop in TRADEPOST_HOME send mails and pay again."),
    ] = False,
) -> None:
    """Restore the shop as it was at an instant into a new folder, and run doctor on it; its exit code is doctor's.

    The running shop is not touched. `tradepost up` starts the copy without worker, relay and scheduler, until
    `tradepost restore --resume` is run for it.
    """
    if resume:
        _resume()
        return
    instant = _instant(at)
    if into is None:
        typer.echo("--into: name the folder to restore to, like --into /srv/restored", err=True)
        raise typer.Exit(2)
    if not _run(_restore(_backups(needs_server=False), instant, into)):
        raise typer.Exit(1)


def _resume() -> None:
    from entrypoints.cli.environment import up_settings

    with _reported():
        from entrypoints.development.backups.restore import resume
        from entrypoints.development.processes.data_directory import DataDirectory

        directory = DataDirectory(up_settings().home)
        resume(directory)
    typer.echo(f"{directory.folder}: start it again with `tradepost up`, now with worker, relay and scheduler")


def _instant(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        typer.echo("--at: write an instant like 2026-11-30T12:00:00Z", err=True)
        raise typer.Exit(2) from None
    if instant.tzinfo is None:
        typer.echo(f"--at: {text} has no time zone; add Z for UTC: {text}Z", err=True)
        raise typer.Exit(2)
    return instant


async def _restore(backups: Any, at: datetime | None, into: Path) -> bool:
    from entrypoints.development.backups.copies import complete_copy
    from entrypoints.development.backups.restore import restore
    from entrypoints.development.processes.data_directory import DataDirectory
    from entrypoints.development.servers.postgres import stop_postgres

    copy = DataDirectory(into)
    source = backups.directory.folder
    restored = await restore(backups.catalog, at, copy, source=source, log=_log)
    try:
        healthy = await complete_copy(backups.settings, copy, restored, log=_log)
    finally:
        stop_postgres(copy.postgres)
    _log(f"restored to {restored.at.isoformat()}; its TRADEPOST_HOME is {copy.folder}")
    return healthy


async def _listed(backups: Any) -> tuple[Any, datetime | None, datetime | None]:
    catalog = backups.catalog
    return await catalog.backups(), await catalog.archived_until(), await catalog.verified_at()


def _backups(*, needs_server: bool = True) -> Any:
    """The backups of the shop in TRADEPOST_HOME; exit with code 2 if its settings name none or another server."""
    from entrypoints.cli.environment import process_settings

    settings = process_settings(needs_servers=False)
    with _reported():
        from entrypoints.development.backups.catalog import BackupError
        from entrypoints.development.backups.maintenance import Backups

        backups = Backups(settings, _log)
        if needs_server and not backups.is_for(settings.database_url):
            raise BackupError(f"DATABASE_URL is not the embedded server of {settings.home}: {OTHER_SERVERS}")
    return backups


def _run(work: Coroutine[Any, Any, Result]) -> Result:
    with _reported():
        return asyncio.run(work)


@contextmanager
def _reported() -> Iterator[None]:
    """Print why a backup or a restore is not possible, and exit with code 2."""
    from shared.kernel.errors import DomainError

    try:
        from entrypoints.development.backups.catalog import BackupError
        from entrypoints.development.supervisor.subcommands import CommandFailed
    except ModuleNotFoundError as error:
        typer.echo(f"the extra `embedded` is not installed ({error.name}): {OTHER_SERVERS}", err=True)
        raise typer.Exit(2) from None
    try:
        yield
    except (BackupError, CommandFailed, DomainError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None


def _log(line: str) -> None:
    typer.echo(line, err=True)


def _mebibytes(size: int) -> str:
    return f"{size / 1024 / 1024:.1f} MiB"
