"""What lines of an import leave to later ones, and what a dry run shows."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("jobs", sa.Column("shown", JSONB, nullable=False, server_default="[]"), schema="exchange")
    op.create_table(
        "kept_cells",
        sa.Column("job_id", sa.BigInteger, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("cells", JSONB, nullable=False),
        sa.PrimaryKeyConstraint("job_id", "digest", name="pk_kept_cells"),
        sa.ForeignKeyConstraint(["job_id"], ["exchange.jobs.id"], name="fk_kept_cells_job_id", ondelete="CASCADE"),
        schema="exchange",
    )


def downgrade() -> None:
    op.drop_table("kept_cells", schema="exchange")
    op.drop_column("jobs", "shown", schema="exchange")
