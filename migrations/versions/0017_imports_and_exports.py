"""The tables of the module exchange."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.privileges import create_schema, drop_schema

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    create_schema("exchange")
    _files()
    _jobs()


def downgrade() -> None:
    drop_schema("exchange")


def _files() -> None:
    op.create_table(
        "files",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), nullable=False),
        sa.Column("blocks", sa.Integer, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("keep_until", _TIME),
        sa.PrimaryKeyConstraint("id", name="pk_files"),
        schema="exchange",
    )
    _index("files", "keep_until", "keep_until IS NOT NULL")
    op.create_table(
        "blocks",
        sa.Column("file_id", sa.BigInteger, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("file_id", "number", name="pk_blocks"),
        sa.ForeignKeyConstraint(["file_id"], ["exchange.files.id"], name="fk_blocks_file_id", ondelete="CASCADE"),
        schema="exchange",
    )


def _jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("owner_id", sa.BigInteger, nullable=False),
        sa.Column("request_id", sa.Text, nullable=False),
        sa.Column("traceparent", sa.Text),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("dry_run", sa.Boolean, nullable=False),
        sa.Column("filters", JSONB, nullable=False),
        sa.Column("layout", JSONB),
        sa.Column("total", sa.BigInteger),
        sa.Column("done", sa.BigInteger, nullable=False),
        sa.Column("error_count", sa.BigInteger, nullable=False),
        sa.Column("listed", sa.Integer, nullable=False),
        sa.Column("errors", JSONB, nullable=False),
        sa.Column("failure", JSONB),
        sa.Column("at_offset", sa.BigInteger, nullable=False),
        sa.Column("at_line", sa.BigInteger, nullable=False),
        sa.Column("after", JSONB),
        sa.Column("chunks", sa.Integer, nullable=False),
        sa.Column("claims", sa.Integer, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("leased_until", _TIME),
        sa.Column("worked_at", _TIME),
        sa.Column("upload_id", sa.BigInteger),
        sa.Column("result_id", sa.BigInteger),
        sa.Column("result_until", _TIME),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("started_at", _TIME),
        sa.Column("finished_at", _TIME),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
        sa.ForeignKeyConstraint(["upload_id"], ["exchange.files.id"], name="fk_jobs_upload_id", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["result_id"], ["exchange.files.id"], name="fk_jobs_result_id", ondelete="SET NULL"),
        sa.CheckConstraint("kind IN ('import', 'export')", name="ck_jobs_kind"),
        sa.CheckConstraint(
            "status IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')", name="ck_jobs_status"
        ),
        sa.CheckConstraint(
            "done >= 0 AND (total IS NULL OR done <= total) AND error_count <= done", name="ck_jobs_progress"
        ),
        schema="exchange",
    )
    active = "status IN ('queued', 'running')"
    op.create_index("ix_jobs_active", "jobs", ["id"], schema="exchange", postgresql_where=sa.text(active))
    op.create_index("ix_jobs_owner_id", "jobs", ["owner_id", "id"], schema="exchange")
    op.create_index("ix_jobs_worked_at", "jobs", ["owner_id", "worked_at"], schema="exchange")
    for column in ("finished_at", "upload_id", "result_id"):
        _index("jobs", column, f"{column} IS NOT NULL")


def _index(table: str, column: str, where: str) -> None:
    op.create_index(f"ix_{table}_{column}", table, [column], schema="exchange", postgresql_where=sa.text(where))
