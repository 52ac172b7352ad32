"""What the inventory module adds in the worker: event handlers, resources, imports and exports."""

from datetime import UTC, datetime

from modules.inventory.adapters.inbound.event_handlers import subscriptions
from modules.inventory.adapters.inbound.exports import exports
from modules.inventory.adapters.inbound.imports import imports
from modules.inventory.adapters.inbound.resources import resources
from modules.inventory.adapters.outbound.sql.catalog.catalog_queries import SqlCatalogQueries
from modules.inventory.adapters.outbound.sql.ledger.ledger_queries import SqlLedgerQueries
from modules.inventory.adapters.outbound.storefront_cache import ReadThroughStorefrontCache
from modules.inventory.application.catalog.describe_stock import DescribeStock
from modules.inventory.application.catalog.import_products import ImportProducts
from modules.inventory.application.catalog.invalidate_storefront import InvalidateStorefront
from modules.inventory.application.catalog.upsert_products import UpsertProducts
from modules.inventory.application.stock.count_stock import CountStock
from modules.inventory.application.stock.publish_availability import PublishAvailability
from modules.inventory.container import InventoryContainer
from shared.infra.cache.read_through import Cache, NoCache
from shared.infra.injection import attribute, constant, factory, optional_dependency, provider_of, singleton
from shared.kernel.module import extend


class InventoryWorkerContainer(InventoryContainer):
    cache: Cache = optional_dependency(Cache, NoCache)

    ledger_queries = singleton(SqlLedgerQueries, database=InventoryContainer.database)
    catalog = singleton(SqlCatalogQueries, database=InventoryContainer.database)
    storefront_cache = singleton(ReadThroughStorefrontCache, catalog=catalog, cache=cache)
    import_products = singleton(ImportProducts, begin=InventoryContainer.begin, policy=InventoryContainer.policy)

    module = singleton(
        extend,
        InventoryContainer.module,
        subscriptions=provider_of(
            singleton(
                subscriptions,
                publish_availability=factory(
                    PublishAvailability, join=InventoryContainer.join, policy=InventoryContainer.policy
                ),
                invalidate_storefront=factory(
                    InvalidateStorefront, storefront=storefront_cache, clock=constant(lambda: datetime.now(UTC))
                ),
            )
        ),
        resources=provider_of(
            singleton(
                resources,
                describe=factory(DescribeStock, catalog=catalog, policy=InventoryContainer.policy),
                currency=attribute(InventoryContainer.policy, lambda policy: policy.currency),
            )
        ),
        imports=provider_of(
            singleton(
                imports,
                take_over=factory(UpsertProducts, join=InventoryContainer.join, policy=InventoryContainer.policy),
                count_stock=factory(CountStock, join=InventoryContainer.join),
                currency=attribute(InventoryContainer.policy, lambda policy: policy.currency),
            )
        ),
        exports=provider_of(
            singleton(
                exports,
                catalog=catalog,
                ledger_queries=ledger_queries,
                currency=attribute(InventoryContainer.policy, lambda policy: policy.currency),
            )
        ),
    )
