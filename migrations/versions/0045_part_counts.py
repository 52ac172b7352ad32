"""Payments, refunds, shipments and returns are counted as orders are, so that a list's total does not read all rows."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

PARTS = ("payments", "refunds", "shipments", "returns")
SLOTS = 32


def upgrade() -> None:
    op.create_table(
        "part_counts",
        sa.Column("part", sa.Text, nullable=False),
        sa.Column("slot", sa.SmallInteger, autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("part", "slot", name="pk_part_counts"),
        schema="orders",
        postgresql_with={"fillfactor": "25"},
    )
    op.execute(
        f"""
        CREATE FUNCTION orders.count_parts() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            UPDATE orders.part_counts SET number = number + (SELECT count(*) FROM added)
            WHERE part = TG_TABLE_NAME AND slot = pg_backend_pid() % {SLOTS};
            RETURN NULL;
        END $$
        """  # noqa: S608 constants only
    )
    for part in PARTS:
        # The trigger's lock keeps other writers out until the rows are counted.
        op.execute(
            f"""
            CREATE TRIGGER count_parts AFTER INSERT ON orders.{part}
            REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION orders.count_parts()
            """
        )
        op.execute(
            f"""
            INSERT INTO orders.part_counts
            SELECT '{part}', slot, CASE slot WHEN 0 THEN (SELECT count(*) FROM orders.{part}) ELSE 0 END
            FROM generate_series(0, {SLOTS - 1}) AS slot
            """  # noqa: S608 constants only
        )


def downgrade() -> None:
    for part in PARTS:
        op.execute(f"DROP TRIGGER count_parts ON orders.{part}")
    op.execute("DROP FUNCTION orders.count_parts()")
    op.drop_table("part_counts", schema="orders")
