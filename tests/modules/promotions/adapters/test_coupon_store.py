"""What promotions expect of the store of coupons and redemptions: of the database, and of the in-memory fake."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from modules.promotions.domain.coupon_kinds import Amounts, DiscountTerms
from modules.promotions.domain.customer import MAX_UNPAID_LISTED, CouponHolder, CouponUsage
from modules.promotions.domain.redemption import RedemptionRequest
from modules.promotions.ports.coupons import CouponFilter
from shared.kernel.errors import Conflict
from shared.kernel.paging import PageRequest
from tests.modules.promotions.coupons import NOW, coupon, issue

ALL = CouponFilter()
ADA, BO = CouponHolder.of(7, None), CouponHolder.of(None, "Bo@Example.com")


async def redeem(store: Any, order_id: int, holder: CouponHolder = ADA, code: str = "SPRING", cents: int = 1000) -> int:
    """An unpaid order that redeems the coupon."""
    async with store.begin() as work:
        request = RedemptionRequest(code, holder)
        counter = await work.redemptions.lock([request])
        counter.redeem(work.tx.now, order_id, request, Amounts(cents, 599))
        work.redemptions.add(counter.redemptions([order_id], ()), counter.changed_coupons)
        await work.commit()
    return order_id


async def usage(store: Any, holder: CouponHolder = ADA, code: str = "SPRING") -> CouponUsage:
    request = RedemptionRequest(code, holder)
    async with store.begin() as work:
        found: CouponUsage = (await work.redemptions.count(request)).usage_of(request)
        return found


async def seen(store: Any, holder: CouponHolder = ADA, code: str = "SPRING") -> tuple[int, int]:
    """How often the coupon is redeemed, and how often by the customer."""
    return (await store.queries.get(code)).redeemed, (await usage(store, holder, code)).orders


async def test_erasure_removes_guest_addresses(store: Any) -> None:
    await issue(store.begin)
    await redeem(store, 1, BO)
    assert (await usage(store, BO)).orders == 1
    async with store.begin() as work:
        await work.redemptions.erase_emails([1])
        await work.commit()
    assert (await usage(store, BO)).orders == 0


async def test_a_stored_coupon_is_loaded_unchanged(store: Any) -> None:
    await issue(store.begin, min_subtotal_cents=5, starts_at=NOW, ends_at=NOW + timedelta(days=1), max_per_customer=2)
    found = await store.queries.get("SPRING")
    assert await store.queries.get("AUTUMN") is None
    given = coupon(min_subtotal_cents=5, starts_at=NOW, ends_at=NOW + timedelta(days=1), max_per_customer=2)
    assert found == replace(given, created_at=found.created_at, updated_at=found.updated_at)
    async with store.begin() as work:
        again = await work.coupons.get("SPRING")
        assert again == found
        work.coupons.save(again.change({"active": False, "percent_bps": None, "amount_cents": 7}, work.tx.now))
        await work.commit()
    changed = await store.queries.get("SPRING")
    assert (changed.active, changed.percent_bps, changed.amount_cents, changed.version) == (False, None, 7, 2)


async def test_a_code_is_unique(store: Any) -> None:
    await issue(store.begin)
    with pytest.raises(Conflict) as taken:
        await issue(store.begin)
    assert taken.value.code == "coupon_taken"


async def test_redemptions_are_counted_by_coupon_and_by_customer(store: Any) -> None:
    await issue(store.begin)
    await issue(store.begin, "OTHER")
    await redeem(store, 1)
    await redeem(store, 2, BO)
    await redeem(store, 3, BO, cents=0)
    await redeem(store, 4, code="OTHER")
    assert await seen(store) == (3, 1)
    assert await seen(store, BO) == (3, 2)
    assert await seen(store, BO, "OTHER") == (1, 0)
    assert (await store.queries.get("SPRING")).version == 4


async def test_an_account_and_a_guest_of_one_address_are_one_customer(store: Any) -> None:
    await issue(store.begin)
    await redeem(store, 1, CouponHolder.of(7, "bo@example.com"))
    await redeem(store, 2, BO)
    await redeem(store, 3, CouponHolder.of(8, None))
    assert await usage(store, CouponHolder.of(7, "BO@example.com")) == CouponUsage(2, [2, 1])
    assert await usage(store, BO) == CouponUsage(2, [2, 1])
    async with store.begin() as work:
        await work.redemptions.consume(1)
        await work.commit()
    assert await usage(store, ADA) == CouponUsage(1, [])
    assert await usage(store, CouponHolder.of(7, "bo@example.com")) == CouponUsage(2, [2])


async def test_a_redemption_moves_to_another_customer(store: Any) -> None:
    await issue(store.begin)
    await redeem(store, 1, CouponHolder.of(7, "ada@example.com"))
    async with store.begin() as work:
        await work.redemptions.reassign(1, CouponHolder.of(8, None))
        await work.commit()
    assert (await usage(store, ADA)).orders == 0
    assert (await usage(store, CouponHolder.of(8, None))).orders == 1
    assert (await usage(store, CouponHolder.of(None, "ada@example.com"))).orders == 1
    async with store.begin() as work:
        await work.redemptions.erase_emails([1])
        await work.commit()
    assert (await usage(store, CouponHolder.of(None, "ada@example.com"))).orders == 0
    assert (await usage(store, CouponHolder.of(8, None))).orders == 1


async def test_only_the_newest_unpaid_orders_are_listed(store: Any) -> None:
    await issue(store.begin)
    for order_id in range(1, MAX_UNPAID_LISTED + 2):
        await redeem(store, order_id)
    newest = list(range(MAX_UNPAID_LISTED + 1, 1, -1))
    assert await usage(store) == CouponUsage(MAX_UNPAID_LISTED + 1, newest)


async def test_an_uncommitted_redemption_is_rolled_back(store: Any) -> None:
    await issue(store.begin)
    async with store.begin() as work:
        request = RedemptionRequest("SPRING", ADA)
        counter = await work.redemptions.lock([request])
        counter.redeem(work.tx.now, 1, request, Amounts(1000, 0))
        work.redemptions.add(counter.redemptions([1], ()), counter.changed_coupons)
        work.roll_back()
    assert await seen(store) == (0, 0)


async def test_a_redemption_is_released_once_and_not_after_consumption(store: Any) -> None:
    await issue(store.begin)
    given_up, confirmed = await redeem(store, 1), await redeem(store, 2)
    for _ in range(2):
        async with store.begin() as work:
            await work.redemptions.consume(confirmed)
            await work.redemptions.release(confirmed)
            await work.redemptions.release(given_up)
            await work.redemptions.consume(given_up)
            await work.commit()
        assert await seen(store) == (1, 1)
    assert (await store.queries.get("SPRING")).version == 4


async def test_redemptions_are_listed_by_order(store: Any) -> None:
    await issue(store.begin)
    for order_id in (5, 3, 9):
        await redeem(store, order_id)
    async with store.begin() as work:
        await work.redemptions.release(3)
        await work.commit()
    async with store.begin() as work:
        pages = [await work.redemptions.list_after(after, 2) for after in (0, 5, 9)]
    assert [[tuple(each) for each in page] for page in pages] == [
        [(3, "SPRING", "released", 100), (5, "SPRING", "reserved", 100)],
        [(9, "SPRING", "reserved", 100)],
        [],
    ]


async def test_a_changed_coupon_keeps_the_terms_of_redemptions(store: Any) -> None:
    await issue(store.begin, kind="free_shipping")
    await redeem(store, 1)
    async with store.begin() as work:
        changed = (await work.coupons.get("SPRING")).change({"kind": "percent", "percent_bps": 1000}, work.tx.now)
        work.coupons.save(changed)
        await work.commit()
    async with store.begin() as work:
        terms = await work.redemptions.get_terms(1)
        assert terms == DiscountTerms(kind="free_shipping")
        assert await work.redemptions.get_terms(2) is None
        await work.redemptions.save_shipping_discount(1, 250)
        await work.commit()
    async with store.begin() as work:
        assert [each.discount_cents for each in await work.redemptions.list_after(0, 9)] == [250]


async def test_unknown_codes_are_not_found(store: Any) -> None:
    async with store.begin() as work:
        assert not (await work.redemptions.lock([])).changed_coupons
        request = RedemptionRequest("NONE", CouponHolder(None))
        counter = await work.redemptions.lock([request])
    with pytest.raises(Exception, match="cannot be used"):
        counter.redeem(NOW, 1, request, Amounts(1000, 0))


async def test_the_list_is_filtered_and_paged(store: Any) -> None:
    for code, active in (("SPRING-1", True), ("SPRING-2", False), ("WINTER", True)):
        await issue(store.begin, code, active=active)

    async def codes(where: CouponFilter = ALL, **wanted: Any) -> list[str]:
        page = await store.queries.list_coupons(where, PageRequest(**{"limit": 9, "sort": ("code",), **wanted}))
        return [found.code for found in page.items]

    assert await codes() == ["SPRING-1", "SPRING-2", "WINTER"]
    assert await codes(CouponFilter(q="spring")) == ["SPRING-1", "SPRING-2"]
    assert await codes(CouponFilter(active=True)) == ["SPRING-1", "WINTER"]
    assert await codes(CouponFilter("ring", active=False)) == ["SPRING-2"]
    assert await codes(CouponFilter(q="%")) == []
    assert await codes(limit=1, after=["SPRING-1"]) == ["SPRING-2"]
    page = await store.queries.list_coupons(ALL, PageRequest(limit=2, sort=("code",)))
    assert (page.total, page.next_after) == (3, ["SPRING-2"])
