"""A program works with a database of its own revision, or of a newer one that it is not too old for."""

import pytest

from entrypoints.schema.compatibility import IncompatibleSchema, SchemaVersion, schema_version_at
from entrypoints.schema.revision import newest_revision
from tests.running.databases import Databases


@pytest.mark.parametrize("revision", ["0050", "0051", "0064"])
def test_the_own_revision_and_newer_ones_are_compatible(revision: str) -> None:
    SchemaVersion(revision=revision, oldest_program="0050").check("0050")


@pytest.mark.parametrize(
    ("revision", "oldest", "problem"),
    [
        (None, "", "the database is empty, this program needs 0050: run `tradepost migrate`"),
        ("0049", "0045", "the database is at revision 0049, this program needs 0050: run `tradepost migrate`"),
        (
            "0064",
            "0051",
            "the database is at revision 0064 and works with programs of 0051 or newer; this program is of 0050: deploy"
            " a newer release",
        ),
    ],
)
def test_the_message_says_which_side_is_too_old(revision: str | None, oldest: str, problem: str) -> None:
    with pytest.raises(IncompatibleSchema) as found:
        SchemaVersion(revision=revision, oldest_program=oldest).check("0050")
    assert str(found.value) == problem


async def test_a_migrated_database_says_its_revision(owner_database_url: str) -> None:
    version = await schema_version_at(owner_database_url)
    assert version == SchemaVersion(revision=newest_revision(), oldest_program="0045")


async def test_an_empty_database_has_none(databases: Databases) -> None:
    database = await databases.create(empty=True)
    assert (await schema_version_at(database.owner)).revision is None
    await databases.drop(database)
