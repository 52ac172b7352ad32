"""A separate worker process that runs webhooks only: `worker.py DATABASE BROKER`."""

import sys

from entrypoints.processes import worker
from shared.infra.injection import resolve
from shared.infra.messaging.outbox import Outbox
from shared.infra.sql.database import Database
from tests.modules.webhooks.webhooks_app import WebhooksApp

if __name__ == "__main__":
    database_url, broker_url = sys.argv[1:]
    database = Database(database_url, {}, pool_size=10, outbox=Outbox)
    module = resolve(WebhooksApp(database).webhooks.module)
    worker.run(broker_url, module.subscriptions(), database, closed=database.close, loops=module.background_tasks())
