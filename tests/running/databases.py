"""Test databases: created from a migrated template and reset between tests.

Creating a database takes about 100 ms of CPU time, mostly for copying 400 files; resetting one takes a tenth of that. A
database with a changed schema, grants, triggers or planner statistics is dropped instead.
"""

from dataclasses import dataclass
from io import BytesIO
from typing import NamedTuple

import asyncpg

from entrypoints.development.servers.roles import OWNER, PROGRAM, url_for
from tests.running import servers

MOST_USES = 40
"""A database is dropped after that many tests: rows that were deleted stay in its files."""

_TABLES = """
    SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%' ORDER BY 1
"""
_SEQUENCES = """
    SELECT s.seqrelid::regclass::text AS name, s.seqstart AS start, pg_sequence_last_value(s.seqrelid) AS last
    FROM pg_sequence s ORDER BY 1
"""
_FINGERPRINT = """
    SELECT md5(string_agg(line, '|' ORDER BY line)) FROM (
        SELECT concat_ws(' ', 'relation', c.oid::regclass, c.relkind, c.relowner, c.relacl, c.reltuples, c.reloptions)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname NOT LIKE 'pg\\_%'
        UNION ALL SELECT concat_ws(' ', 'column', attrelid::regclass, attname, atttypid, attnotnull, atthasdef, attacl)
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE a.attnum > 0 AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
        UNION ALL SELECT concat_ws(' ', 'constraint', oid, conrelid, conname, convalidated) FROM pg_constraint
        UNION ALL SELECT concat_ws(' ', 'trigger', oid, tgrelid, tgname, tgenabled) FROM pg_trigger
        UNION ALL SELECT concat_ws(' ', 'index', indexrelid, indisvalid) FROM pg_index
        UNION ALL SELECT concat_ws(' ', 'function', p.oid, p.proacl, md5(p.prosrc))
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname NOT LIKE 'pg\\_%'
        UNION ALL SELECT concat_ws(' ', 'schema', nspname, nspacl) FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_t%'
        UNION ALL SELECT concat_ws(' ', 'extension', extname, extversion) FROM pg_extension
        UNION ALL SELECT concat_ws(' ', 'type', t.oid, t.typname) FROM pg_type t JOIN pg_namespace n
        ON n.oid = t.typnamespace WHERE n.nspname NOT LIKE 'pg\\_%'
        UNION ALL SELECT concat_ws(' ', 'setting', setrole, setconfig)
        FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase WHERE d.datname = current_database()
    ) AS lines (line)
"""
_OTHERS_END = """
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_EMPTY = """
    DO $$
    DECLARE
        name text;
    BEGIN
        FOREACH name IN ARRAY string_to_array('{tables}', ',') LOOP
            -- A large table's rows would stay in its file and be read by every later scan.
            IF pg_relation_size(name::regclass) > 131072 THEN
                EXECUTE 'TRUNCATE ' || name || ' CASCADE';
            ELSE
                EXECUTE 'DELETE FROM ' || name;
            END IF;
        END LOOP;
    END $$
