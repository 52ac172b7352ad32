"""Messaging's tables: events, deliveries and their consumers, lease holders, dead letters."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Identity,
    Index,
    Integer,
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
    Index("ix_events_feed", "xid", "id"),
    postgresql_partition_by="RANGE (id)",
)
"""A partition for each day: the ids of a day are a range. Each has a unique index on the aggregate and the sequence.

The default partition `events_kept` holds older events that are not finished.
"""

consumers = Table(
    "consumers",
    metadata,
    Column("event_type", Text, primary_key=True),
    Column("consumer", Text, primary_key=True),
    Column("external", Boolean, nullable=False),
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
    Column("event_id", Uuid, nullable=False),
    Column("consumer", Text, nullable=False),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("due_at", DateTime(timezone=True), nullable=False),
    Column("leased_until", DateTime(timezone=True)),
    Column("last_error", Text),
    Column("done_at", DateTime(timezone=True)),
    Column("held_by", Integer),
    postgresql_partition_by="RANGE (done_at)",
)
"""A partition for each day of `done_at`. Each has a unique index on the event and the consumer.

The default partition `deliveries_pending` holds those that are not done: queries for them name `done_at IS NULL`, so
that PostgreSQL reads no other.
"""

dead_letters = Table(
    "dead_letters",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("event_id", Uuid, nullable=False),
    Column("consumer", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("error", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("event_id", "consumer"),
)
