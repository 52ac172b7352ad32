"""The revision of the oldest program that works with the database. Migrations of the phase `contract` raise it."""

import sqlalchemy as sa
from alembic import op

from migrations.privileges import PROGRAM_ROLE

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

phase = "expand"

FIRST = "0045"


def upgrade() -> None:
    op.create_table(
        "schema_compatibility",
        sa.Column("id", sa.SmallInteger, autoincrement=False, nullable=False),
        sa.Column("oldest_program", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_schema_compatibility"),
        sa.CheckConstraint("id = 1", name="ck_schema_compatibility_one_row"),
        schema="platform",
    )
    op.execute(f"INSERT INTO platform.schema_compatibility VALUES (1, '{FIRST}')")  # noqa: S608 a constant
    op.execute(f"REVOKE INSERT, UPDATE, DELETE ON platform.schema_compatibility FROM {PROGRAM_ROLE}")


def downgrade() -> None:
    op.drop_table("schema_compatibility", schema="platform")
