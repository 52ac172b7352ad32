"""Attempts and suspended expiry are called in the tables as in the code."""

from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

COLUMNS = (
    ("inventory.reservations", "pinned", "expiry_suspended"),
    ("import_export.jobs", "tries", "attempts"),
    ("orders.payments", "next_try_at", "next_attempt_at"),
    ("orders.refunds", "next_try_at", "next_attempt_at"),
)
INDEXES = (
    ("orders", "ix_payments_next_try_at", "ix_payments_next_attempt_at"),
    ("orders", "ix_refunds_next_try_at", "ix_refunds_next_attempt_at"),
)
CONSTRAINTS = (
    ("pk_tries", "pk_delivery_attempts"),
    ("fk_tries_delivery_id", "fk_delivery_attempts_delivery_id"),
)


def upgrade() -> None:
    for table, old, new in COLUMNS:
        _rename_column(table, old, new)
    for schema, old, new in INDEXES:
        _rename_index(schema, old, new)
    op.rename_table("tries", "delivery_attempts", schema="webhooks")
    for old, new in CONSTRAINTS:
        _rename_constraint("webhooks.delivery_attempts", old, new)


def downgrade() -> None:
    for old, new in CONSTRAINTS:
        _rename_constraint("webhooks.delivery_attempts", new, old)
    op.rename_table("delivery_attempts", "tries", schema="webhooks")
    for schema, old, new in INDEXES:
        _rename_index(schema, new, old)
    for table, old, new in COLUMNS:
        _rename_column(table, new, old)


def _rename_column(table: str, old: str, new: str) -> None:
    schema, name = table.split(".")
    op.alter_column(name, old, new_column_name=new, schema=schema)


def _rename_index(schema: str, old: str, new: str) -> None:
    op.execute(f"ALTER INDEX {schema}.{old} RENAME TO {new}")


def _rename_constraint(table: str, old: str, new: str) -> None:
    op.execute(f"ALTER TABLE {table} RENAME CONSTRAINT {old} TO {new}")
