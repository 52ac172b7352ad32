"""What a transaction writes for itself: stored responses, the audit log, turns of jobs."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Identity,
    Index,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import JSONB

from shared.infra.sql.bulk.equal_columns import STATE
from shared.infra.sql.naming import NAMING

metadata = MetaData(schema="platform", naming_convention=NAMING)

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("scope", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("status", SmallInteger, nullable=False, info=STATE),
    Column("headers", JSONB, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False, info=STATE),
    Index("ix_idempotency_keys_created_at", "created_at"),
    # Compressing a usual response takes longer than writing it.
    postgresql_with={"toast_tuple_target": "4080"},
)

audit_log = Table(
    "audit_log",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("resource", Text, nullable=False),
    Column("request_id", Text, nullable=False),
    Column("changes", JSONB, nullable=False),
    Index("ix_audit_log_at", "at", "id"),
    Index("ix_audit_log_resource", "resource", "at", "id"),
    Index("ix_audit_log_actor", "actor", "at", "id"),
)

job_runs = Table(
    "job_runs",
    metadata,
    Column("job", Text, primary_key=True),
    Column("began_at", DateTime(timezone=True), nullable=False),
)

schema_compatibility = Table(
    "schema_compatibility",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("oldest_program", Text, nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)
"""The revision of the oldest program that works with the database; migrations write it."""
