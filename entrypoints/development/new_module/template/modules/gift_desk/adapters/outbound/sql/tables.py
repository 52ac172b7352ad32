"""Tables of the schema `gift_desk`."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Identity,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from shared.infra.sql.naming import NAMING

metadata = MetaData(schema="gift_desk", naming_convention=NAMING)
_TIME = DateTime(timezone=True)

gift_cards = Table(
    "gift_cards",
    metadata,
    Column("id", BigInteger, Identity(always=False), primary_key=True),
    Column("name", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("created_by", BigInteger),
    Column("version", Integer, nullable=False),
    Column("event_count", Integer, nullable=False),
    Column("created_at", _TIME, nullable=False),
    Column("updated_at", _TIME, nullable=False),
    UniqueConstraint("name", name="uq_gift_cards_name"),
    CheckConstraint("status IN ('active', 'archived')", name="status"),
    CheckConstraint("length(name) BETWEEN 1 AND 100", name="name"),
    Index("ix_gift_cards_created_at", "created_at"),
    Index("ix_gift_cards_created_by", "created_by", postgresql_where=text("created_by IS NOT NULL")),
)
