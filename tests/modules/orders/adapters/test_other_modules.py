"""What orders expect of stock and customers: of the real modules, and of their fakes."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from modules.inventory.adapters.outbound.sql.constraints import CONSTRAINTS as OF_INVENTORY
from modules.inventory.http_container import InventoryHttpContainer
from modules.inventory.public import InventoryPolicy, ProductLine
from modules.orders.adapters.outbound.inventory_gateway import InventoryGateway
from modules.orders.adapters.outbound.users_gateway import UsersGateway
from modules.orders.domain.order.buyer import Buyer, Details
from modules.orders.domain.order.offer import RequestedLine
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.pricing import Shipping, price
from modules.orders.ports.customers import Customers
from modules.orders.ports.fulfillment.stock import ReservationRequest, Stock
from modules.users.application.accounts.register_user import RegisterUserCommand
from modules.users.http_container import UsersHttpContainer
from modules.users.public import UserPolicy
from shared.infra.injection import resolve
from shared.infra.messaging.outbox import Outbox
from shared.infra.sql.database import Database
from shared.kernel.errors import Conflict
from shared.kernel.principal import ANONYMOUS
from tests.modules.orders.in_memory.other_modules import FakeCustomers, FakeOffer, InMemoryStock
from tests.modules.orders.shop import HOME, METADATA

Sell = Callable[[str, int], Awaitable[None]]


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    made = Database(database_url, OF_INVENTORY, pool_size=4, outbox=Outbox)
    yield made
    await made.close()


@pytest.fixture(params=["in_memory", "inventory"])
def stock_and_sell(request: pytest.FixtureRequest, db: Database) -> tuple[Stock, Sell]:
    """A stock, and a function that puts a product on sale."""
    if request.param == "in_memory":
        stock = InMemoryStock()

        async def sell_in_memory(sku: str, units: int) -> None:
            stock.sell(sku, units)

        return stock, sell_in_memory
    container = InventoryHttpContainer(
        database=db,
        policy=InventoryPolicy(),
    )

    async def sell(sku: str, units: int) -> None:
        async for imported in resolve(container.import_products)(
            [ProductLine(sku, "A thing", 1000, units, 2000)], sku, METADATA
        ):
            assert not imported.errors

    return InventoryGateway(resolve(container.api)), sell


def order_of(order_id: int, db_now: Any, *items: tuple[str, int]) -> Order:
    basket = price(
        [RequestedLine(*item) for item in items],
        [FakeOffer(sku) for sku, _ in items],
        [0] * len(items),
        shipping=Shipping(method="standard", price_cents=0, tax_rate_bps=0),
        prices_include_tax=True,
    )
    return Order.place(
        order_id,
        Buyer(customer_id=7, guest=None, placed_by="user:7"),
        basket,
        details=Details(shipping_address=HOME),
        currency="GBP",
        now=db_now,
        metadata=METADATA,
        payment_within=timedelta(minutes=15),
    )


async def test_offers_are_those_that_exist(db: Database, stock_and_sell: tuple[Stock, Sell]) -> None:
    stock, sell = stock_and_sell
    await sell("TEA", 5)
    async with db.begin() as tx:
        offers = await stock.offers(tx, ["TEA", "NONE"])
        available = await stock.availability(tx, ["TEA", "NONE"])
    assert offers.keys() == {"TEA"}
    tea = offers["TEA"]
    assert (tea.name, tea.price_cents, tea.tax_rate_bps, tea.active, tea.requires_shipping, tea.max_per_order) == (
        "A thing",
        1000,
        2000,
        True,
        True,
        None,
    )
    assert (available["TEA"].available, available["TEA"].backorderable) == (5, 0)


async def test_demands_are_met_in_order_and_completely_or_not_at_all(
    db: Database, stock_and_sell: tuple[Stock, Sell]
) -> None:
    stock, sell = stock_and_sell
    await sell("TEA", 5)
    await sell("POT", 1)
    async with db.begin() as tx:
        orders = [
            order_of(1, tx.now, ("TEA", 2), ("TEA", 1)),
            order_of(2, tx.now, ("TEA", 3), ("POT", 2)),
            order_of(3, tx.now, ("TEA", 2), ("POT", 1)),
        ]
        demands = [ReservationRequest(order=order, allow_backorder=False, metadata=METADATA) for order in orders]
        first, second, third = await stock.reserve(tx, demands)
        await tx.commit()
    assert not isinstance(first, Exception)
    assert not isinstance(third, Exception)
    assert [(a.line_id, a.location_code, a.quantity) for a in first] == [(1, "MAIN", 2), (2, "MAIN", 1)]
    assert [(a.line_id, a.quantity) for a in third] == [(1, 2), (2, 1)]
    assert isinstance(second, Conflict)
    assert second.code == "insufficient_stock"
    assert second.extensions["items"] == [
        {"sku": "TEA", "requested": 3, "available": 2},
        {"sku": "POT", "requested": 2, "available": 1},
    ]
    async with db.begin() as tx:
        assert (await stock.availability(tx, ["TEA"]))["TEA"].available == 0


async def test_released_stock_is_available_again(db: Database, stock_and_sell: tuple[Stock, Sell]) -> None:
    stock, sell = stock_and_sell
    await sell("TEA", 5)
    async with db.begin() as tx:
        await stock.reserve(
            tx, [ReservationRequest(order=order_of(1, tx.now, ("TEA", 5)), allow_backorder=False, metadata=METADATA)]
        )
        await tx.commit()
    for _ in range(2):
        async with db.begin() as tx:
            await stock.release(tx, 1, METADATA)
            await tx.commit()
    async with db.begin() as tx:
        assert (await stock.availability(tx, ["TEA"]))["TEA"].available == 5


async def test_the_locations_of_an_orders_units_are_returned(db: Database, stock_and_sell: tuple[Stock, Sell]) -> None:
    stock, sell = stock_and_sell
    await sell("TEA", 5)
    async with db.begin() as tx:
        await stock.reserve(
            tx, [ReservationRequest(order=order_of(1, tx.now, ("TEA", 3)), allow_backorder=False, metadata=METADATA)]
        )
        await tx.commit()
    async with db.begin() as tx:
        found = [(a.line_id, a.location_code, a.quantity) for a in await stock.allocations(tx, 1)]
        assert found == [(1, "MAIN", 3)]
        assert list(await stock.allocations(tx, 2)) == []
        assert await stock.list_set_aside(tx) == {1: (3, 0)}


async def test_an_uncommitted_transaction_reserves_nothing(db: Database, stock_and_sell: tuple[Stock, Sell]) -> None:
    stock, sell = stock_and_sell
    await sell("TEA", 5)
    async with db.begin() as tx:
        await stock.reserve(
            tx, [ReservationRequest(order=order_of(1, tx.now, ("TEA", 5)), allow_backorder=False, metadata=METADATA)]
        )
        del tx
    async with db.begin() as other:
        assert (await stock.availability(other, ["TEA"]))["TEA"].available == 5


@pytest.fixture(params=["in_memory", "users"])
async def known(request: pytest.FixtureRequest, db: Database) -> tuple[Customers, int]:
    """Customers, and the id of one."""
    if request.param == "in_memory":
        return FakeCustomers(7), 7
    users = UsersHttpContainer(
        database=db,
        policy=UserPolicy(signing_keys=("k" * 32,)),
    )
    command = RegisterUserCommand(
        principal=ANONYMOUS,
        metadata=METADATA,
        email="user7@example.com",
        username="user7",
        password="correct horse battery",
        full_name=None,
    )
    return UsersGateway(resolve(users.api)), (await resolve(users.register_user)(command)).id


async def test_customers_are_those_that_exist(db: Database, known: tuple[Customers, int]) -> None:
    customers, id_ = known
    async with db.begin() as tx:
        found = await customers.get_many(tx, [id_, 999_999])
    assert found.keys() == {id_}
    assert (found[id_].email, found[id_].username, found[id_].is_active) == ("user7@example.com", "user7", True)
