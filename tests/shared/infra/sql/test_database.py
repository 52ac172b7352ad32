import asyncio
from datetime import timedelta

import asyncpg
import pytest
from sqlalchemy import text

from shared.infra.messaging.outbox import Outbox
from shared.infra.sql.database import Database
from shared.infra.sql.error_mapping import SerializationFailure
from shared.infra.sql.retry import with_retries
from shared.infra.sql.tables import audit_log
from shared.kernel.errors import Conflict, DomainError, Invalid, Unavailable
from tests.shared.infra.sql.audit_entries import LINE, lines


async def test_committed_changes_are_kept_and_others_rolled_back(db: Database) -> None:
    async with db.begin() as tx:
        tx.audit(LINE)
        await tx.flush()
    assert await lines(db) == 0
    async with db.begin() as tx:
        tx.audit(LINE)
        await tx.commit()
    assert await lines(db) == 1


async def test_an_error_inside_rolls_back_and_frees_the_connection(db: Database) -> None:
    for _ in range(20):
        with pytest.raises(ZeroDivisionError):
            async with db.begin() as tx:
                tx.audit(LINE)
                await tx.flush()
                raise ZeroDivisionError
    assert await lines(db) == 0
    assert db.pool_in_use == 0


async def test_a_cancelled_statement_leaves_no_open_transaction(db: Database) -> None:
    async def slow() -> None:
        async with db.begin() as tx:
            await tx.fetch("SELECT pg_sleep(30)")

    tasks = [asyncio.create_task(slow()) for _ in range(8)]
    await asyncio.sleep(0.2)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    async with db.read() as reading:
        rows = await reading.fetch(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND state LIKE 'idle in transaction%'"
        )
    assert rows[0][0] == 0


async def test_now_is_the_databases_clock_and_can_be_shifted(db: Database) -> None:
    async with db.begin() as tx:
        rows = await tx.fetch("SELECT now()")
        assert tx.now == rows[0][0]
    db.clock_shift = timedelta(hours=1)
    async with db.begin() as tx:
        rows = await tx.fetch("SELECT now()")
        assert tx.now == rows[0][0] + timedelta(hours=1)


async def test_a_full_pool_is_busy(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.infra.sql.connections.connection_pool.POOL_WAIT_SECONDS", 0.1)
    small = Database(database_url, {}, pool_size=1, outbox=Outbox)
    async with small.begin():
        with pytest.raises(Unavailable) as caught:
            async with small.begin():
                pass
    assert caught.value.code == "busy"
    await small.close()


async def test_a_snapshot_is_consistent_and_read_only(db: Database) -> None:
    async with db.snapshot() as snapshot:
        assert (await snapshot.fetch("SELECT count(*) FROM platform.audit_log"))[0][0] == 0
        async with db.begin() as tx:
            tx.audit(LINE)
            await tx.commit()
        assert (await snapshot.fetch("SELECT count(*) FROM platform.audit_log"))[0][0] == 0
        snapshot.audit(LINE)
        with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
            await snapshot.commit()


async def test_core_statements_run_in_the_same_transaction(db: Database) -> None:
    async with db.begin() as tx:
        tx.audit(LINE)
        await tx.flush()
        assert len((await tx.execute(audit_log.select())).all()) == 1


async def test_a_constraint_is_mapped_to_the_error_of_the_module(database_url: str) -> None:
    taken = Database(database_url, {"pk_consumers": lambda: Conflict("name_taken", "Taken.")}, outbox=Outbox)
    with pytest.raises(DomainError) as caught:
        async with taken.begin() as tx:
            await tx.fetch("INSERT INTO platform.consumers VALUES ('a', 'b', false), ('a', 'b', false)")
    assert caught.value.code == "name_taken"
    with pytest.raises(DomainError) as caught:
        async with taken.begin() as tx:
            await tx.execute(
                audit_log.insert(),
                [{"at": tx.now, "actor": "\x00", "action": "", "resource": "", "request_id": "", "changes": {}}],
            )
    assert isinstance(caught.value, Invalid)
    await taken.close()


async def test_the_audit_log_cannot_be_changed(db: Database, owner_database_url: str) -> None:
    async with db.begin() as tx:
        tx.audit(LINE)
        await tx.commit()
    owner = await asyncpg.connect(owner_database_url)
    for statement in ("UPDATE {} SET actor = 'x'", "DELETE FROM {}", "TRUNCATE {}"):
        with pytest.raises(asyncpg.RestrictViolationError):
            await owner.execute(statement.format("platform.audit_log"))
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with db.begin() as tx:
                await tx.fetch(statement.format("platform.audit_log"))
    await owner.close()


async def test_serialization_failures_are_retried_three_times() -> None:
    tried = 0

    async def loses(wins_at: int) -> str:
        nonlocal tried
        tried += 1
        if tried < wins_at:
            raise SerializationFailure
        return "done"

    assert await with_retries(loses)(4) == "done"
    tried = 0
    with pytest.raises(Unavailable) as caught:
        await with_retries(loses)(5)
    assert (caught.value.code, tried) == ("busy", 4)


async def test_few_callers_reuse_few_connections(db: Database) -> None:
    """A connection caches the plans of its statements; rotating over all connections would plan each again."""

    async def backend() -> int:
        async with db.begin() as tx:
            return int((await tx.fetch("SELECT pg_backend_pid(), pg_sleep(0.02)"))[0][0])

    assert len(set(await asyncio.gather(*(backend() for _ in range(6))))) == 6
    assert len({await backend() for _ in range(6)}) == 1


@pytest.mark.parametrize("behind_pooler", [False, True])
async def test_statements_are_prepared_except_behind_a_pooler(database_url: str, behind_pooler: bool) -> None:
    prepared = "SELECT count(*) AS number, max(generic_plans + custom_plans) AS runs FROM pg_prepared_statements"
    db = Database(database_url, {}, outbox=Outbox, direct_url=database_url if behind_pooler else None, pool_size=1)
    try:
        for _ in range(3):
            async with db.begin() as tx:
                await tx.fetch("SELECT $1::int", 1)
                await tx.execute(text("SELECT 2"))
        async with db.read() as reading:
            (row,) = await reading.fetch(prepared)
    finally:
        await db.close()
    assert (row["number"], row["runs"]) == ((0, None) if behind_pooler else (row["number"], 3))
    assert bool(row["number"]) is not behind_pooler
