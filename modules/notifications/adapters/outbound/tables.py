"""Tables of the notifications module."""

from sqlalchemy import BigInteger, Column, DateTime, Index, MetaData, Table, Text

from shared.infra.sql.naming import NAMING

metadata = MetaData(schema="notifications", naming_convention=NAMING)

sent_mails = Table(
    "sent_mails",
    metadata,
    Column("key", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("user_id", BigInteger),
    Column("message_id", Text, nullable=False),
    Column("sent_at", DateTime(timezone=True), nullable=False),
    Index("ix_sent_mails_sent_at", "sent_at"),
)
