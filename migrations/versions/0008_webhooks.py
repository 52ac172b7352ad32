"""The tables of the module webhooks."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

from migrations.privileges import create_schema, drop_schema

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_schema("webhooks")
    _endpoints()
    _deliveries()
    _tries()


def downgrade() -> None:
    drop_schema("webhooks")


def _endpoints() -> None:
    time = sa.DateTime(timezone=True)
    op.create_table(
        "endpoints",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("event_types", ARRAY(sa.Text), nullable=False),
        sa.Column("description", sa.Text),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("disabled_reason", sa.Text),
        sa.Column("secret_version", sa.Integer, nullable=False),
        sa.Column("rotated_at", time),
        sa.Column("failing_since", time),
        sa.Column("event_count", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", time, nullable=False),
        sa.Column("updated_at", time, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_endpoints"),
        sa.CheckConstraint("disabled_reason IS NULL OR NOT active", name="ck_endpoints_disabled"),
        schema="webhooks",
    )


def _deliveries() -> None:
    time = sa.DateTime(timezone=True)
    op.create_table(
        "deliveries",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), nullable=False),
        sa.Column("endpoint_id", sa.BigInteger, nullable=False),
        sa.Column("event_id", sa.Uuid, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("aggregate_type", sa.Text, nullable=False),
        sa.Column("aggregate_id", sa.Text, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("person_id", sa.BigInteger),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("body", sa.LargeBinary),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("due_at", time, nullable=False),
        sa.Column("leased_until", time),
        sa.Column("last_status", sa.SmallInteger),
        sa.Column("last_error", sa.Text),
        sa.Column("last_duration_ms", sa.Integer),
        sa.Column("created_at", time, nullable=False),
        sa.Column("succeeded_at", time),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.ForeignKeyConstraint(
            ["endpoint_id"], ["webhooks.endpoints.id"], name="fk_deliveries_endpoint_id", ondelete="CASCADE"
        ),
        sa.CheckConstraint("origin IN ('event', 'test', 'redelivery', 'replay')", name="ck_deliveries_origin"),
        sa.CheckConstraint("status IN ('pending', 'succeeded', 'failed', 'discarded')", name="ck_deliveries_status"),
        schema="webhooks",
        postgresql_with={"fillfactor": "80"},
    )
    _index("uq_deliveries_event", ["endpoint_id", "event_id"], "origin = 'event'", unique=True)
    _index("ix_deliveries_endpoint_id", ["endpoint_id", "id"])
    _index("ix_deliveries_pending", ["endpoint_id", "due_at"], "status = 'pending'")
    under_way = "status = 'pending' AND leased_until IS NOT NULL"
    _index("ix_deliveries_under_way", ["endpoint_id", "leased_until"], under_way)
    _index("ix_deliveries_person_id", ["person_id"], "person_id IS NOT NULL AND body IS NOT NULL")
    _index("ix_deliveries_created_at", ["created_at"])


def _index(name: str, columns: list[str], where: str | None = None, *, unique: bool = False) -> None:
    condition = sa.text(where) if where else None
    op.create_index(name, "deliveries", columns, schema="webhooks", unique=unique, postgresql_where=condition)


def _tries() -> None:
    op.create_table(
        "tries",
        sa.Column("delivery_id", sa.BigInteger, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.SmallInteger),
        sa.Column("error", sa.Text),
        sa.Column("duration_ms", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("delivery_id", "number", name="pk_tries"),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["webhooks.deliveries.id"], name="fk_tries_delivery_id", ondelete="CASCADE"
        ),
        schema="webhooks",
    )
