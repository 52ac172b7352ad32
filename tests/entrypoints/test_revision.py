"""The program knows which revision it needs without asking the tool that migrates."""

from alembic.script import ScriptDirectory

from entrypoints.migrating import history
from entrypoints.revision import newest


def test_the_newest_revision_is_the_head_of_the_history() -> None:
    assert newest() == ScriptDirectory.from_config(history("")).get_current_head()
