"""The daily doctor job."""

from datetime import UTC, datetime, timedelta
from typing import Any

from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from modules.operations.adapters.inbound.daily_doctor import DailyDoctor
from modules.operations.adapters.inbound.jobs import jobs
from modules.operations.application.run_doctor import RunDoctor
from modules.operations.http_container import OperationsHttpContainer
from shared.infra.injection import resolve
from shared.kernel.module import Violation
from tests.modules.operations.sample_checks import ON_REQUEST_CHECK, check


async def test_the_daily_doctor_logs_each_violation(operations: OperationsHttpContainer) -> None:
    found = [
        check("sample.ripe", Violation("apple 1", "is green"), Violation("apple 2", "is green")),
        check("sample.shade", Violation("stand", "stands in the sun"), warning=True),
        check("sample.clean"),
        ON_REQUEST_CHECK,
    ]
    with capture_logs() as lines:
        await DailyDoctor(RunDoctor(resolve(operations.unit_of_work_factory).snapshot, found))()
    assert [(line["log_level"], line.get("check"), line.get("subject")) for line in lines] == [
        ("error", "sample.ripe", "apple 1"),
        ("error", "sample.ripe", "apple 2"),
        ("warning", "sample.shade", "stand"),
        ("info", None, None),
    ]
    assert lines[0]["detail"] == "is green"
    assert lines[-1].items() >= {"healthy": False, "checks": 3, "violations": 2}.items()
    assert {name: violations(name) for name in ("ripe", "shade", "clean", "paid")} == {
        "ripe": 2,
        "shade": None,
        "clean": 0,
        "paid": None,
    }
    assert violations("shade", "warning") == 1
    ran = REGISTRY.get_sample_value("tradepost_doctor_ran_timestamp_seconds")
    assert ran is not None
    assert abs(datetime.now(UTC).timestamp() - ran) < 60


async def test_resolved_violations_are_not_counted(operations: OperationsHttpContainer) -> None:
    for found in ([Violation("apple 1", "is green")], []):
        with capture_logs() as lines:
            await DailyDoctor(
                RunDoctor(resolve(operations.unit_of_work_factory).snapshot, [check("sample.mended", *found)])
            )()
        assert violations("mended") == len(found)
        assert [line["log_level"] for line in lines] == ["error"] * len(found) + ["info"]


def test_the_doctor_runs_once_a_day() -> None:
    nothing: Any = None
    made = jobs(create_event_days=nothing, prune_events=nothing, prune_keys=nothing, run_doctor=nothing)
    (daily,) = [job for job in made if job.name == "operations.daily_doctor"]
    assert daily.every == timedelta(days=1)


def violations(check: str, severity: str = "error") -> float | None:
    labels = {"check": f"sample.{check}", "severity": severity}
    return REGISTRY.get_sample_value("tradepost_doctor_violations", labels)
