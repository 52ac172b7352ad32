"""What orders expect of whoever keeps the coupons: of the database, and of the twin in memory."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from modules.orders.adapters.outbound.sql.unit_of_work import SqlUnitOfWorkFactory
from modules.orders.domain.order.buyer import Buyer, Details, Guest
from modules.orders.domain.order.offer import RequestedLine
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.pricing import Shipping, price
from modules.promotions.domain.coupon import MAX_UNPAID_LISTED, CouponHolder, CouponUsage
from modules.promotions.domain.redemption import RedemptionCounter, RedemptionRequest
from modules.promotions.ports.coupons import CouponFilter
from shared.kernel.errors import Conflict
from shared.kernel.paging import PageRequest
from tests.modules.orders.in_memory_neighbours import FakeOffer
from tests.modules.orders.in_memory_store import InMemoryStore
from tests.modules.orders.shop import HOME, METADATA
from tests.modules.promotions.coupons import NOW, coupon, issue

ALL = CouponFilter()
ADA, BO = Buyer(7, None, "user:7"), Buyer(None, Guest("Bo", "Bo@Example.com"), "client:3")


@pytest.fixture(params=["memory", "sql"])
def store(request: pytest.FixtureRequest, memory: InMemoryStore) -> Any:
    if request.param == "memory":
        return memory
    transactions: SqlUnitOfWorkFactory = request.getfixturevalue("transactions")
    return transactions


async def placed(
    store: Any, buyer: Buyer = ADA, code: str = "SPRING", cents: int = 1000, email: str | None = None
) -> Order:
    """An order that redeems the coupon."""
    async with store.begin() as work:
        (order_id,) = await work.orders.next_ids(1)
        wanted = RedemptionRequest(code, CouponHolder.of(buyer, email))
        coupons = await work.coupons.lock([wanted])
        discount = coupons.redeem(work.tx.now, order_id, wanted, cents)
        offer = FakeOffer("TEA", price_cents=cents)
        basket = price(
            [RequestedLine("TEA", 1)], [offer], [2000], Shipping("s", 0, 0), discount, prices_include_tax=True
        )
        order = Order.place(
            order_id,
            buyer,
            basket,
            details=Details(HOME),
            currency="GBP",
            now=work.tx.now,
            metadata=METADATA,
            payment_within=timedelta(minutes=15),
            coupon_code=code,
        )
        work.orders.add(order)
        work.coupons.redeem([order], coupons)
        await work.commit()
    return order


async def seen(store: Any, buyer: Buyer = ADA, code: str = "SPRING") -> tuple[int, int]:
    """How often the coupon is redeemed, and how often by the buyer."""
    async with store.look() as view:
        found = await view.coupons.get(code)
        coupons = await view.coupons.count_redemptions(RedemptionRequest(code, CouponHolder.of(buyer)))
    return found.redeemed, _times(coupons, buyer, code)


def _times(coupons: RedemptionCounter, buyer: Buyer, code: str) -> int:
    return coupons.uses(RedemptionRequest(code, CouponHolder.of(buyer))).orders


async def test_a_coupon_comes_back_as_it_was_kept(store: Any) -> None:
    await issue(store.begin, min_subtotal_cents=5, starts_at=NOW, ends_at=NOW + timedelta(days=1), max_per_customer=2)
    async with store.look() as view:
        found = await view.coupons.get("SPRING")
        assert await view.coupons.get("AUTUMN") is None
    given = coupon(min_subtotal_cents=5, starts_at=NOW, ends_at=NOW + timedelta(days=1), max_per_customer=2)
    assert found == replace(given, created_at=found.created_at, updated_at=found.updated_at)
    async with store.begin() as work:
        again = await work.coupons.get("SPRING")
        assert again == found
        work.coupons.save(again.change({"active": False, "percent_bps": None, "amount_cents": 7}, work.tx.now))
        await work.commit()
    async with store.look() as view:
        changed = await view.coupons.get("SPRING")
    assert (changed.active, changed.percent_bps, changed.amount_cents, changed.version) == (False, None, 7, 2)


async def test_a_code_is_taken_once(store: Any) -> None:
    await issue(store.begin)
    with pytest.raises(Conflict) as taken:
        await issue(store.begin)
    assert taken.value.code == "coupon_taken"


async def test_redemptions_are_counted_by_coupon_and_by_redeemer(store: Any) -> None:
    await issue(store.begin)
    await issue(store.begin, "OTHER")
    await placed(store)
    await placed(store, BO)
    await placed(store, BO, cents=0)
    await placed(store, code="OTHER")
    assert await seen(store) == (3, 1)
    assert await seen(store, BO) == (3, 2)
    assert await seen(store, BO, "OTHER") == (1, 0)
    async with store.look() as view:
        assert (await view.coupons.get("SPRING")).version == 4


async def test_an_account_and_a_guest_of_one_address_are_one_customer(store: Any) -> None:
    await issue(store.begin)
    first, second = await placed(store, ADA, email="bo@example.com"), await placed(store, BO)
    await placed(store, Buyer(8, None, "user:8"))
    unpaid = [(second.id, Buyer(None, None, "client:3")), (first.id, ADA)]
    assert await uses(store, CouponHolder.of(ADA, "BO@example.com")) == CouponUsage(2, unpaid)
    assert await uses(store, CouponHolder.of(BO)) == CouponUsage(2, unpaid)
    async with store.begin() as work:
        await work.orders.claim_guest_orders(7, "bo@example.com")
        await work.coupons.consume(first)
        await work.commit()
    assert await uses(store, CouponHolder.of(ADA)) == CouponUsage(1, [])
    claimed = [(second.id, Buyer(None, None, "client:3", claimed_by=7))]
    assert await uses(store, CouponHolder.of(ADA, "bo@example.com")) == CouponUsage(2, claimed)


async def test_only_the_newest_unpaid_orders_are_told(store: Any) -> None:
    await issue(store.begin)
    orders = [await placed(store) for _ in range(MAX_UNPAID_LISTED + 1)]
    kept = await uses(store, CouponHolder.of(ADA))
    assert kept.orders == MAX_UNPAID_LISTED + 1
    assert [order_id for order_id, _ in kept.unpaid] == [order.id for order in reversed(orders[1:])]


async def uses(store: Any, redeemer: CouponHolder) -> CouponUsage:
    async with store.look() as view:
        wanted = RedemptionRequest("SPRING", redeemer)
        found: CouponUsage = (await view.coupons.count_redemptions(wanted)).uses(wanted)
        return found


async def test_what_is_not_committed_is_not_redeemed(store: Any) -> None:
    await issue(store.begin)
    async with store.begin() as work:
        wanted = RedemptionRequest("SPRING", CouponHolder.of(ADA))
        coupons = await work.coupons.lock([wanted])
        coupons.redeem(work.tx.now, 1, wanted, 1000)
        work.coupons.redeem([], coupons)
        work.roll_back()
    assert await seen(store) == (0, 0)


async def test_a_release_gives_back_once_and_a_consumed_one_never(store: Any) -> None:
    await issue(store.begin)
    given_up, kept = await placed(store), await placed(store)
    for _ in range(2):
        async with store.begin() as work:
            await work.coupons.consume(kept)
            await work.coupons.release(kept)
            await work.coupons.release(given_up)
            await work.coupons.consume(given_up)
            await work.commit()
        assert await seen(store) == (1, 1)
    async with store.look() as view:
        assert (await view.coupons.get("SPRING")).version == 4


async def test_codes_nobody_issued_are_not_there(store: Any) -> None:
    async with store.begin() as work:
        assert not (await work.coupons.lock([])).changed_coupons
        coupons = await work.coupons.lock([RedemptionRequest("NONE", CouponHolder(None))])
    with pytest.raises(Exception, match="cannot be used"):
        coupons.redeem(NOW, 1, RedemptionRequest("NONE", CouponHolder(None)), 1000)


async def test_the_list_is_filtered_and_paged(store: Any) -> None:
    for code, active in (("SPRING-1", True), ("SPRING-2", False), ("WINTER", True)):
        await issue(store.begin, code, active=active)

    async def codes(where: CouponFilter = ALL, **wanted: Any) -> list[str]:
        async with store.look() as view:
            page = await view.coupons.list_coupons(where, PageRequest(**{"limit": 9, "sort": ("code",), **wanted}))
        return [found.code for found in page.items]

    assert await codes() == ["SPRING-1", "SPRING-2", "WINTER"]
    assert await codes(CouponFilter(q="spring")) == ["SPRING-1", "SPRING-2"]
    assert await codes(CouponFilter(active=True)) == ["SPRING-1", "WINTER"]
    assert await codes(CouponFilter("ring", active=False)) == ["SPRING-2"]
    assert await codes(CouponFilter(q="%")) == []
    assert await codes(limit=1, after=["SPRING-1"]) == ["SPRING-2"]
    async with store.look() as view:
        page = await view.coupons.list_coupons(ALL, PageRequest(limit=2, sort=("code",)))
    assert (page.total, page.next_after) == (3, ["SPRING-2"])
