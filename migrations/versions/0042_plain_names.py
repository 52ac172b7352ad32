"""Tables, columns, indexes and consumers are called in the database as in the code."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

TABLES = (
    ("inventory", "standings", "announced_availability"),
    ("orders", "provider_reports", "provider_events"),
    ("platform", "job_turns", "job_runs"),
    ("import_export", "kept_cells", "row_context"),
)
CONSTRAINTS = (
    ("inventory.announced_availability", "pk_standings", "pk_announced_availability"),
    ("inventory.announced_availability", "fk_standings_sku", "fk_announced_availability_sku"),
    ("inventory.announced_availability", "ck_standings_state", "ck_announced_availability_state"),
    ("orders.provider_events", "pk_provider_reports", "pk_provider_events"),
    ("platform.job_runs", "pk_job_turns", "pk_job_runs"),
    ("import_export.row_context", "pk_kept_cells", "pk_row_context"),
    ("import_export.row_context", "fk_kept_cells_job_id", "fk_row_context_job_id"),
)
INDEXES = (
    ("inventory", "ix_standings_due", "ix_announced_availability_due"),
    ("orders", "ix_provider_reports_received_at", "ix_provider_events_received_at"),
    ("orders", "ix_payments_came_to_nothing", "ix_payments_unsuccessful"),
    ("orders", "ix_orders_money_back", "ix_orders_payment_status"),
    ("webhooks", "ix_deliveries_under_way", "ix_deliveries_leased"),
)
COLUMNS = (
    ("platform.consumers", "outward", "external"),
    ("orders.payments", "warned", "lapse_notified"),
    ("orders.payments", "wanted_cents", "capture_cents"),
)
CONSUMERS = (
    ("import_export.erase_people", "import_export.erase_user_data"),
    ("webhooks.erase_people", "webhooks.erase_user_data"),
)


def upgrade() -> None:
    for schema, old, new in TABLES:
        op.rename_table(old, new, schema=schema)
    for table, old, new in CONSTRAINTS:
        _rename_constraint(table, old, new)
    for schema, old, new in INDEXES:
        _rename_index(schema, old, new)
    for table, old, new in COLUMNS:
        _rename_column(table, old, new)
    for old, new in CONSUMERS:
        _rename_consumer(old, new)


def downgrade() -> None:
    for old, new in CONSUMERS:
        _rename_consumer(new, old)
    for table, old, new in COLUMNS:
        _rename_column(table, new, old)
    for schema, old, new in INDEXES:
        _rename_index(schema, new, old)
    for table, old, new in CONSTRAINTS:
        _rename_constraint(table, new, old)
    for schema, old, new in TABLES:
        op.rename_table(new, old, schema=schema)


def _rename_constraint(table: str, old: str, new: str) -> None:
    op.execute(f"ALTER TABLE {table} RENAME CONSTRAINT {old} TO {new}")


def _rename_index(schema: str, old: str, new: str) -> None:
    op.execute(f"ALTER INDEX {schema}.{old} RENAME TO {new}")


def _rename_column(table: str, old: str, new: str) -> None:
    schema, name = table.split(".")
    op.alter_column(name, old, new_column_name=new, schema=schema)


def _rename_consumer(old: str, new: str) -> None:
    """Pending deliveries keep their attempts. The relay sends those again that a worker has under the old name."""
    for name in ("consumers", "deliveries", "dead_letters"):
        table = sa.table(name, sa.column("consumer", sa.Text), schema="platform")
        op.execute(table.update().where(table.c.consumer == old).values(consumer=new))
