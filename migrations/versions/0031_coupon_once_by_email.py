"""A coupon counts an account and a guest of one e-mail address as one customer."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("coupon_redemptions", sa.Column("email", sa.Text), schema="orders")
    op.execute(
        """
        UPDATE orders.coupon_redemptions SET email = substr(customer, length('guest:') + 1)
        WHERE customer LIKE 'guest:%'
        """
    )
    op.execute(
        """
        UPDATE orders.coupon_redemptions r SET email = u.email_canonical
        FROM users.users u WHERE r.customer = 'customer:' || u.id
        """
    )
    op.create_index(
        "ix_coupon_redemptions_email",
        "coupon_redemptions",
        ["code", "email"],
        schema="orders",
        postgresql_where=sa.text("state <> 'released' AND email IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_coupon_redemptions_email", "coupon_redemptions", schema="orders")
    op.drop_column("coupon_redemptions", "email", schema="orders")
