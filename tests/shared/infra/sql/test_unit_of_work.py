"""Units of work: the response is stored with the effect, and a forgotten commit does not pass for a success."""

import pytest

from shared.infra.sql.database import Database
from shared.infra.sql.unit_of_work import BaseUnitOfWork, UnitOfWorkFactory
from shared.kernel.commands import Command
from shared.kernel.events import EventMetadata
from shared.kernel.idempotency import Idempotency, IdempotencyKey, ReplayedResponse, StoredResponse
from shared.kernel.principal import SYSTEM
from shared.kernel.transaction import AuditEntry

METADATA = EventMetadata(actor="user:1", request_id="r1")
ENTRY = AuditEntry("thing.changed", resource="thing:1", metadata=METADATA)
KEY = IdempotencyKey("user:1 POST /v1/things", "k", b"same")
COMMAND: Command[int] = Command(principal=SYSTEM, metadata=METADATA)
KEYED: Command[int] = Command(
    principal=SYSTEM,
    metadata=METADATA,
    idempotency=Idempotency(KEY, lambda number: StoredResponse(201, {}, b"%d" % number)),
)


@pytest.fixture
def units(db: Database) -> UnitOfWorkFactory[BaseUnitOfWork]:
    return UnitOfWorkFactory(db, BaseUnitOfWork)


async def entries(units: UnitOfWorkFactory[BaseUnitOfWork]) -> int:
    async with units.begin() as work:
        (row,) = await work.tx.fetch("SELECT count(*) AS n FROM platform.audit_log")
    return int(row["n"])


async def test_the_response_to_the_outcome_is_stored_under_the_key(units: UnitOfWorkFactory[BaseUnitOfWork]) -> None:
    async with units.begin(KEYED) as work:
        work.tx.audit(ENTRY)
        await work.commit(7)
    with pytest.raises(ReplayedResponse) as replayed:
        async with units.begin(KEYED):
            pass
    assert replayed.value.response == StoredResponse(201, {}, b"7")
    assert await entries(units) == 1


async def test_a_commit_without_response_leaves_the_key_free(units: UnitOfWorkFactory[BaseUnitOfWork]) -> None:
    async with units.begin(KEYED) as work:
        work.tx.audit(ENTRY)
        await work.commit_without_response()
    async with units.begin(KEYED) as work:
        work.roll_back()
    assert await entries(units) == 1


@pytest.mark.parametrize("command", [COMMAND, KEYED, None])
async def test_a_forgotten_commit_raises(
    units: UnitOfWorkFactory[BaseUnitOfWork], command: Command[int] | None
) -> None:
    with pytest.raises(RuntimeError, match="without commit"):
        async with units.begin(command) as work:
            work.tx.audit(ENTRY)
    assert await entries(units) == 0


async def test_a_read_only_command_must_roll_back(units: UnitOfWorkFactory[BaseUnitOfWork]) -> None:
    with pytest.raises(RuntimeError, match="Command ended without commit or roll_back"):
        async with units.begin(COMMAND) as work:
            await work.tx.fetch("SELECT 1")
    async with units.begin(COMMAND) as work:
        work.roll_back()


async def test_an_error_is_not_replaced_by_that_of_the_missing_commit(
    units: UnitOfWorkFactory[BaseUnitOfWork],
) -> None:
    with pytest.raises(ZeroDivisionError):
        async with units.begin(COMMAND) as work:
            work.tx.audit(ENTRY)
            raise ZeroDivisionError
    assert await entries(units) == 0
