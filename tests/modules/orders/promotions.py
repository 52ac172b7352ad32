"""The module promotions beside orders: in memory, or on the same database."""

from typing import Any

from modules.orders.adapters.outbound.promotions_gateway import PromotionsGateway
from modules.promotions.adapters.inbound.in_process import InProcessPromotions
from modules.promotions.adapters.outbound.sql.constraints import CONSTRAINTS
from modules.promotions.adapters.outbound.sql.unit_of_work import SqlUnitOfWork
from modules.promotions.application.redeem_coupons import RedeemCoupons
from modules.promotions.application.reprice_shipping import RepriceShipping
from modules.promotions.domain.coupon import Coupon
from modules.promotions.ports.unit_of_work import Join
from shared.infra.sql.transaction import SqlTransaction
from shared.kernel.transaction import Transaction
from tests.modules.promotions.coupons import coupon
from tests.modules.promotions.in_memory import InMemoryRepositories

__all__ = ["API", "CONSTRAINTS", "PROMOTIONS", "gateway", "issue", "join"]


class _Joined(InMemoryRepositories):
    def __init__(self, tx: Any) -> None:
        self.tx = tx
        super().__init__(tx.state.promotions, tx)


def join(tx: Transaction) -> Any:
    """The repositories of promotions in a transaction of orders."""
    return SqlUnitOfWork(tx) if isinstance(tx, SqlTransaction) else _Joined(tx)


def _api(join: Join) -> InProcessPromotions:
    return InProcessPromotions(join, RedeemCoupons(join), RepriceShipping(join))


def gateway(join: Join) -> PromotionsGateway:
    return PromotionsGateway(_api(join))


API = _api(join)
PROMOTIONS: PromotionsGateway = gateway(join)


async def issue(begin: Any, code: str = "SPRING", **terms: Any) -> Coupon:
    """Store a coupon."""
    issued = coupon(code, **terms)
    async with begin() as work:
        await join(work.tx).coupons.add(issued)
        await work.commit()
    return issued
