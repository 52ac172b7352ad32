"""Name the caller's own unpaid order that holds an exhausted coupon: paying or cancelling it releases the coupon."""

from collections.abc import Mapping

from modules.orders.application.order_access import can_view
from modules.orders.domain.order.buyer import Buyer
from modules.orders.domain.order.errors import CouponExhausted
from shared.kernel.principal import Principal


def name_unpaid_order(error: CouponExhausted, buyers: Mapping[int, Buyer], principal: Principal) -> CouponExhausted:
    """The error with the newest of its unpaid orders that the caller may see. `buyers`: of these orders, by id."""
    visible = (id_ for id_ in error.unpaid_order_ids if id_ in buyers and can_view(principal, id_, buyers[id_]))
    return CouponExhausted(order_id=next(visible, None))
