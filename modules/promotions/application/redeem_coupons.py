"""Redeem the coupons of a batch of orders in the caller's transaction."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from modules.promotions.domain import coupon_kinds
from modules.promotions.domain.customer import CouponHolder
from modules.promotions.domain.errors import Exhausted
from modules.promotions.domain.redemption import RedemptionCounter, RedemptionRequest
from modules.promotions.ports.unit_of_work import Join, UnitOfWork
from modules.promotions.public import Amounts, CouponExhausted, CouponRequest, Customer, Discount
from shared.kernel.transaction import Transaction


class RedeemCoupons:
    """Coupons stay locked until the transaction ends, so that limits hold between concurrent transactions."""

    def __init__(self, join: Join) -> None:
        self._join = join

    async def __call__(self, tx: Transaction, requests: Sequence[CouponRequest]) -> "RedemptionBatch":
        work = self._join(tx)
        by_order = _by_order(requests)
        return RedemptionBatch(work, by_order, await work.redemptions.lock(list(by_order.values())))

    async def preview(self, tx: Transaction, request: CouponRequest) -> "RedemptionBatch":
        """As it would be now. Locks nothing."""
        work = self._join(tx)
        by_order = _by_order([request])
        return RedemptionBatch(work, by_order, await work.redemptions.count(by_order[request.order_id]))


class RedemptionBatch:
    """Implements `Redemptions`: counts in memory until `store`."""

    def __init__(self, work: UnitOfWork, requests: Mapping[int, RedemptionRequest], counter: RedemptionCounter) -> None:
        self._work = work
        self._requests = requests
        self._counter = counter

    def redeem(self, order_id: int, amounts: Amounts) -> Discount | None:
        request = self._requests.get(order_id)
        if request is None:
            return None
        try:
            return Discount(*self._counter.redeem(self._work.tx.now, order_id, request, coupon_kinds.Amounts(*amounts)))
        except Exhausted as error:
            raise CouponExhausted(error.unpaid_order_ids) from error

    def revert(self, order_id: int) -> None:
        self._counter.revert(order_id)

    def store(self, order_ids: Iterable[int], confirmed: Collection[int]) -> None:
        redemptions = self._counter.redemptions(order_ids, confirmed)
        self._work.redemptions.add(redemptions, self._counter.changed_coupons)


def holder_of(customer: Customer) -> CouponHolder:
    return CouponHolder.of(customer.id, customer.email, is_anonymous=customer.is_anonymous)


def _by_order(requests: Iterable[CouponRequest]) -> Mapping[int, RedemptionRequest]:
    return {each.order_id: RedemptionRequest(each.code, holder_of(each.customer)) for each in requests}
