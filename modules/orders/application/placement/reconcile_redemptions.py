"""Check that compares orders with the redemptions of their coupons."""

from collections.abc import Iterator, Mapping, Sequence

from modules.orders.ports.integrity import DiscountedOrder, IntegrityQueries
from modules.orders.ports.promotions import Promotions, StoredRedemption
from shared.kernel.module import Violation
from shared.kernel.transaction import Transaction

PAGE_SIZE = 10_000


class ReconcileRedemptions:
    """Each order with a coupon has one redemption with its discount, in the state that the order's status requires.

    Reads both sides by order id, page by page, so that memory does not grow with the number of orders.
    """

    def __init__(self, integrity: IntegrityQueries, promotions: Promotions, page_size: int = PAGE_SIZE) -> None:
        self._integrity = integrity
        self._promotions = promotions
        self._page_size = page_size

    async def __call__(self, snapshot: Transaction) -> Sequence[Violation]:
        violations: list[Violation] = []
        after = 0
        while True:
            orders = await self._integrity.list_discounted_orders(snapshot, after, self._page_size)
            redemptions = await self._promotions.list_redemptions(snapshot, after, self._page_size)
            full = [page[-1].order_id for page in (orders, redemptions) if len(page) == self._page_size]
            last = min(full) if full else None
            violations += _compared(
                {each.order_id: each for each in orders if last is None or each.order_id <= last},
                {each.order_id: each for each in redemptions if last is None or each.order_id <= last},
            )
            if last is None:
                return violations
            after = last


def _compared(
    orders: Mapping[int, DiscountedOrder], redemptions: Mapping[int, StoredRedemption]
) -> Iterator[Violation]:
    for order_id in sorted(orders.keys() | redemptions.keys()):
        order, redemption = orders.get(order_id), redemptions.get(order_id)
        if redemption is None and order is not None:
            detail = f"its discount of {order.discount_cents} cents was never redeemed"
        elif redemption is not None and order is None:
            detail = f"its coupon {redemption.code} is {redemption.state}, but no such order has a coupon"
        elif redemption is not None and order is not None and not _match(order, redemption):
            detail = (
                f"its coupon {redemption.code} is {redemption.state} for {redemption.discount_cents} cents; it has "
                f"{order.coupon_code} for {order.discount_cents} cents, to be {order.redemption_state}"
            )
        else:
            continue
        yield Violation(f"order:{order_id}", detail)


def _match(order: DiscountedOrder, redemption: StoredRedemption) -> bool:
    expected = (order.coupon_code, order.discount_cents, order.redemption_state)
    return expected == (redemption.code, redemption.discount_cents, redemption.state)
