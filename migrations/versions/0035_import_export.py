"""The module of imports and exports has its name: its schema, and what it has registered."""

from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

NAMES = (("consumers", "consumer"), ("deliveries", "consumer"), ("dead_letters", "consumer"), ("job_turns", "job"))


def upgrade() -> None:
    _rename("exchange", "import_export")


def downgrade() -> None:
    _rename("import_export", "exchange")


def _rename(old: str, new: str) -> None:
    op.execute(f"ALTER SCHEMA {old} RENAME TO {new}")
    for table, column in NAMES:
        op.execute(
            f"UPDATE platform.{table} SET {column} = '{new}.' || substr({column}, {len(old) + 2}) "  # noqa: S608  # of this file alone
            f"WHERE {column} LIKE '{old}.%'"
        )
