"""Whether this program works with the database: at its own revision or a newer one that it is not too old for."""

from dataclasses import dataclass

from shared.infra.sql.connections.connect import connect
from shared.infra.sql.connections.database_url import DatabaseUrl
from shared.infra.sql.transaction import SqlReading

FIRST_WITH_COMPATIBILITY = "0046"

_REVISION = "SELECT version_num FROM alembic_version"
_OLDEST = "SELECT oldest_program FROM platform.schema_compatibility"


class SchemaError(Exception):
    """The program cannot use or migrate the database; the message says why and what to do."""


class IncompatibleSchema(SchemaError):
    """The program does not work with the database; the message says which of them is too old."""


class MigrationRefused(SchemaError):
    """The database was left at a revision before the newest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaVersion:
    """The revision of a database, None if it is empty, and that of the oldest program that works with it."""

    revision: str | None
    oldest_program: str

    def check(self, program: str) -> None:
        """Raise IncompatibleSchema unless a program of the revision `program` works with the database."""
        if self.revision is None or self.revision < program:
            found = "is empty" if self.revision is None else f"is at revision {self.revision}"
            raise IncompatibleSchema(f"the database {found}, this program needs {program}: run `tradepost migrate`")
        if program < self.oldest_program:
            raise IncompatibleSchema(
                f"the database is at revision {self.revision} and works with programs of {self.oldest_program} or"
                f" newer; this program is of {program}: deploy a newer release"
            )


async def read_schema_version(reading: SqlReading) -> SchemaVersion:
    """Of a database that has been migrated at least once."""
    revision = str((await reading.fetch(_REVISION))[0][0])
    oldest = (await reading.fetch(_OLDEST))[0][0] if revision >= FIRST_WITH_COMPATIBILITY else ""
    return SchemaVersion(revision=revision, oldest_program=str(oldest))


async def schema_version_at(url: str) -> SchemaVersion:
    """Of the database with this URL, which may be empty."""
    connection = await connect(DatabaseUrl.parse(url))
    try:
        if await connection.fetchval("SELECT to_regclass('alembic_version')") is None:
            return SchemaVersion(revision=None, oldest_program="")
        revision: str | None = await connection.fetchval(_REVISION)
        known = revision is not None and revision >= FIRST_WITH_COMPATIBILITY
        return SchemaVersion(revision=revision, oldest_program=await connection.fetchval(_OLDEST) if known else "")
    finally:
        await connection.close()
