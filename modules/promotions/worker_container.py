"""What the promotions module adds in the worker: imports and exports."""

from modules.promotions.adapters.inbound.imports_and_exports import exports, imports
from modules.promotions.application.import_coupons import ImportCoupons
from modules.promotions.container import PromotionsContainer
from shared.infra.injection import factory, provider_of, singleton
from shared.kernel.module import extend


class PromotionsWorkerContainer(PromotionsContainer):
    module = singleton(
        extend,
        PromotionsContainer.module,
        imports=provider_of(singleton(imports, import_coupons=factory(ImportCoupons, join=PromotionsContainer.join))),
        exports=provider_of(singleton(exports, queries=PromotionsContainer.queries)),
    )
