"""The module's consumer."""

from datetime import UTC, datetime
from uuid import UUID

from modules.gift_desk.adapters.inbound.consumers import ERASE_USERS
from modules.gift_desk.worker_container import GiftDeskWorkerContainer
from modules.users.public import UserDeleted
from shared.infra.injection import resolve
from shared.infra.sql.database import Database
from shared.kernel.events import ReceivedEvent
from tests.modules.gift_desk.conftest import SqlStore
from tests.modules.gift_desk.gift_cards import store_gift_card

DELETED = ReceivedEvent(
    id=UUID(int=1),
    type=UserDeleted.type,
    schema_version=1,
    aggregate_type="user",
    aggregate_id="2",
    sequence=5,
    occurred_at=datetime(2026, 11, 21, tzinfo=UTC),
    correlation_id="r-1",
    actor="user:1",
    data={"user_id": 2},
    consumer=ERASE_USERS.name,
)


async def test_a_deleted_user_is_erased(db: Database) -> None:
    stored = await store_gift_card(SqlStore(db).begin)
    (subscription,) = resolve(GiftDeskWorkerContainer(database=db).module).subscriptions()
    assert (subscription.consumer, list(ERASE_USERS.events)) == (ERASE_USERS, [DELETED.type])
    assert subscription.batch_handler is not None
    async with db.begin() as tx:
        await subscription.batch_handler(tx, [DELETED, DELETED])
        await tx.commit()
    found = await SqlStore(db).queries.get(stored.id)
    assert found is not None
    assert found.created_by is None
