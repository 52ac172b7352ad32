"""The event consumers of inventory."""

from modules.inventory.http_container import InventoryHttpContainer
from shared.infra.injection import resolve
from shared.infra.sql.database import Database
from shared.kernel.events import ReceivedEvent
from shared.kernel.module import Subscription
from tests.modules.inventory import stores
from tests.modules.inventory.inspector import METADATA
from tests.modules.inventory.warehouse import POLICY

COLUMNS = (
    "id", "type", "schema_version", "aggregate_type", "aggregate_id",
    "sequence", "occurred_at", "correlation_id", "actor", "data",
)  # fmt: skip


def follow_stock(db: Database) -> Subscription:
    container = InventoryHttpContainer(
        database=db,
        policy=POLICY,
    )
    return next(
        s for s in resolve(container.module).subscriptions() if s.consumer.name == "inventory.publish_availability"
    )


async def deliver(db: Database, subscription: Subscription) -> None:
    """Deliver all subscribed events, as the worker does."""
    assert subscription.batch_handler is not None
    async with db.read() as reading:
        rows = await reading.fetch(
            "SELECT * FROM platform.events WHERE type = ANY($1::text[]) ORDER BY id", list(subscription.consumer.events)
        )
    for row in rows:
        event = ReceivedEvent(**{name: row[name] for name in COLUMNS}, consumer=subscription.consumer.name)
        async with db.begin() as tx:
            await subscription.batch_handler(tx, [event])
            await tx.commit()


async def test_stock_events_are_applied_once(db: Database) -> None:
    warehouse = stores.in_sql(db)
    await warehouse.product("AAA", 6)
    await warehouse.product("BBB", 2)
    order, _ = await warehouse.reserve(("AAA", 1), ("BBB", 2))
    follow = follow_stock(db)
    for _ in range(2):
        await deliver(db, follow)
        published = [(e.type.partition(".")[2], e.aggregate_id) for e in await warehouse.inspector.events()]
        assert published.count(("stock.low", "AAA")) == 1
        assert published.count(("stock.back", "AAA")) == 1
        assert published.count(("stock.out", "BBB")) == 0, "it had never been said to be there"
        assert published.count(("availability.changed", "AAA")) == 1
    assert (await warehouse.published("stock.low"))[0].data == {"sku": "AAA", "available": 5}
    await warehouse.release(order)
    await deliver(db, follow)
    assert len(await warehouse.published("stock.back", of="BBB")) == 1


async def test_transfer_and_return_events_are_applied(db: Database) -> None:
    warehouse = stores.in_sql(db)
    await warehouse.location("STORE", fulfills_online=False)
    await warehouse.product("AAA", 3)
    follow = follow_stock(db)
    await deliver(db, follow)
    sent = await warehouse.draft("MAIN", "STORE", ("AAA", 2))
    await warehouse.ship(sent.id)
    await deliver(db, follow)
    order, _ = await warehouse.reserve(("AAA", 1), minutes=None)
    await deliver(db, follow)
    assert len(await warehouse.published("stock.out", of="AAA")) == 1
    await warehouse.consume(order, "MAIN", {1: 1})
    await warehouse.return_stock(order, ("AAA", 1, "MAIN", "restock"))
    await deliver(db, follow)
    assert len(await warehouse.published("stock.back", of="AAA")) == 2


async def test_saving_publishes_each_event_once_and_only_with_the_commit(db: Database) -> None:
    warehouse = stores.in_sql(db)
    await warehouse.product("AAA", 6)
    order_id, _ = await warehouse.reserve(("AAA", 1))
    before = [(e.type, e.sequence) for e in await warehouse.inspector.events()]
    async with warehouse.begin() as work:
        order = await work.reservations.lock_order(order_id)
        order.commit(work.tx.now, METADATA)
        work.reservations.save([order])
        work.roll_back()
    assert [(e.type, e.sequence) for e in await warehouse.inspector.events()] == before
    async with warehouse.begin() as work:
        order = await work.reservations.lock_order(order_id)
        order.commit(work.tx.now, METADATA)
        work.reservations.save([order])
        work.reservations.save([order])
        await work.commit()
    after = [(e.type, e.sequence) for e in await warehouse.inspector.events()]
    assert after == [*before, ("inventory.reservation.committed", 2)]
