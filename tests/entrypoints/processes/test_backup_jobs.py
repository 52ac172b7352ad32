"""The scheduler's job for backups."""

import sys
from pathlib import Path

import pytest
from prometheus_client import Gauge

from entrypoints.processes import backup_jobs
from entrypoints.processes.backup_jobs import ARCHIVED, BACKUP, EMBEDDED, VERIFIED, BackupFailed, maintain_backups
from entrypoints.settings import Settings

COMMAND = """
import sys
print("a line of doctor")
print('{"backup": 1.0, "verified": 2.0, "archived": 3.0}')
print("the disk is full", file=sys.stderr)
sys.exit(%d)
"""


def settings(home: Path, **changes: object) -> Settings:
    return Settings(DATABASE_URL="postgresql://db/shop", REDIS_URL="redis://cache", home=home).model_copy(
        update=changes
    )


@pytest.fixture(autouse=True)
def nothing_measured() -> None:
    for gauge in (BACKUP, VERIFIED, ARCHIVED):
        gauge.clear()


def value(gauge: Gauge) -> float:
    (metric,) = gauge.collect()
    return metric.samples[0].value


def test_only_an_embedded_server_with_a_storage_is_backed_up(tmp_path: Path) -> None:
    url = (tmp_path / "backup").as_uri()
    assert backup_jobs.backup_jobs(settings(tmp_path, backup_url=url)) == ()
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "postmaster.pid").touch()
    assert backup_jobs.backup_jobs(settings(tmp_path)) == ()
    assert not any(metric.samples for gauge in (BACKUP, VERIFIED, ARCHIVED) for metric in gauge.collect())
    VERIFIED.labels(EMBEDDED).set(9)
    (job,) = backup_jobs.backup_jobs(settings(tmp_path, backup_url=url))
    assert job.name == "backups.maintain"
    assert value(VERIFIED) == 0


@pytest.mark.parametrize("code", [0, 1])
async def test_the_metrics_follow_the_command_even_if_it_fails(code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup_jobs, "COMMAND", (sys.executable, "-c", COMMAND % code))
    if code:
        with pytest.raises(BackupFailed, match="the disk is full"):
            await maintain_backups()
    else:
        await maintain_backups()
    assert (value(BACKUP), value(VERIFIED), value(ARCHIVED)) == (1, 2, 3)
