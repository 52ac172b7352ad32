"""Dependency injection container of the promotions module."""

from dependency_injector import containers

from modules.promotions.adapters.inbound.checks import checks
from modules.promotions.adapters.inbound.in_process import InProcessPromotions
from modules.promotions.adapters.outbound.sql.constraints import CONSTRAINTS
from modules.promotions.adapters.outbound.sql.coupons import SqlCouponQueries
from modules.promotions.adapters.outbound.sql.integrity import SqlIntegrity
from modules.promotions.adapters.outbound.sql.tables import metadata
from modules.promotions.adapters.outbound.sql.unit_of_work import SqlUnitOfWorkFactory
from modules.promotions.application.redeem_coupons import RedeemCoupons
from modules.promotions.application.reprice_shipping import RepriceShipping
from shared.infra.injection import attribute, dependency, factory, provider_of, singleton
from shared.infra.sql.database import Database
from shared.kernel.module import AuditedKind, Module, Scope


class PromotionsContainer(containers.DeclarativeContainer):
    """The module needs no other module."""

    database = dependency(Database)

    units = singleton(SqlUnitOfWorkFactory, database=database)
    begin = attribute(units, lambda units: units.begin)
    join = attribute(units, lambda units: units.join)
    queries = singleton(SqlCouponQueries, database=database)

    api = singleton(
        InProcessPromotions,
        join=join,
        redeem=factory(RedeemCoupons, join=join),
        reprice=factory(RepriceShipping, join=join),
    )

    module = singleton(
        Module,
        name="promotions",
        scopes=(
            Scope("coupons:read", "Read coupons", roles=("support", "manager")),
            Scope("coupons:write", "Create and change coupons", roles=("manager",)),
        ),
        audited=(AuditedKind("coupon", numbered=False),),
        checks=provider_of(singleton(checks, integrity=factory(SqlIntegrity))),
        constraints=CONSTRAINTS,
        metadata=metadata,
    )
