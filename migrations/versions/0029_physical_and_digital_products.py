"""Lines know whether they need a parcel, reservations whether their units were lost, orders whether they are erased.

- Order lines of before keep `requires_shipping`: what has not been sent of them stays in the queue.
- Units that wait in orders of which units were deallocated count as deallocated: the hold stays until they come.
- Orders whose address was erased before are `done`.
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "order_lines",
        sa.Column("requires_shipping", sa.Boolean, nullable=False, server_default=sa.text("true")),
        schema="orders",
    )
    op.add_column(
        "reservations",
        sa.Column("deallocated", sa.Boolean, nullable=False, server_default=sa.text("false")),
        schema="inventory",
    )
    op.execute(
        """
        UPDATE inventory.reservations r SET deallocated = true
        WHERE r.state = 'waiting' AND EXISTS (
            SELECT FROM inventory.ledger l WHERE l.order_id = r.order_id AND l.sku = r.sku AND l.kind = 'deallocated')
        """
    )
    op.create_check_constraint(
        op.f("ck_reservations_deallocated"),
        "reservations",
        "NOT deallocated OR state IN ('waiting', 'released', 'expired')",
        schema="inventory",
    )
    op.add_column("orders", sa.Column("erasure", sa.Text), schema="orders")
    op.create_check_constraint(op.f("ck_orders_erasure"), "orders", "erasure IN ('waiting', 'done')", schema="orders")
    op.create_index(
        "ix_orders_erasure", "orders", ["id"], schema="orders", postgresql_where=sa.text("erasure = 'waiting'")
    )
    op.execute(
        """
        UPDATE orders.orders SET erasure = 'done'
        WHERE customer_id IS NOT NULL AND shipping_address->>'name' = 'erased' AND shipping_address->>'line1' = 'erased'
        """
    )


def downgrade() -> None:
    op.drop_index("ix_orders_erasure", "orders", schema="orders")
    op.drop_column("orders", "erasure", schema="orders")
    op.drop_constraint(op.f("ck_reservations_deallocated"), "reservations", schema="inventory")
    op.drop_column("reservations", "deallocated", schema="inventory")
    op.drop_column("order_lines", "requires_shipping", schema="orders")
