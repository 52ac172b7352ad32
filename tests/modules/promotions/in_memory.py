"""Coupons in memory."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from modules.orders.domain.order.errors import coupon_taken
from modules.orders.domain.order.order import Order
from modules.promotions.domain.coupon import MAX_UNPAID_LISTED, Coupon, CouponHolder, CouponUsage
from modules.promotions.domain.redemption import RedemptionCounter, RedemptionRequest, RedemptionState
from modules.promotions.ports.coupons import CouponFilter
from shared.kernel.paging import Page, PageRequest
from shared.kernel.transaction import Transaction


@dataclass
class StoredRedemption:
    code: str
    customer: str
    state: RedemptionState
    discount_cents: int
    email: str | None = None


@dataclass
class CouponState:
    """The committed state; redemptions by order."""

    coupons: dict[str, Coupon] = field(default_factory=dict)
    redemptions: dict[int, StoredRedemption] = field(default_factory=dict)


class InMemoryCouponQueries:
    def __init__(self, kept: CouponState, orders: Mapping[int, Order]) -> None:
        self._kept = kept
        self._orders = orders

    async def get(self, code: str) -> Coupon | None:
        return self._kept.coupons.get(code)

    async def list_coupons(self, where: CouponFilter, wanted: PageRequest) -> Page[Coupon]:
        found = [
            coupon
            for _, coupon in sorted(self._kept.coupons.items())
            if where.active in (None, coupon.active) and (where.q or "").upper() in coupon.code
        ]
        rest = [c for c in found if wanted.after is None or c.code > str(wanted.after[0])][wanted.offset :]
        shown = rest[: wanted.limit]
        return Page(shown, [shown[-1].code] if len(rest) > len(shown) else None, len(found))

    async def count_redemptions(self, wanted: RedemptionRequest) -> RedemptionCounter:
        return self._redeeming([wanted])

    def _redeeming(self, wanted: Collection[RedemptionRequest]) -> RedemptionCounter:
        codes = {each.code for each in wanted}
        uses: dict[tuple[str, str], CouponUsage] = {}
        for each in wanted:
            live = [(id_, r) for id_, r in self._kept.redemptions.items() if r.state is not RedemptionState.RELEASED]
            theirs = [
                (id_, r)
                for id_, r in live
                if r.code == each.code and each.redeemer.is_same(CouponHolder(r.customer, r.email))
            ]
            unpaid = sorted((id_ for id_, r in theirs if r.state is RedemptionState.RESERVED), reverse=True)[
                :MAX_UNPAID_LISTED
            ]
            buyers = [(id_, replace(self._orders[id_].buyer, guest=None)) for id_ in unpaid]
            uses[each.code, each.redeemer.name or ""] = CouponUsage(len(theirs), buyers)
        return RedemptionCounter({code: kept for code, kept in self._kept.coupons.items() if code in codes}, uses)


class InMemoryCouponRepository(InMemoryCouponQueries):
    """Changes take effect on commit."""

    def __init__(self, kept: CouponState, orders: Mapping[int, Order], tx: Transaction) -> None:
        super().__init__(kept, orders)
        self._tx = tx

    async def lock(self, wanted: Collection[RedemptionRequest]) -> RedemptionCounter:
        return self._redeeming(wanted)

    def redeem(self, orders: Iterable[Order], redeeming: RedemptionCounter) -> None:
        new = {
            order.id: StoredRedemption(
                order.coupon_code,
                redeeming.redeemer_of(order.id).name or "",
                RedemptionState.of_new(order),
                order.totals.discount_cents,
                redeeming.redeemer_of(order.id).email,
            )
            for order in orders
            if order.coupon_code
        }
        self._tx.after_commit(lambda: self._kept.redemptions.update(new))
        for coupon in redeeming.changed_coupons:
            self.save(coupon)

    async def consume(self, order: Order) -> None:
        self._tx.after_commit(lambda: self._end(order, RedemptionState.CONSUMED))

    async def reassign(self, order: Order) -> None:
        if (redeemed := self._kept.redemptions.get(order.id)) is not None:
            buyer = CouponHolder.of(order.buyer)
            self._tx.after_commit(lambda: setattr(redeemed, "customer", buyer.name or ""))
            self._tx.after_commit(lambda: setattr(redeemed, "email", buyer.email or redeemed.email))

    async def release(self, order: Order) -> None:
        self._tx.after_commit(lambda: self._end(order, RedemptionState.RELEASED))

    async def get_many(self, codes: Collection[str]) -> Mapping[str, Coupon]:
        return {code: self._kept.coupons[code] for code in codes if code in self._kept.coupons}

    async def add(self, *coupons: Coupon) -> None:
        for coupon in coupons:
            if coupon.code in self._kept.coupons:
                raise coupon_taken()
            self.save(coupon)

    def save(self, coupon: Coupon) -> None:
        self._tx.after_commit(lambda: self._kept.coupons.update({coupon.code: coupon}))

    def _end(self, order: Order, state: RedemptionState) -> None:
        redeemed = self._kept.redemptions.get(order.id)
        if redeemed is None or redeemed.state is not RedemptionState.RESERVED:
            return
        redeemed.state = state
        if state is RedemptionState.RELEASED:
            coupon = self._kept.coupons[redeemed.code]
            self._kept.coupons[coupon.code] = replace(
                coupon, redeemed=coupon.redeemed - 1, version=coupon.version + 1, updated_at=self._tx.now
            )
