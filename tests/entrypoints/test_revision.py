"""The program knows which revision it needs without asking the tool that migrates."""

from alembic.script import ScriptDirectory

from entrypoints.revision import newest
from entrypoints.schema_migrations import history


def test_the_newest_revision_is_the_head_of_the_history() -> None:
    assert newest() == ScriptDirectory.from_config(history("")).get_current_head()
