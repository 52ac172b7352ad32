"""Platform tables: events, deliveries, idempotency keys, the audit log."""

from sqlalchemy import (
    BigInteger,
    Boolean,
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
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import UserDefinedType

from shared.infra.sql.naming import NAMING


class Xid8(UserDefinedType[int]):
    """A 64-bit transaction id, which does not wrap around."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        return "xid8"


metadata = MetaData(schema="platform", naming_convention=NAMING)

events = Table(
    "events",
    metadata,
    Column("id", Uuid, primary_key=True),
    # The event's position in the feed: not less than the id of its transaction (which an older program
    # writes) or than the position of its aggregate's previous event.
    Column("xid", Xid8, nullable=False, server_default=text("pg_current_xact_id()")),
    Column("type", Text, nullable=False),
    Column("schema_version", SmallInteger, nullable=False),
    Column("aggregate_type", Text, nullable=False),
    Column("aggregate_id", Text, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("occurred_at", DateTime(timezone=True), nullable=False),
    Column("correlation_id", Text, nullable=False),
    Column("causation_id", Uuid),
    Column("actor", Text, nullable=False),
    Column("traceparent", Text),
    Column("data", JSONB, nullable=False),
    UniqueConstraint("aggregate_type", "aggregate_id", "sequence"),
    Index("ix_events_feed", "xid", "id"),
)

consumers = Table(
    "consumers",
    metadata,
    Column("event_type", Text, primary_key=True),
    Column("consumer", Text, primary_key=True),
    Column("outward", Boolean, nullable=False),
    Column("registered_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
)

holders = Table(
    "holders",
    metadata,
    Column("id", Integer, Identity(always=True), primary_key=True),
    Column("since", DateTime(timezone=True), nullable=False),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("event_id", Uuid, ForeignKey(events.c.id), primary_key=True),
    Column("consumer", Text, primary_key=True),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("due_at", DateTime(timezone=True), nullable=False),
    Column("leased_until", DateTime(timezone=True)),
    Column("last_error", Text),
    Column("done_at", DateTime(timezone=True)),
    Column("held_by", Integer),
    Index("ix_deliveries_pending", "consumer", "due_at", postgresql_where=text("done_at IS NULL")),
    postgresql_with={"fillfactor": "80", "autovacuum_vacuum_scale_factor": "0.02"},
)

dead_letters = Table(
    "dead_letters",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("event_id", Uuid, ForeignKey(events.c.id), nullable=False),
    Column("consumer", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("error", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("event_id", "consumer"),
)

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("scope", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("headers", JSONB, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Index("ix_idempotency_keys_created_at", "created_at"),
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

job_turns = Table(
    "job_turns",
    metadata,
    Column("job", Text, primary_key=True),
    Column("began_at", DateTime(timezone=True), nullable=False),
)
