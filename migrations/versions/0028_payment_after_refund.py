"""What was given back can be paid again: money in an order is bounded net of refunds."""

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _replace("paid_cents - refunded_cents <= total_cents")


def downgrade() -> None:
    _replace("paid_cents <= total_cents")


def _replace(condition: str) -> None:
    op.drop_constraint("ck_orders_paid", "orders", schema="orders")
    op.create_check_constraint("ck_orders_paid", "orders", condition, schema="orders")
