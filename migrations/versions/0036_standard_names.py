"""Consumers and jobs have standard names; what is stored under the old ones follows."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

NAMES = {
    "import_export.forget_people": "import_export.erase_people",
    "inventory.follow_stock": "inventory.publish_availability",
    "inventory.forget_cached": "inventory.invalidate_cache",
    "orders.follow_stock": "orders.apply_stock_movements",
    "orders.settle": "orders.settle_payments",
    "webhooks.forget_people": "webhooks.erase_people",
    "inventory.tell_what_is_due": "inventory.publish_due_availability",
    "inventory.sweep_pictures": "inventory.delete_unused_pictures",
    "orders.forget_reports": "orders.prune_provider_events",
    "orders.warn_of_lapse": "orders.notify_authorization_expiry",
    "operations.prune_keys": "operations.prune_idempotency_keys",
    "notifications.prune_sent": "notifications.prune_sent_mails",
}
PLACES = (("consumers", "consumer"), ("deliveries", "consumer"), ("dead_letters", "consumer"), ("job_turns", "job"))


def upgrade() -> None:
    _rename(NAMES)


def downgrade() -> None:
    _rename({new: old for old, new in NAMES.items()})


def _rename(names: dict[str, str]) -> None:
    for table, column in PLACES:
        place = sa.table(table, sa.column(column, sa.Text), schema="platform")
        for old, new in names.items():
            op.execute(place.update().where(place.c[column] == old).values({column: new}))
