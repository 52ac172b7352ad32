"""Doctor checks: none reports a consistent database, each reports its own kind of corruption."""

from datetime import timedelta

import pytest

from modules.import_export.adapters.inbound.checks import MAX_WAIT
from shared.infra.injection import resolve
from tests.modules.import_export.import_export_app import ImportExportApp, table


@pytest.fixture
async def busy(app: ImportExportApp) -> ImportExportApp:
    """A finished job with a result, a finished one without, a failed one and a queued one."""
    await app.export()
    await app.started(table([("Emma", 1)]))
    await app.started('title\n"open')
    await app.work()
    await app.started(table([("Dune", 1)]))
    return app


async def found(app: ImportExportApp) -> list[str]:
    async with app.database.snapshot() as tx:
        return [check.name for check in resolve(app.import_export.module).checks() if await check.run(tx)]


async def test_a_consistent_database_has_no_violations(busy: ImportExportApp) -> None:
    assert await found(busy) == []


async def test_a_stalled_job_is_reported(busy: ImportExportApp) -> None:
    busy.database.clock_shift = MAX_WAIT + timedelta(seconds=5)
    assert await found(busy) == ["import_export.no_stalled_jobs"]


@pytest.mark.parametrize(
    ("corruption", "expected"),
    [
        ("UPDATE import_export.jobs SET finished_at = NULL WHERE id = 1", "import_export.job_states"),
        ("UPDATE import_export.jobs SET total = total + 1 WHERE id = 1", "import_export.job_states"),
        ("UPDATE import_export.jobs SET failure = NULL WHERE id = 3", "import_export.job_states"),
        ("UPDATE import_export.jobs SET leased_until = now() WHERE id = 2", "import_export.job_states"),
        ("DELETE FROM import_export.blocks WHERE number = 1", "import_export.files_complete"),
        ("UPDATE import_export.jobs SET chunks = 7 WHERE id = 1", "import_export.files_complete"),
        (
            "DELETE FROM import_export.files f USING import_export.jobs j WHERE j.id = 4 AND f.id = j.upload_id",
            "import_export.files_complete",
        ),
    ],
)
async def test_a_corruption_is_reported(busy: ImportExportApp, corruption: str, expected: str) -> None:
    await busy.rows(corruption)
    assert await found(busy) == [expected]
