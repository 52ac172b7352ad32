"""CLI commands of the operations module: doctor, dead letters and event schemas."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Annotated, Protocol

import orjson
import typer

from modules.operations.adapters.inbound.documents.cli import events_commands
from modules.operations.adapters.inbound.documents.json_schemas import Documents
from modules.operations.domain.dead_letter import DeadLetter, DeadLetterFilter
from modules.operations.public import Diagnosis
from shared.infra.cli import EXIT_REJECTED, Offer, Run, operator_metadata, run_command
from shared.kernel.paging import Page, PageRequest
from shared.kernel.principal import SYSTEM

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
ListDeadLetters = Callable[[PageRequest, DeadLetterFilter], Awaitable[Page[DeadLetter]]]


class RunDoctor(Protocol):
    """Runs the checks. The use case is imported when the command runs."""

    def __call__(self, *, include_on_request: bool = False) -> Awaitable[Diagnosis]: ...

    def repair(self) -> Awaitable[Sequence[str]]: ...


def commands(
    run_doctor: Callable[[], RunDoctor],
    list_dead_letters: Callable[[], ListDeadLetters],
    replay: Offer,
    hold: Offer,
    discard: Offer,
    documents: Callable[[], Documents],
    run: Run = asyncio.run,
) -> typer.Typer:
    """Create the commands. Their use cases are created when a command runs."""
    app = typer.Typer()
    app.add_typer(events_commands(documents), name="events")

    @app.command()
    def doctor(
        *,
        provider: Annotated[
            bool, typer.Option("--provider", help="Also run the checks that call the payment provider.")
        ] = False,
        repair: Annotated[
            bool,
            typer.Option("--repair", help="With --provider: first record the payments that only the provider knows."),
        ] = False,
        as_json: Json = False,
    ) -> None:
        """Run all consistency checks; exit code 1 if one fails, except warnings."""
        if repair and not provider:
            typer.echo("--repair: give --provider, too: it asks the payment provider", err=True)
            raise typer.Exit(EXIT_REJECTED)
        repairs, diagnosis = run_command(_examine(run_doctor(), provider=provider, repair=repair), run)
        if as_json:
            typer.echo(_json({**_report(diagnosis), **({"repairs": repairs} if repair else {})}))
        else:
            for sentence in repairs:
                typer.echo(f"repair {sentence}")
            _print(diagnosis)
        raise typer.Exit(0 if diagnosis.healthy else 1)

    letters = typer.Typer(help="Failed deliveries that are not retried.", no_args_is_help=True)
    app.add_typer(letters, name="dead-letters")

    @letters.command("list")
    def listed(
        consumer: Annotated[str | None, typer.Option(help="Of this consumer alone.")] = None,
        event_type: Annotated[str | None, typer.Option("--type", help="Of this type of event alone.")] = None,
        limit: Annotated[int, typer.Option(min=1, max=1000, help="Maximum number, newest first.")] = 100,
        *,
        as_json: Json = False,
    ) -> None:
        """List dead letters: id, consumer, type, attempts, error."""
        page_request = PageRequest(limit, sort=("-created_at", "-id"), with_total=False)
        page: Page[DeadLetter] = run_command(
            list_dead_letters()(page_request, DeadLetterFilter(None, consumer, event_type)), run
        )
        for letter in page.items:
            typer.echo(_json(letter) if as_json else _line(letter))

    @letters.command("replay")
    def replayed(
        ids: Annotated[list[int] | None, typer.Argument(help="Ids; all if omitted.")] = None,
        consumer: Annotated[str | None, typer.Option(help="Of this consumer alone.")] = None,
        event_type: Annotated[str | None, typer.Option("--type", help="Of this type of event alone.")] = None,
    ) -> None:
        """Deliver dead letters again."""
        from modules.operations.application.replay_dead_letters import ReplayDeadLetters, ReplayDeadLettersCommand

        use_case: ReplayDeadLetters = replay()
        where = DeadLetterFilter(ids or None, consumer, event_type)
        command = ReplayDeadLettersCommand(principal=SYSTEM, metadata=operator_metadata(), where=where)
        typer.echo(f"{run_command(use_case(command), run)} replayed")

    @letters.command("hold")
    def held(
        module: Annotated[str, typer.Argument(help="The module whose pending deliveries are held.")],
        reason: Annotated[str, typer.Option(help="Shown as the error of the dead letters.")] = "held",
    ) -> None:
        """Make the pending deliveries to a module dead letters, which are attempted only if they are replayed."""
        from modules.operations.application.hold_deliveries import HoldDeliveries, HoldDeliveriesCommand

        use_case: HoldDeliveries = hold()
        command = HoldDeliveriesCommand(principal=SYSTEM, metadata=operator_metadata(), module=module, reason=reason)
        typer.echo(f"{run_command(use_case(command), run)} held")

    @letters.command("discard")
    def discarded(letter_id: Annotated[int, typer.Argument(min=1)]) -> None:
        """Discard a dead letter permanently."""
        from modules.operations.application.discard_dead_letter import DiscardDeadLetter, DiscardDeadLetterCommand

        use_case: DiscardDeadLetter = discard()
        command = DiscardDeadLetterCommand(principal=SYSTEM, metadata=operator_metadata(), letter_id=letter_id)
        typer.echo(_line(run_command(use_case(command), run)))

    return app


async def _examine(doctor: RunDoctor, *, provider: bool, repair: bool) -> tuple[Sequence[str], Diagnosis]:
    repairs = await doctor.repair() if repair else ()
    return repairs, await doctor(include_on_request=provider)


def _print(diagnosis: Diagnosis) -> None:
    for finding in diagnosis.findings:
        found = "WARN" if finding.warning else "BROKEN"
        typer.echo(f"{found if finding.violations else 'ok':<7}{finding.check}: {finding.promise}")
        for violation in finding.violations:
            typer.echo(f"       {violation.subject}: {violation.detail}")
    violations = sum(len(finding.violations) for finding in diagnosis.findings if not finding.warning)
    warnings = sum(len(finding.violations) for finding in diagnosis.findings if finding.warning)
    typer.echo(f"{len(diagnosis.findings)} checks, {violations} violations, {warnings} warnings")


def _line(letter: DeadLetter) -> str:
    return f"{letter.id}  {letter.consumer}  {letter.event_type}  {letter.attempts} attempts  {letter.error}"


def _report(diagnosis: Diagnosis) -> Mapping[str, object]:
    """The same fields as `GET /v1/admin/doctor`."""
    return {"healthy": diagnosis.healthy, "at": diagnosis.at, "checks": diagnosis.findings}


def _json(shown: object) -> str:
    return orjson.dumps(shown, default=str, option=orjson.OPT_UTC_Z).decode()
