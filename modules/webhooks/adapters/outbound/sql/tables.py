"""The tables of webhooks."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

from shared.infra.sql.naming import NAMING

metadata = MetaData(schema="webhooks", naming_convention=NAMING)
_TIME = DateTime(timezone=True)

endpoints = Table(
    "endpoints",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("url", Text, nullable=False),
    Column("event_types", ARRAY(Text), nullable=False),
    Column("description", Text),
    Column("active", Boolean, nullable=False),
    Column("disabled_reason", Text),
    Column("secret_version", Integer, nullable=False),
    Column("rotated_at", _TIME),
    Column("failing_since", _TIME),
    Column("event_count", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", _TIME, nullable=False),
    Column("updated_at", _TIME, nullable=False),
    CheckConstraint("disabled_reason IS NULL OR NOT active", name="disabled"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("endpoint_id", BigInteger, ForeignKey(endpoints.c.id, ondelete="CASCADE"), nullable=False),
    Column("event_id", Uuid, nullable=False),
    Column("type", Text, nullable=False),
    Column("aggregate_type", Text, nullable=False),
    Column("aggregate_id", Text, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("person_id", BigInteger),
    Column("origin", Text, nullable=False),
    Column("body", LargeBinary),
    Column("status", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", _TIME, nullable=False),
    Column("leased_until", _TIME),
    Column("last_status", SmallInteger),
    Column("last_error", Text),
    Column("last_duration_ms", Integer),
    Column("created_at", _TIME, nullable=False),
    Column("succeeded_at", _TIME),
    Column("held_by", Integer),
    CheckConstraint("origin IN ('event', 'test', 'redelivery', 'replay')", name="origin"),
    CheckConstraint("status IN ('pending', 'succeeded', 'failed', 'discarded')", name="status"),
    Index("uq_deliveries_event", "endpoint_id", "event_id", unique=True, postgresql_where=text("origin = 'event'")),
    Index("ix_deliveries_endpoint_id", "endpoint_id", "created_at", "id"),
    Index(
        "ix_deliveries_failed",
        "endpoint_id",
        "status",
        "created_at",
        "id",
        postgresql_where=text("status IN ('failed', 'discarded')"),
    ),
    Index("ix_deliveries_pending", "endpoint_id", "due_at", postgresql_where=text("status = 'pending'")),
    Index(
        "ix_deliveries_sequence",
        "endpoint_id",
        "aggregate_type",
        "aggregate_id",
        "sequence",
        postgresql_where=text("status = 'pending'"),
    ),
    Index(
        "ix_deliveries_leased",
        "endpoint_id",
        "leased_until",
        postgresql_where=text("status = 'pending' AND leased_until IS NOT NULL"),
    ),
    Index(
        "ix_deliveries_person_id",
        "person_id",
        postgresql_where=text("person_id IS NOT NULL AND body IS NOT NULL"),
    ),
    Index("ix_deliveries_created_at", "created_at", "id"),
    postgresql_with={"fillfactor": "80"},
)

delivery_attempts = Table(
    "delivery_attempts",
    metadata,
    Column("delivery_id", BigInteger, ForeignKey(deliveries.c.id, ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("at", _TIME, nullable=False),
    Column("status", SmallInteger),
    Column("error", Text),
    Column("duration_ms", Integer, nullable=False),
)
