"""The tables of the schema `import_export`."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from shared.infra.sql.naming import NAMING

metadata = MetaData(schema="import_export", naming_convention=NAMING)
_TIME = DateTime(timezone=True)

files = Table(
    "files",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("blocks", Integer, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("created_at", _TIME, nullable=False),
    Column("keep_until", _TIME),
    Index("ix_files_keep_until", "keep_until", postgresql_where=text("keep_until IS NOT NULL")),
)

blocks = Table(
    "blocks",
    metadata,
    Column("file_id", BigInteger, ForeignKey(files.c.id, ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("data", LargeBinary, nullable=False),
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("kind", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("owner_id", BigInteger, nullable=False),  # 0: the shop's operator
    Column("request_id", Text, nullable=False),
    Column("traceparent", Text),
    Column("status", Text, nullable=False),
    Column("dry_run", Boolean, nullable=False),
    Column("filters", JSONB, nullable=False),
    Column("layout", JSONB),
    Column("total", BigInteger),
    Column("done", BigInteger, nullable=False),
    Column("error_count", BigInteger, nullable=False),
    Column("listed", Integer, nullable=False),
    Column("errors", JSONB, nullable=False),
    Column("failure", JSONB),
    Column("shown", JSONB, nullable=False, server_default=text("'[]'")),
    Column("at_offset", BigInteger, nullable=False),
    Column("at_line", BigInteger, nullable=False),
    Column("after", JSONB),
    Column("chunks", Integer, nullable=False),
    Column("claims", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("leased_until", _TIME),
    Column("worked_at", _TIME),
    Column("upload_id", BigInteger, ForeignKey(files.c.id, ondelete="SET NULL")),
    Column("result_id", BigInteger, ForeignKey(files.c.id, ondelete="SET NULL")),
    Column("result_until", _TIME),
    Column("created_at", _TIME, nullable=False),
    Column("started_at", _TIME),
    Column("finished_at", _TIME),
    CheckConstraint("kind IN ('import', 'export')", name="kind"),
    CheckConstraint("status IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')", name="status"),
    CheckConstraint("done >= 0 AND (total IS NULL OR done <= total) AND error_count <= done", name="progress"),
    Index("ix_jobs_active", "id", postgresql_where=text("status IN ('queued', 'running')")),
    Index("ix_jobs_owner_id", "owner_id", "id"),
    Index("ix_jobs_worked_at", "owner_id", "worked_at"),
    Index("ix_jobs_finished_at", "finished_at", postgresql_where=text("finished_at IS NOT NULL")),
    Index("ix_jobs_upload_id", "upload_id", postgresql_where=text("upload_id IS NOT NULL")),
    Index("ix_jobs_result_id", "result_id", postgresql_where=text("result_id IS NOT NULL")),
)

row_context = Table(
    "row_context",
    metadata,
    Column("job_id", BigInteger, ForeignKey(jobs.c.id, ondelete="CASCADE"), primary_key=True),
    Column("digest", LargeBinary, primary_key=True),
    Column("cells", JSONB, nullable=False),
)
