"""What the promotions module adds in the API process: its routes."""

from modules.promotions.adapters.inbound.http.glossary import FIELDS, TAGS
from modules.promotions.adapters.inbound.http.problem_codes import PROBLEM_CODES
from modules.promotions.adapters.inbound.http.router import CouponRoutes
from modules.promotions.application.change_coupon import ChangeCoupon
from modules.promotions.application.create_coupon import CreateCoupon
from modules.promotions.application.get_coupon import GetCoupon
from modules.promotions.container import PromotionsContainer
from modules.promotions.worker_container import PromotionsWorkerContainer
from shared.infra.http.module_api import ModuleApi
from shared.infra.http.route_class import router_of
from shared.infra.injection import factory, provider_of, retried, singleton


class PromotionsHttpContainer(PromotionsWorkerContainer):
    router = singleton(
        router_of,
        factory(
            CouponRoutes,
            queries=PromotionsContainer.queries,
            get_coupon=factory(GetCoupon, coupons=PromotionsContainer.queries),
            create_coupon=retried(CreateCoupon, begin=PromotionsContainer.begin),
            change_coupon=retried(ChangeCoupon, begin=PromotionsContainer.begin),
        ),
    )

    http = singleton(ModuleApi, router=provider_of(router), tags=TAGS, fields=FIELDS, problem_codes=PROBLEM_CODES)
