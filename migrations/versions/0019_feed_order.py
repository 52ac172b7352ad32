"""In the feed and to webhooks an aggregate's events come in their sequence; those written before are put in order.

An event only moves to a later place: who follows the feed may see it again, and misses nothing.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_deliveries_sequence",
        "deliveries",
        ["endpoint_id", "aggregate_type", "aggregate_id", "sequence"],
        schema="webhooks",
        postgresql_where=sa.text("status = 'pending'"),
    )
    op.execute(
        """
        UPDATE platform.events e SET xid = placed.place::text::xid8
        FROM (
            SELECT id, max(xid::text::bigint) OVER (
                PARTITION BY aggregate_type, aggregate_id ORDER BY sequence
            ) AS place
            FROM platform.events
        ) placed
        WHERE e.id = placed.id AND e.xid < placed.place::text::xid8
        """
    )


def downgrade() -> None:
    """An older program reads this order as well."""
    op.drop_index("ix_deliveries_sequence", "deliveries", schema="webhooks")
