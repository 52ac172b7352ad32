"""What the doctor asks somebody outside, and only when told to."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime

import httpx2
import pytest
from typer.testing import CliRunner

from modules.operations.adapters.inbound.cli import commands
from modules.operations.application.run_doctor import RunDoctor
from modules.operations.container import OperationsContainer
from modules.operations.public import Diagnosis
from shared.infra.sql.transaction import sql
from shared.kernel.module import Check, Violation
from shared.kernel.transaction import Transaction
from tests.modules.operations.findings import ASKING, check
from tests.modules.operations.stand import serving


async def test_who_waits_for_answers_from_outside_keeps_nobody_from_the_data(operations: OperationsContainer) -> None:
    """The database ends a transaction that is idle for long, as one is whose check waits for the provider."""
    seen: list[Transaction] = []

    def noting(name: str, *, on_request: bool = False) -> Check:
        async def run(tx: Transaction) -> Sequence[Violation]:
            seen.append(tx)
            return []

        return Check(name, "fruit is ripe", run, on_request=on_request)

    async def cut_off(tx: Transaction) -> Sequence[Violation]:
        (row,) = await sql(tx).fetch("SELECT pg_backend_pid() AS pid")
        async with operations.database().read() as other:
            await other.fetch("SELECT pg_terminate_backend($1)", row["pid"])
        return [Violation("apple 7", "was paid twice")]

    checks = [
        noting("stand.one"),
        Check("stand.paid", "fruit is paid once", cut_off, on_request=True),
        noting("stand.asked", on_request=True),
        noting("stand.two"),
    ]
    diagnosis = await RunDoctor(operations.units().snapshot, checks)(with_requested=True)
    assert [finding.check for finding in diagnosis.findings] == ["stand.one", "stand.two", "stand.paid", "stand.asked"]
    assert not diagnosis.healthy
    assert seen[0] is seen[1]
    assert seen[1] is not seen[2]


async def test_what_asks_outside_runs_on_request_alone(operations: OperationsContainer) -> None:
    run_doctor = RunDoctor(operations.units().snapshot, [check("stand.ripe"), ASKING])
    assert [finding.check for finding in (await run_doctor()).findings] == ["stand.ripe"]
    assert [finding.check for finding in (await run_doctor(with_requested=True)).findings] == [
        "stand.ripe",
        "stand.paid",
    ]


@pytest.fixture
async def asking(operations: OperationsContainer) -> AsyncIterator[httpx2.AsyncClient]:
    """The API of a program with a check that asks somebody outside."""
    operations.all_checks.override([check("stand.ripe"), ASKING])
    operations.reset_singletons()
    async with serving(operations) as client:
        yield client


@pytest.mark.parametrize(("query", "asked"), [("", False), ("?provider=false", False), ("?provider=true", True)])
async def test_the_api_asks_the_provider_on_request(asking: httpx2.AsyncClient, query: str, asked: bool) -> None:
    diagnosis = (await asking.get(f"/v1/admin/doctor{query}")).json()
    assert ("stand.paid" in [one["check"] for one in diagnosis["checks"]]) == asked
    assert diagnosis["healthy"] == (not asked)


@pytest.mark.parametrize("arguments", [[], ["--provider"]])
def test_the_command_asks_the_provider_on_request(arguments: list[str]) -> None:
    asked: list[bool] = []

    class Doctor:
        async def __call__(self, *, with_requested: bool = False) -> Diagnosis:
            asked.append(with_requested)
            return Diagnosis(datetime(2026, 1, 1, tzinfo=UTC), [])

    app = commands(Doctor, None, None, None, None)  # type: ignore[arg-type]
    assert CliRunner().invoke(app, ["doctor", *arguments]).exit_code == 0
    assert asked == [bool(arguments)]
