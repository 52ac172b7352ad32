"""Tables of payments, refunds and provider events."""

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Index, Integer, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from modules.orders.adapters.outbound.sql.tables.schema import HOT, NOW, metadata

payments = Table(
    "payments",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("order_id", BigInteger, nullable=False),
    Column("method", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("amount_cents", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("captured_cents", BigInteger, nullable=False),
    Column("refunded_cents", BigInteger, nullable=False),
    Column("provider_id", Text),
    Column("decline_code", Text),
    Column("next_action", JSONB),
    Column("authorization_expires_at", NOW),
    Column("warned", Boolean, nullable=False),
    Column("wanted_cents", BigInteger),
    Column("dispute_status", Text),
    Column("token", Text),
    Column("return_url", Text),
    Column("reference", Text),
    Column("action", Text),
    Column("attempts", Integer, nullable=False),
    Column("next_try_at", NOW),
    Column("created_at", NOW, nullable=False),
    Column("updated_at", NOW, nullable=False),
    CheckConstraint("amount_cents > 0 AND captured_cents BETWEEN 0 AND amount_cents", name="captured"),
    CheckConstraint("refunded_cents BETWEEN 0 AND captured_cents", name="refunded"),
    CheckConstraint("token IS NULL OR status NOT IN ('captured', 'declined', 'voided', 'failed')", name="no_token"),
    Index("ix_payments_order_id", "order_id"),
    Index("ix_payments_provider_id", "provider_id", postgresql_where=text("provider_id IS NOT NULL")),
    Index("ix_payments_next_try_at", "next_try_at", postgresql_where=text("next_try_at IS NOT NULL")),
    Index("ix_payments_waiting", "order_id", postgresql_where=text("status IN ('requires_action', 'authorized')")),
    Index("ix_payments_created_at", "created_at", "id"),
    Index(
        "ix_payments_came_to_nothing",
        "status",
        "created_at",
        "id",
        postgresql_where=text("status IN ('declined', 'voided', 'failed', 'unknown')"),
    ),
    Index(
        "uq_payments_one_open",
        "order_id",
        unique=True,
        postgresql_where=text("status NOT IN ('captured', 'declined', 'voided', 'failed')"),
    ),
    postgresql_with=HOT,
)
"""An order has at most one open payment, and `ck_orders_paid` limits the captured amount, so no buyer is charged
twice. Manual payments may be partial.
"""

refunds = Table(
    "refunds",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("order_id", BigInteger, nullable=False),
    Column("payment_id", BigInteger, nullable=False),
    Column("amount_cents", BigInteger, nullable=False),
    Column("shipping_cents", BigInteger, nullable=False),
    Column("items", JSONB, nullable=False),
    Column("credited_cents", BigInteger, nullable=False, server_default=text("0")),
    Column("retry_of", BigInteger),
    Column("retried_as", BigInteger),
    Column("dismissed_at", NOW),
    Column("dismiss_reason", Text),
    Column("reason", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("return_id", BigInteger),
    Column("method", Text, nullable=False),
    Column("reference", Text),
    Column("provider_id", Text),
    Column("attempts", Integer, nullable=False),
    Column("next_try_at", NOW),
    Column("created_at", NOW, nullable=False),
    Column("updated_at", NOW, nullable=False),
    CheckConstraint("amount_cents > 0 AND shipping_cents BETWEEN 0 AND amount_cents", name="amount"),
    Index("ix_refunds_order_id", "order_id"),
    Index("ix_refunds_payment_id", "payment_id"),
    Index("ix_refunds_status", "status", "created_at", "id"),
    Index("ix_refunds_created_at", "created_at", "id"),
    Index("ix_refunds_next_try_at", "next_try_at", postgresql_where=text("next_try_at IS NOT NULL")),
    postgresql_with=HOT,
)

provider_reports = Table(
    "provider_reports",
    metadata,
    Column("event_id", Text, primary_key=True),
    Column("type", Text, nullable=False),
    Column("payment_id", BigInteger),
    Column("refund_id", BigInteger),
    Column("received_at", NOW, nullable=False),
    Index("ix_provider_reports_received_at", "received_at"),
)
