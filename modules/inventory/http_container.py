"""What the inventory module adds in the API process: its routes."""

from modules.inventory.adapters.inbound.http.adjustments import AdjustmentRoutes
from modules.inventory.adapters.inbound.http.availability import AvailabilityRoutes
from modules.inventory.adapters.inbound.http.glossary import TAGS, fields
from modules.inventory.adapters.inbound.http.ledger import LedgerRoutes
from modules.inventory.adapters.inbound.http.levels import LevelRoutes
from modules.inventory.adapters.inbound.http.locations import LocationRoutes
from modules.inventory.adapters.inbound.http.low_stock import LowStockRoutes
from modules.inventory.adapters.inbound.http.pictures import PictureRoutes
from modules.inventory.adapters.inbound.http.problem_codes import PROBLEM_CODES
from modules.inventory.adapters.inbound.http.products import ProductRoutes
from modules.inventory.adapters.inbound.http.receipts import ReceiptRoutes
from modules.inventory.adapters.inbound.http.restock import RestockRoutes
from modules.inventory.adapters.inbound.http.transfers import TransferRoutes
from modules.inventory.application.pictures.get_picture import GetPicture
from modules.inventory.application.stock.ledger_query_service import LedgerQueryService
from modules.inventory.application.transfers.transfer_query_service import TransferQueryService
from modules.inventory.container import InventoryContainer
from shared.infra.http.module_api import ModuleApi
from shared.infra.http.route_class import router_of
from shared.infra.injection import attribute, factory, provider_of, singleton


class InventoryHttpContainer(InventoryContainer):
    currency = attribute(InventoryContainer.policy, lambda policy: policy.currency)
    ledger_query_service = singleton(
        LedgerQueryService,
        ledger=InventoryContainer.ledger_queries,
        documents=InventoryContainer.document_queries,
        policy=InventoryContainer.policy,
    )

    router = singleton(
        router_of,
        factory(
            ProductRoutes,
            queries=InventoryContainer.catalogue_query_service,
            create_product=InventoryContainer.create_product,
            change_product=InventoryContainer.change_product,
            archive_product=InventoryContainer.archive_product,
            currency=currency,
        ),
        factory(
            PictureRoutes,
            get_picture=factory(
                GetPicture,
                catalogue=InventoryContainer.catalogue,
                storefront=InventoryContainer.storefront_cache,
                files=InventoryContainer.picture_store,
            ),
            put_picture=InventoryContainer.put_picture,
            remove_picture=InventoryContainer.remove_picture,
            currency=currency,
        ),
        factory(
            LocationRoutes,
            queries=InventoryContainer.catalogue_query_service,
            create_location=InventoryContainer.create_location,
            change_location=InventoryContainer.change_location,
        ),
        factory(AvailabilityRoutes, queries=InventoryContainer.catalogue_query_service),
        factory(LevelRoutes, queries=ledger_query_service, set_level=InventoryContainer.set_level),
        factory(RestockRoutes, restock=InventoryContainer.restock),
        factory(LowStockRoutes, queries=ledger_query_service),
        factory(ReceiptRoutes, queries=ledger_query_service, book_receipt=InventoryContainer.book_receipt),
        factory(AdjustmentRoutes, queries=ledger_query_service, book_adjustment=InventoryContainer.book_adjustment),
        factory(LedgerRoutes, queries=ledger_query_service),
        factory(
            TransferRoutes,
            queries=factory(
                TransferQueryService, transfers=InventoryContainer.transfer_queries, policy=InventoryContainer.policy
            ),
            create_transfer=InventoryContainer.create_transfer,
            ship_transfer=InventoryContainer.ship_transfer,
            receive_transfer=InventoryContainer.receive_transfer,
            close_transfer=InventoryContainer.close_transfer,
            cancel_transfer=InventoryContainer.cancel_transfer,
        ),
    )

    http = singleton(
        ModuleApi,
        router=provider_of(router),
        tags=TAGS,
        fields=singleton(fields, policy=InventoryContainer.policy),
        problem_codes=PROBLEM_CODES,
    )
