"""The program knows its database revision without Alembic."""

from alembic.script import ScriptDirectory

from entrypoints.revision import newest_revision
from entrypoints.schema_migrations import alembic_config


def test_the_newest_revision_is_the_head_of_the_history() -> None:
    assert newest_revision() == ScriptDirectory.from_config(alembic_config("")).get_current_head()
