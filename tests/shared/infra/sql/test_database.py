import asyncio
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from shared.infra.messaging.outbox import Outbox
from shared.infra.sql.database import Database
from shared.infra.sql.error_mapping import SerializationFailure
from shared.infra.sql.retry import with_retries
from shared.infra.sql.tables import audit_log
from shared.kernel.errors import Conflict, DomainError, Invalid, Unavailable
from shared.kernel.events import EventMetadata
from shared.kernel.idempotency import IdempotencyKey, ReplayedResponse, StoredResponse
from shared.kernel.transaction import AuditEntry

METADATA = EventMetadata(actor="user:1", request_id="r1")
LINE = AuditEntry("thing.changed", "thing:1", METADATA, {"old": 1, "new": 2})


async def lines(db: Database) -> int:
    async with db.read() as reading:
        rows = await reading.fetch("SELECT count(*) FROM platform.audit_log")
    return int(rows[0][0])


async def test_what_is_committed_stays_and_what_is_not_goes(db: Database) -> None:
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


async def test_a_dead_pool_heals_before_the_next_transaction(db: Database, database_url: str) -> None:
    async def hold() -> None:
        async with db.begin() as tx:
            await tx.fetch("SELECT pg_sleep(0.1)")

    await asyncio.gather(*(hold() for _ in range(8)))
    await terminate_others(database_url)
    await asyncio.gather(*(hold() for _ in range(8)))