"""


class DatabaseUrls(NamedTuple):
    """URLs of a database, for the program's role and for the owner's."""

    program: str
    owner: str

    @property
    def name(self) -> str:
        return self.owner.partition("?")[0].rpartition("/")[2]


@dataclass(frozen=True)
class _Template:
    """The state of an unused database: schema, rows per table, and sequences."""

    fingerprint: str
    tables: list[str]
    rows: dict[str, bytes]
    sequences: list[tuple[str, int, bool]]


class Databases:
    """Creates, lends, resets and drops migrated databases."""

    def __init__(self, server: str, prefix: str) -> None:
        self._server = server
        self._prefix = prefix
        self._made = 0
        self._template: _Template | None = None
        self.free: list[DatabaseUrls] = []
        self._uses: dict[str, int] = {}

    async def create(self, *, empty: bool = False, like: DatabaseUrls | None = None) -> DatabaseUrls:
        """Create a database: migrated, a copy `like` another one without connections, or `empty`."""
        name = self._new_name()
        template = like.name if like else "template1" if empty else servers.TEMPLATE
        await self._run(f"CREATE DATABASE {name} TEMPLATE {template} OWNER {OWNER} STRATEGY FILE_COPY")
        return self._urls(name)

    async def drop(self, database: DatabaseUrls) -> None:
        await self._run(f"DROP DATABASE {database.name} WITH (FORCE)")

    async def borrow(self) -> DatabaseUrls:
        """Lend a freshly migrated database; return it with `give_back`."""
        database = self.free.pop() if self.free else await self.create()
        self._uses[database.name] = self._uses.get(database.name, 0) + 1
        if self._template is None:
            self._template = await self._described(database)
        return database

    async def give_back(self, database: DatabaseUrls) -> None:
        """Close all connections and reset the database; drop it if it cannot be reset."""
        uses = self._uses.pop(database.name)
        if uses < MOST_USES and await self._is_restored(database):
            renamed = await self._renamed(database)
            self._uses[renamed.name] = uses
            self.free.append(renamed)
        else:
            await self.drop(database)

    async def _renamed(self, database: DatabaseUrls) -> DatabaseUrls:
        """Rename the database, so that processes left running by a test cannot reach the next test's database."""
        name = self._new_name()
        await self._run(f"ALTER DATABASE {database.name} RENAME TO {name}")
        return self._urls(name)

    def _new_name(self) -> str:
        self._made += 1
        return f"{self._prefix}_{self._made}"

    def _urls(self, name: str) -> DatabaseUrls:
        return DatabaseUrls(url_for(self._server, PROGRAM, name), url_for(self._server, OWNER, name))

    async def _described(self, database: DatabaseUrls) -> _Template:
        connection = await self._connection(database)
        try:
            tables = [row[0] for row in await connection.fetch(_TABLES)]
            rows: dict[str, bytes] = {}
            for table in tables:
                if await connection.fetchval(f"SELECT EXISTS (SELECT FROM {table})"):
                    copied = BytesIO()
                    await connection.copy_from_query(f"SELECT * FROM {table}", output=copied, format="binary")
                    rows[table] = copied.getvalue()
            sequences = [
                (row["name"], row["start"] if row["last"] is None else row["last"], row["last"] is not None)
                for row in await connection.fetch(_SEQUENCES)
            ]
            return _Template(await connection.fetchval(_FINGERPRINT), tables, rows, sequences)
        finally:
            await connection.close()

    async def _is_restored(self, database: DatabaseUrls) -> bool:
        template = self._template
        assert template is not None
        connection = await self._connection(database)
        try:
            await connection.fetch(_OTHERS_END)
            if await connection.fetchval(_FINGERPRINT) != template.fingerprint:
                return False
            async with connection.transaction():
                # Neither triggers nor foreign keys: the ledger cannot be deleted from otherwise.
                await connection.execute("SET LOCAL session_replication_role = replica")
                await connection.execute(_EMPTY.format(tables=",".join(template.tables)))
                for table, copied in template.rows.items():
                    schema, _, name = table.rpartition(".")
                    await connection.copy_to_table(
                        name, schema_name=schema or None, source=BytesIO(copied), format="binary"
                    )
                names, values, called = zip(*template.sequences, strict=True)
                await connection.execute(
                    "SELECT setval(s.name::regclass, s.value, s.called)"
                    " FROM unnest($1::text[], $2::bigint[], $3::boolean[]) AS s (name, value, called)",
                    names, values, called,
                )  # fmt: skip
            return True
        finally:
            await connection.close()

    async def _connection(self, database: DatabaseUrls) -> "asyncpg.Connection[asyncpg.Record]":
        return await asyncpg.connect(url_for(self._server, "postgres", database.name), statement_cache_size=0)

    async def _run(self, statement: str) -> None:
        connection = await asyncpg.connect(self._server)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()
