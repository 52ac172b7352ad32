"""Run a worker process for this module alone: `worker.py DATABASE BROKER`."""

import asyncio
import sys
from collections.abc import Sequence

from entrypoints.processes import worker
from shared.infra.injection import resolve
from shared.infra.messaging.outbox import Outbox
from shared.infra.sql.database import Database
from shared.kernel.import_export import ImportContext, Line, LineError
from shared.kernel.transaction import Transaction
from tests.modules.import_export.import_export_app import ImportExportApp, Library

BATCH_DELAY_SECONDS = 0.05


class SlowLibrary(Library):
    """Waits after each batch, so that a test can kill the worker in the middle of a chunk."""

    async def apply(self, tx: Transaction, lines: Sequence[Line], context: ImportContext) -> Sequence[LineError]:
        errors = await super().apply(tx, lines, context)
        await asyncio.sleep(BATCH_DELAY_SECONDS)
        return errors


if __name__ == "__main__":
    database_url, broker_url = sys.argv[1:]
    database = Database(database_url, {}, pool_size=10, outbox=Outbox)
    module = resolve(ImportExportApp(database, SlowLibrary()).import_export.module)
    worker.run(broker_url, module.subscriptions(), database, closed=database.close, loops=module.background_tasks())
