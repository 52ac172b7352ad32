"""Compute an order's shipping discount for another shipping price."""

from modules.promotions.domain.coupon_kinds import Amounts
from modules.promotions.ports.unit_of_work import Join
from shared.kernel.transaction import Transaction


class RepriceShipping:
    """By the terms at the time of redemption: a coupon that has changed since does not affect the order."""

    def __init__(self, join: Join) -> None:
        self._join = join

    async def __call__(self, tx: Transaction, order_id: int, amounts: Amounts) -> int:
        """Stores the discount. Raises KeyError for an order without a redemption."""
        redemptions = self._join(tx).redemptions
        terms = await redemptions.get_terms(order_id)
        if terms is None:
            raise KeyError(order_id)
        discount = terms.discount(amounts)
        await redemptions.save_shipping_discount(order_id, discount.shipping_cents)
        return discount.shipping_cents