async def terminate_others(url: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    await connection.close()


async def test_a_connection_lost_in_a_transaction_is_unavailable(db: Database, database_url: str) -> None:
    with pytest.raises(Unavailable) as caught:
        async with db.begin() as tx:
            await terminate_others(database_url)
            await tx.fetch("SELECT 1")
    assert caught.value.code == "dependency_unavailable"
    assert await lines(db) == 0


async def test_reading_goes_on_on_another_connection(db: Database, database_url: str) -> None:
    async with db.read() as reading:
        (before,) = await reading.fetch("SELECT pg_backend_pid() AS pid")
        await terminate_others(database_url)
        (after,) = await reading.fetch("SELECT pg_backend_pid() AS pid")
    assert before["pid"] != after["pid"]
    assert db.pool_in_use == 0


async def test_work_that_lost_its_connection_is_done_again_unless_it_committed_something(
    db: Database, database_url: str
) -> None:
    attempts: list[bool] = []

    async def work(*, commit_first: bool) -> None:
        attempts.append(commit_first)
        if commit_first:
            async with db.begin() as tx:
                tx.audit(LINE)
                await tx.commit()
        async with db.begin() as tx:
            tx.audit(LINE)
            if len(attempts) == 1:
                await terminate_others(database_url)
            await tx.commit()

    await with_retries(work)(commit_first=False)
    assert (len(attempts), await lines(db)) == (2, 1)
    attempts.clear()
    with pytest.raises(Unavailable):
        await with_retries(work)(commit_first=True)
    assert (len(attempts), await lines(db)) == (1, 2)


@pytest.mark.parametrize("reached", [True, False])
async def test_a_commit_whose_answer_is_lost_is_looked_up(
    db: Database, database_url: str, monkeypatch: pytest.MonkeyPatch, *, reached: bool
) -> None:
    """As when the server ends the connection just before, or just after, the commit."""
    attempts: list[None] = []

    async def work() -> None:
        attempts.append(None)
        async with db.begin() as tx:
            tx.audit(LINE)
            await tx.flush()
            if len(attempts) == 1:
                monkeypatch.setattr(tx, "_driver", Cut(tx._driver, database_url, reached=reached))
            await tx.commit()

    await with_retries(work)()
    assert (len(attempts), await lines(db)) == (1 if reached else 2, 1)


class Cut:
    """A driver whose connection ends before the answer to the next statement, which may have reached the server."""

    def __init__(self, driver: Any, url: str, *, reached: bool) -> None:
        self._driver = driver
        self._url = url
        self._reached = reached

    async def execute(self, statement: str) -> None:
        if self._reached:
            await self._driver.execute(statement)
        await terminate_others(self._url)
        raise asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation")


async def test_a_dead_pool_is_left_once(db: Database, database_url: str, owner_database_url: str) -> None:
    """However many notice that it is dead, no live connection of the next pool is left behind."""

    async def hold() -> None:
        async with db.begin() as tx:
            await tx.fetch("SELECT pg_sleep(0.1)")

    async def open_connections() -> int:
        owner = await asyncpg.connect(owner_database_url)
        number = await owner.fetchval(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name = 'tradepost'"
        )
        await owner.close()
        return int(number)

    for _ in range(4):
        await asyncio.gather(*(hold() for _ in range(8)))
        await terminate_others(database_url)
    await asyncio.gather(*(hold() for _ in range(8)))
    assert await open_connections() <= 8


async def test_an_absent_server_is_unavailable() -> None:
    nowhere = Database("postgresql://nobody@127.0.0.1:1/none", {}, outbox=Outbox)
    with pytest.raises(Unavailable) as caught:
        async with nowhere.begin():
            pass
    assert caught.value.code == "dependency_unavailable"
    await nowhere.close()


async def test_a_full_pool_is_busy(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.infra.sql.database.POOL_WAIT_SECONDS", 0.1)
    small = Database(database_url, {}, pool_size=1, outbox=Outbox)
    async with small.begin():
        with pytest.raises(Unavailable) as caught:
            async with small.begin():
                pass
    assert caught.value.code == "busy"
    await small.close()


async def test_a_snapshot_sees_one_instant_and_writes_nothing(db: Database) -> None:
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


async def test_a_constraint_means_what_the_module_says(database_url: str) -> None:
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


async def claimed(db: Database, key: IdempotencyKey, body: bytes = b"first") -> bytes:
    try:
        async with db.begin(key) as tx:
            tx.audit(LINE)
            tx.store_response(key, StoredResponse(201, {"Location": "/x"}, body))
            await tx.commit()
    except ReplayedResponse as already:
        return already.answer.body
    return body


async def test_one_key_has_one_effect_and_one_answer(db: Database) -> None:
    key = IdempotencyKey("user:1 POST /x", "k", b"f")
    assert await claimed(db, key, b"first") == b"first"
    assert await claimed(db, key, b"second") == b"first"
    with pytest.raises(Invalid) as caught:
        await claimed(db, IdempotencyKey(key.scope, key.key, b"other"))
    assert caught.value.code == "idempotency_key_reused"
    assert await claimed(db, IdempotencyKey("user:2 POST /x", "k", b"f"), b"theirs") == b"theirs"
    assert await lines(db) == 2


async def test_a_key_under_way_is_in_flight(db: Database) -> None:
    key = IdempotencyKey("user:1 POST /x", "k", b"f")
    async with db.begin(key):
        with pytest.raises(Conflict) as caught:
            await claimed(db, key)
    assert caught.value.code == "idempotency_in_flight"
    assert await claimed(db, key) == b"first"


async def test_many_at_once_with_one_key_have_one_effect(db: Database) -> None:
    key = IdempotencyKey("user:1 POST /x", "k", b"f")
    results: list[Any] = await asyncio.gather(
        *(with_retries(claimed)(db, key, str(i).encode()) for i in range(40)), return_exceptions=True
    )
    assert await lines(db) == 1
    answers = {result for result in results if isinstance(result, bytes)}
    assert len(answers) == 1
    others = [result for result in results if not isinstance(result, bytes)]
    assert all(isinstance(other, Conflict) and other.code == "idempotency_in_flight" for other in others)


async def test_lost_races_are_run_again_three_times() -> None:
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


async def test_a_repeat_meets_the_first_answer_before_it_meets_the_first_effect(database_url: str) -> None:
    """A claim that sees neither the other's lock nor its answer would go on and find the name taken."""
    taken = Database(
        database_url, {"pk_consumers": lambda: Conflict("name_taken", "Taken.")}, pool_size=12, outbox=Outbox
    )

    async def create(name: str) -> str:
        key = IdempotencyKey("user:1 POST /x", name, b"f")
        try:
            async with taken.begin(key) as tx:
                await tx.fetch(
                    "INSERT INTO platform.consumers (event_type, consumer, outward) VALUES ($1, 'c', false)", name
                )
                tx.store_response(key, StoredResponse(201, {}, b""))
                await tx.commit()
        except ReplayedResponse:
            return "replayed"
        except DomainError as refusal:
            return refusal.code
        return "created"

    seen: set[str] = set()
    for round_ in range(60):
        outcomes = await asyncio.gather(*(create(str(round_)) for _ in range(12)))
        assert outcomes.count("created") == 1
        seen.update(outcomes)
    assert seen <= {"created", "replayed", "idempotency_in_flight"}
    await taken.close()


async def test_few_callers_stay_on_few_connections(db: Database) -> None:
    """A connection remembers the plans of its statements; going round all of them would make each plan anew."""

    async def backend() -> int:
        async with db.begin() as tx:
            return int((await tx.fetch("SELECT pg_backend_pid(), pg_sleep(0.02)"))[0][0])

    assert len(set(await asyncio.gather(*(backend() for _ in range(6))))) == 6
    assert len({await backend() for _ in range(6)}) == 1
