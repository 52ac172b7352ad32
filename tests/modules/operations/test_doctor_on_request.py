"""Checks that call external systems run on request only."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import httpx2
import pytest
from typer.testing import CliRunner

from modules.operations.adapters.inbound.cli import commands
from modules.operations.application.run_doctor import RunDoctor
from modules.operations.http_container import OperationsHttpContainer
from modules.operations.public import Diagnosis
from shared.infra.injection import override, resolve
from shared.infra.sql.transaction import sql
from shared.kernel.module import Check, Violation
from shared.kernel.transaction import Transaction
from tests.modules.operations.sample_checks import ON_REQUEST_CHECK, check
from tests.modules.operations.sample_events import serving


async def test_a_check_that_waits_for_a_provider_holds_no_transaction(
    operations: OperationsHttpContainer,
) -> None:
    """The database ends a transaction that is idle for too long, for example while a check waits for the provider."""
    seen: list[Transaction] = []

    def recording_check(name: str, *, on_request: bool = False) -> Check:
        async def run(tx: Transaction) -> Sequence[Violation]:
            seen.append(tx)
            return []

        return Check(name, "fruit is ripe", run, on_request=on_request)

    async def terminated_check(tx: Transaction) -> Sequence[Violation]:
        (row,) = await sql(tx).fetch("SELECT pg_backend_pid() AS pid")
        async with resolve(operations.database).read() as other:
            await other.fetch("SELECT pg_terminate_backend($1)", row["pid"])
        return [Violation("apple 7", "was paid twice")]

    checks = [
        recording_check("sample.one"),
        Check("sample.paid", "fruit is paid once", terminated_check, on_request=True),
        recording_check("sample.asked", on_request=True),
        recording_check("sample.two"),
    ]
    diagnosis = await RunDoctor(resolve(operations.unit_of_work_factory).snapshot, checks)(include_on_request=True)
    assert [finding.check for finding in diagnosis.findings] == [
        "sample.one",
        "sample.two",
        "sample.paid",
        "sample.asked",
    ]
    assert not diagnosis.healthy
    assert seen[0] is seen[1]
    assert seen[1] is not seen[2]


async def test_external_checks_run_on_request_only(operations: OperationsHttpContainer) -> None:
    run_doctor = RunDoctor(resolve(operations.unit_of_work_factory).snapshot, [check("sample.ripe"), ON_REQUEST_CHECK])
    assert [finding.check for finding in (await run_doctor()).findings] == ["sample.ripe"]
    assert [finding.check for finding in (await run_doctor(include_on_request=True)).findings] == [
        "sample.ripe",
        "sample.paid",
    ]


@pytest.fixture
async def http_with_on_request_check(operations: OperationsHttpContainer) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of an API with a check on request."""
    override(operations.all_checks, [check("sample.ripe"), ON_REQUEST_CHECK])
    operations.reset_singletons()
    async with serving(operations) as client:
        yield client


@pytest.mark.parametrize(("query", "requested"), [("", False), ("?provider=false", False), ("?provider=true", True)])
async def test_the_api_asks_the_provider_on_request(
    http_with_on_request_check: httpx2.AsyncClient, query: str, requested: bool
) -> None:
    diagnosis = (await http_with_on_request_check.get(f"/v1/admin/doctor{query}")).json()
    assert ("sample.paid" in [one["check"] for one in diagnosis["checks"]]) == requested
    assert diagnosis["healthy"] == (not requested)


@pytest.mark.parametrize("arguments", [[], ["--provider"]])
def test_the_command_asks_the_provider_on_request(arguments: list[str]) -> None:
    requested: list[bool] = []

    class Doctor:
        async def __call__(self, *, include_on_request: bool = False) -> Diagnosis:
            requested.append(include_on_request)
            return Diagnosis(datetime(2026, 1, 1, tzinfo=UTC), [])

        async def repair(self) -> Sequence[str]:
            return ["sample.paid: pear 8 is paid"]

    app = commands(Doctor, None, None, None, None, None)  # type: ignore[arg-type]
    assert CliRunner().invoke(app, ["doctor", *arguments]).exit_code == 0
    assert requested == [bool(arguments)]
    repaired = CliRunner().invoke(app, ["doctor", "--provider", "--repair"])
    assert "repair sample.paid: pear 8 is paid\n" in repaired.output
    alone = CliRunner().invoke(app, ["doctor", "--repair"])
    assert (alone.exit_code, alone.stderr) == (2, "--repair: give --provider, too: it asks the payment provider\n")


async def test_checks_repair_what_they_find(operations: OperationsHttpContainer) -> None:
    async def pay() -> Sequence[str]:
        return ["apple 7 is paid"]

    checks = [check("sample.ripe"), replace(ON_REQUEST_CHECK, repair=pay)]
    run_doctor = RunDoctor(resolve(operations.unit_of_work_factory).snapshot, checks)
    assert await run_doctor.repair() == ["sample.paid: apple 7 is paid"]
