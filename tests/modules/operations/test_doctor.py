"""Each check is shown the corruption it is for."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import httpx2
import pytest
import typer
from prometheus_client import REGISTRY
from structlog.testing import capture_logs
from typer.testing import CliRunner

from modules.operations.adapters.inbound.cli import commands
from modules.operations.adapters.inbound.daily_doctor import DailyDoctor
from modules.operations.adapters.inbound.jobs import jobs
from modules.operations.application.run_doctor import RunDoctor
from modules.operations.container import OperationsContainer
from modules.operations.public import Diagnosis, Finding
from shared.infra.sql.database import Database
from shared.infra.sql.transaction import sql
from shared.kernel.module import Check, Violation
from shared.kernel.transaction import Transaction
from tests.modules.operations.stand import bury, deliver, sell, serving

BEFORE = "UPDATE platform.consumers SET registered_at = now() - interval '1 day'"


async def broken(http: httpx2.AsyncClient) -> dict[str, list[Any]]:
    diagnosis = (await http.get("/v1/admin/doctor")).json()
    found = {check["check"]: check["violations"] for check in diagnosis["checks"] if check["violations"]}
    assert diagnosis["healthy"] == (not found)
    return found


async def test_a_shop_in_order_is_healthy(http: httpx2.AsyncClient, db: Database, owner: asyncpg.Connection) -> None:
    await owner.execute(BEFORE)
    await sell(db, 1, 2)
    await deliver(db)
    await sell(db, 3)
    assert await broken(http) == {}


async def test_a_request_that_never_got_its_answer_is_told_without_alarm(
    http: httpx2.AsyncClient, owner: asyncpg.Connection
) -> None:
    await owner.execute(
        "INSERT INTO platform.idempotency_keys (scope, key, fingerprint, status, headers, body, created_at)"
        " VALUES ('user:7 POST /v1/orders', 'k', '', 0, '{}', '', now() - interval '11 minutes'),"
        " ('user:7 POST /v1/orders', 'l', '', 0, '{}', '', now()), ('user:7 POST /v1/orders', 'm', '', 201, '{}', '',"
        " now() - interval '1 day')"
    )
    diagnosis = (await http.get("/v1/admin/doctor")).json()
    (found,) = [check for check in diagnosis["checks"] if check["violations"]]
    assert (found["check"], found["warning"], len(found["violations"])) == ("operations.answered", True, 1)
    assert diagnosis["healthy"]


async def test_a_missing_event_in_the_middle_is_found(
    http: httpx2.AsyncClient, db: Database, owner: asyncpg.Connection
) -> None:
    await sell(db, 1, 3)
    found = await broken(http)
    assert list(found) == ["operations.no_gaps"]
    assert found["operations.no_gaps"][0] == {"subject": "apple 1", "detail": "has 2 events, numbered from 1 to 3"}


async def test_a_missing_first_event_is_found_unless_old_ones_were_pruned(
    http: httpx2.AsyncClient, db: Database, operations: OperationsContainer, owner: asyncpg.Connection
) -> None:
    await sell(db, 2, 3)
    assert list(await broken(http)) == ["operations.no_gaps"]
    await owner.execute(
        "INSERT INTO platform.audit_log (at, actor, action, resource, request_id, changes) "
        "VALUES (now(), 'system', 'events.pruned', 'events', 'r', '{}')"
    )
    assert await broken(http) == {}


async def test_an_event_without_its_delivery_is_found(
    http: httpx2.AsyncClient, db: Database, owner: asyncpg.Connection
) -> None:
    await owner.execute(BEFORE)
    await sell(db, 1)
    await owner.execute("DELETE FROM platform.deliveries")
    found = await broken(http)
    assert list(found) == ["operations.none_forgotten"]
    assert "stand.count" in found["operations.none_forgotten"][0]["detail"]


async def test_a_consumer_registered_later_is_not_owed_older_events(
    http: httpx2.AsyncClient, db: Database, owner: asyncpg.Connection
) -> None:
    await owner.execute(BEFORE)
    await sell(db, 1)
    await owner.execute("INSERT INTO platform.consumers VALUES ('stand.apple.sold', 'stand.late', false)")
    assert await broken(http) == {}


async def test_a_delivery_with_two_fates_is_found(
    http: httpx2.AsyncClient, db: Database, owner: asyncpg.Connection
) -> None:
    await bury(db, 1)
    await owner.execute(
        "INSERT INTO platform.deliveries (event_id, consumer, created_at, due_at) "
        "SELECT event_id, consumer, now(), now() FROM platform.dead_letters"
    )
    assert list(await broken(http)) == ["operations.one_fate"]


async def test_a_delivery_nobody_makes_is_found(http: httpx2.AsyncClient, db: Database) -> None:
    await sell(db, 1)
    db.clock_shift = timedelta(seconds=299)
    assert await broken(http) == {}
    db.clock_shift = timedelta(seconds=305)
    assert list(await broken(http)) == ["operations.in_time"]


async def test_a_program_that_works_as_the_owner_is_warned(
    operations: OperationsContainer, owner: asyncpg.Connection, owner_database_url: str
) -> None:
    # What migrations take from the program's role they take from the owner, where both are one.
    await owner.execute("REVOKE UPDATE, DELETE, TRUNCATE ON platform.audit_log FROM tradepost_owner")
    assert await warned(operations) == {"operations.answered": [], "operations.lesser_role": []}
    owning = Database(owner_database_url, {}, pool_size=1)
    operations.database.override(owning)
    operations.reset_singletons()
    try:
        (violation,) = (await warned(operations))["operations.lesser_role"]
    finally:
        await owning.close()
    assert violation.subject == "role tradepost_owner"


@pytest.mark.parametrize("right", ["UPDATE", "DELETE", "TRUNCATE"])
async def test_a_program_that_may_change_the_audit_log_is_warned(
    operations: OperationsContainer, owner: asyncpg.Connection, right: str
) -> None:
    await owner.execute(f"GRANT {right} ON platform.audit_log TO tradepost_program")
    (violation,) = (await warned(operations))["operations.lesser_role"]
    assert violation.subject == "role tradepost_program"


async def warned(operations: OperationsContainer) -> dict[str, Sequence[Violation]]:
    """What the checks that warn have found, over whatever database is set."""
    diagnosis = await operations.run_doctor()()
    assert diagnosis.healthy
    return {finding.check: finding.violations for finding in diagnosis.findings if finding.warning}


def told(finding: Finding) -> typer.Typer:
    """The commands of a doctor that has found this."""

    class Doctor:
        async def __call__(self, *, with_requested: bool = False) -> Diagnosis:
            return Diagnosis(datetime(2026, 1, 1, tzinfo=UTC), [finding])

    return commands(Doctor, None, None, None, None)  # type: ignore[arg-type]


def test_the_command_shows_a_warning_and_succeeds() -> None:
    app = told(Finding("orders.weight", "orders weigh", [Violation("order 7", "weighs little")], warning=True))
    plain = CliRunner().invoke(app, ["doctor"])
    assert plain.exit_code == 0
    assert plain.output.startswith("WARN   orders.weight")
    assert "order 7: weighs little" in plain.output
    as_json = CliRunner().invoke(app, ["doctor", "--json"])
    assert as_json.exit_code == 0
    assert '"healthy":true' in as_json.output
    assert '"warning":true' in as_json.output


@pytest.mark.parametrize(("violations", "code"), [([], 0), ([Violation("order 7", "weighs nothing")], 1)])
def test_the_command_says_it_by_its_exit_code(violations: list[Violation], code: int) -> None:
    app = told(Finding("orders.weight", "orders weigh", violations))
    plain = CliRunner().invoke(app, ["doctor"])
    assert plain.exit_code == code
    assert ("order 7: weighs nothing" in plain.output) == bool(code)
    as_json = CliRunner().invoke(app, ["doctor", "--json"])
    assert as_json.exit_code == code
    assert f'"healthy":{"false" if code else "true"}' in as_json.output


def check(name: str, *found: Violation, warning: bool = False, on_request: bool = False) -> Check:
    async def run(_: Transaction) -> Sequence[Violation]:
        return found

    return Check(name, "fruit is ripe", run, warning=warning, on_request=on_request)


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


ASKING = check("stand.paid", Violation("apple 7", "was paid twice"), on_request=True)


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


async def test_the_daily_doctor_tells_a_line_for_each_violation(operations: OperationsContainer) -> None:
    found = [
        check("stand.ripe", Violation("apple 1", "is green"), Violation("apple 2", "is green")),
        check("stand.shade", Violation("stand", "stands in the sun"), warning=True),
        check("stand.clean"),
        ASKING,
    ]
    with capture_logs() as lines:
        await DailyDoctor(RunDoctor(operations.units().snapshot, found))()
    assert [(line["log_level"], line.get("check"), line.get("subject")) for line in lines] == [
        ("error", "stand.ripe", "apple 1"),
        ("error", "stand.ripe", "apple 2"),
        ("warning", "stand.shade", "stand"),
        ("info", None, None),
    ]
    assert lines[0]["detail"] == "is green"
    assert lines[-1].items() >= {"healthy": False, "checks": 3, "violations": 2}.items()
    assert {name: violations(name) for name in ("ripe", "shade", "clean", "paid")} == {
        "ripe": 2,
        "shade": 1,
        "clean": 0,
        "paid": None,
    }
    ran = REGISTRY.get_sample_value("tradepost_doctor_ran_timestamp_seconds")
    assert ran is not None
    assert abs(datetime.now(UTC).timestamp() - ran) < 60


async def test_what_is_mended_is_counted_no_more(operations: OperationsContainer) -> None:
    for found in ([Violation("apple 1", "is green")], []):
        with capture_logs() as lines:
            await DailyDoctor(RunDoctor(operations.units().snapshot, [check("stand.mended", *found)]))()
        assert violations("mended") == len(found)
        assert [line["log_level"] for line in lines] == ["error"] * len(found) + ["info"]


def test_the_doctor_comes_once_a_day() -> None:
    (daily,) = [job for job in jobs(None, None, None) if job.name == "operations.daily_doctor"]  # type: ignore[arg-type]
    assert daily.every == timedelta(days=1)


def violations(check: str) -> float | None:
    return REGISTRY.get_sample_value("tradepost_doctor_violations", {"check": f"stand.{check}"})
