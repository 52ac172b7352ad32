"""The program knows its database revision without Alembic."""

from alembic.script import ScriptDirectory

from entrypoints.schema.migrations import alembic_config
from entrypoints.schema.revision import newest_revision


def test_the_newest_revision_is_the_head_of_the_history() -> None:
    assert newest_revision() == ScriptDirectory.from_config(alembic_config("")).get_current_head()
