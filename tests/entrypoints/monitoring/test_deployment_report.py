"""What is wrong around the program: in its settings, its clock, its replica."""

import asyncio
from datetime import UTC, datetime

import pytest
from structlog.testing import capture_logs

from entrypoints.database import create_database
from entrypoints.monitoring.deployment_report import DeploymentReport, clock_warning
from entrypoints.settings import Settings
from shared.infra.sql.server_checks.replica_lag import lag_warning
from tests.settings import NO_DATABASE, settings_of
from tests.timeouts import TIMEOUT_SECONDS

UNREACHABLE = "postgresql://reader:hidden@127.0.0.1:1/copy"


async def codes(settings: Settings) -> list[str]:
    database = create_database(settings, "tradepost-test", {})
    try:
        return list(await DeploymentReport(settings, database).codes())
    finally:
        await database.close()


async def test_a_sound_deployment_has_no_warnings(database_url: str) -> None:
    assert await codes(settings_of(database_url)) == []


async def test_warnings_about_settings_need_no_database() -> None:
    assert await codes(settings_of(NO_DATABASE, TRADEPOST_HOST="0.0.0.0")) == ["development_settings"]


async def test_a_clock_that_differs_from_the_databases_is_found(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ahead = datetime.now(UTC).timestamp() + 60
    monkeypatch.setattr("entrypoints.monitoring.deployment_report.time.time", lambda: ahead)
    assert await codes(settings_of(database_url)) == ["clock_skew"]


@pytest.mark.parametrize(
    ("seconds", "says"), [(4.9, None), (-4.9, None), (7.2, "7 s ahead of the"), (-90.0, "90 s behind the")]
)
def test_the_clock_may_differ_by_a_few_seconds(seconds: float, says: str | None) -> None:
    warning = clock_warning(seconds)
    assert (warning is None) == (says is None)
    assert warning is None or (says or "") in warning.detail


async def test_more_connections_than_the_server_admits_are_found(database_url: str) -> None:
    assert await codes(settings_of(database_url, TRADEPOST_POOL_SIZE="500")) == ["too_few_connections"]
    pooled = settings_of(database_url, TRADEPOST_POOL_SIZE="500", TRADEPOST_DIRECT_DATABASE_URL=database_url)
    assert await codes(pooled) == [], "the pooler's limits count"


async def test_the_running_processes_count(database_url: str) -> None:
    settings = settings_of(database_url, TRADEPOST_POOL_SIZE="12")
    database = create_database(settings, "tradepost-test", {})
    async with database.begin() as tx:
        await tx.fetch("INSERT INTO platform.holders (since) SELECT now() FROM generate_series(1, 7)")
        await tx.commit()
    (warning,) = await DeploymentReport(settings, database)()
    await database.close()
    assert warning.detail.startswith("9 processes with a pool of 12 can open 115 connections")


async def test_a_replica_that_does_not_answer_is_found(database_url: str) -> None:
    settings = settings_of(database_url, TRADEPOST_REPLICA_DATABASE_URL=UNREACHABLE)
    database = create_database(settings, "tradepost-test", {})
    (warning,) = await DeploymentReport(settings, database)()
    await database.close()
    assert warning.subject == "replica_unavailable"
    assert "127.0.0.1:1/copy" in warning.detail
    assert "hidden" not in warning.detail


async def test_a_server_that_is_no_replica_is_found(database_url: str) -> None:
    assert await codes(settings_of(database_url, TRADEPOST_REPLICA_DATABASE_URL=database_url)) == ["not_a_replica"]


@pytest.mark.parametrize(
    ("caught_up", "seconds", "lags"),
    [(True, 9_000.0, False), (False, 5.0, False), (False, 61.0, True), (False, None, True), (True, None, False)],
)
def test_an_idle_replica_does_not_lag(*, caught_up: bool, seconds: float | None, lags: bool) -> None:
    warning = lag_warning("copy:5432/shop", follows=True, caught_up=caught_up, seconds=seconds)
    assert (warning is not None) == lags


async def test_each_warning_is_logged_once(database_url: str) -> None:
    settings = settings_of(database_url, TRADEPOST_HOST="0.0.0.0")
    database, stop = create_database(settings, "tradepost-test", {}), asyncio.Event()
    with capture_logs() as lines:
        running = asyncio.create_task(DeploymentReport(settings, database).run(stop))
        async with asyncio.timeout(TIMEOUT_SECONDS):
            while not lines:
                await asyncio.sleep(0.01)
        stop.set()
        await asyncio.wait_for(running, TIMEOUT_SECONDS)
    await database.close()
    assert [(line["log_level"], line["code"]) for line in lines] == [("warning", "development_settings")]
