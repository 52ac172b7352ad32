"""Transfers between locations; and on each product's home level, how many others it has."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column(
        "stock_levels",
        sa.Column("others", sa.Integer, server_default=sa.text("0"), nullable=False),
        schema="inventory",
    )
    op.execute(
        """
        UPDATE inventory.stock_levels l SET others = o.levels
        FROM (SELECT sku, count(*) AS levels FROM inventory.stock_levels WHERE location_code <> 'MAIN' GROUP BY sku) o
        WHERE l.sku = o.sku AND l.location_code = 'MAIN'
        """
    )
    op.create_table(
        "transfers",
        sa.Column("id", sa.BigInteger, sa.Identity(always=False), nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("from_location_code", sa.Text, nullable=False),
        sa.Column("to_location_code", sa.Text, nullable=False),
        sa.Column("note", sa.Text),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.Column("shipped_at", TIME),
        sa.CheckConstraint(
            "status IN ('draft', 'in_transit', 'received', 'closed', 'cancelled')", name="ck_transfers_status"
        ),
        sa.CheckConstraint("from_location_code <> to_location_code", name="ck_transfers_places"),
        sa.ForeignKeyConstraint(
            ["from_location_code"], ["inventory.locations.code"], name="fk_transfers_from_location_code"
        ),
        sa.ForeignKeyConstraint(
            ["to_location_code"], ["inventory.locations.code"], name="fk_transfers_to_location_code"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_transfers"),
        schema="inventory",
    )
    op.create_index("ix_transfers_status", "transfers", ["status", "id"], schema="inventory")
    op.create_index("ix_transfers_from_location_code", "transfers", ["from_location_code", "id"], schema="inventory")
    op.create_index("ix_transfers_to_location_code", "transfers", ["to_location_code", "id"], schema="inventory")
    op.create_table(
        "transfer_lines",
        sa.Column("transfer_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("sku", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("quantity", sa.BigInteger, nullable=False),
        sa.Column("shipped", sa.BigInteger, nullable=False),
        sa.Column("received", sa.BigInteger, nullable=False),
        sa.Column("damaged", sa.BigInteger, nullable=False),
        sa.Column("lost", sa.BigInteger, nullable=False),
        sa.CheckConstraint("quantity > 0 AND shipped IN (0, quantity)", name="ck_transfer_lines_quantity"),
        sa.CheckConstraint(
            "least(received, damaged, lost) >= 0 AND received + damaged + lost <= shipped",
            name="ck_transfer_lines_never_more_than_sent",
        ),
        sa.ForeignKeyConstraint(["sku"], ["inventory.products.sku"], name="fk_transfer_lines_sku"),
        sa.ForeignKeyConstraint(["transfer_id"], ["inventory.transfers.id"], name="fk_transfer_lines_transfer_id"),
        sa.PrimaryKeyConstraint("transfer_id", "sku", name="pk_transfer_lines"),
        schema="inventory",
    )
    op.create_index("ix_transfer_lines_sku", "transfer_lines", ["sku", "transfer_id"], schema="inventory")
    op.create_index(
        "ix_transfer_lines_in_transit",
        "transfer_lines",
        ["sku"],
        schema="inventory",
        postgresql_where=sa.text("shipped > received + damaged + lost"),
    )


def downgrade() -> None:
    op.drop_table("transfer_lines", schema="inventory")
    op.drop_table("transfers", schema="inventory")
    op.drop_column("stock_levels", "others", schema="inventory")
