"""What the inventory module adds in the API process: its routes."""

from modules.inventory.adapters.inbound.http.catalog.availability import AvailabilityRoutes
from modules.inventory.adapters.inbound.http.catalog.pictures import PictureRoutes
from modules.inventory.adapters.inbound.http.catalog.products import ProductRoutes
from modules.inventory.adapters.inbound.http.glossary import TAGS, fields
from modules.inventory.adapters.inbound.http.locations import LocationRoutes
from modules.inventory.adapters.inbound.http.problem_codes import PROBLEM_CODES
from modules.inventory.adapters.inbound.http.stock.adjustments import AdjustmentRoutes
from modules.inventory.adapters.inbound.http.stock.ledger import LedgerRoutes
from modules.inventory.adapters.inbound.http.stock.levels import LevelRoutes
from modules.inventory.adapters.inbound.http.stock.low_stock import LowStockRoutes
from modules.inventory.adapters.inbound.http.stock.receipts import ReceiptRoutes
from modules.inventory.adapters.inbound.http.stock.restock import RestockRoutes
from modules.inventory.adapters.inbound.http.stock.transfers import TransferRoutes
from modules.inventory.adapters.outbound.pictures.image_worker_pool import ImageWorkerPool
from modules.inventory.adapters.outbound.sql.stock.stock_documents import SqlDocumentQueries
from modules.inventory.adapters.outbound.sql.stock.transfers import SqlTransferQueries
from modules.inventory.application.catalog.archive_product import ArchiveProduct
from modules.inventory.application.catalog.catalog_query_service import CatalogQueryService
from modules.inventory.application.catalog.change_product import ChangeProduct
from modules.inventory.application.catalog.create_product import CreateProduct
from modules.inventory.application.locations.change_location import ChangeLocation
from modules.inventory.application.locations.create_location import CreateLocation
from modules.inventory.application.pictures.get_picture import GetPicture
from modules.inventory.application.pictures.put_picture import PutPicture
from modules.inventory.application.pictures.remove_picture import RemovePicture
from modules.inventory.application.stock.book_adjustment import BookAdjustment
from modules.inventory.application.stock.book_receipt import BookReceipt
from modules.inventory.application.stock.ledger_query_service import LedgerQueryService
from modules.inventory.application.stock.restock_product import RestockProduct
from modules.inventory.application.stock.set_level import SetLevel
from modules.inventory.application.transfers.cancel_transfer import CancelTransfer
from modules.inventory.application.transfers.close_transfer import CloseTransfer
from modules.inventory.application.transfers.create_transfer import CreateTransfer
from modules.inventory.application.transfers.receive_transfer import ReceiveTransfer
from modules.inventory.application.transfers.ship_transfer import ShipTransfer
from modules.inventory.application.transfers.transfer_query_service import TransferQueryService
from modules.inventory.container import InventoryContainer
from modules.inventory.worker_container import InventoryWorkerContainer
from shared.infra.http.module_api import ModuleApi
from shared.infra.http.route_class import router_of
from shared.infra.injection import attribute, factory, provider_of, retried, singleton
from shared.kernel.module import extend


class InventoryHttpContainer(InventoryWorkerContainer):
    document_queries = singleton(SqlDocumentQueries, database=InventoryContainer.database)
    transfer_queries = singleton(SqlTransferQueries, database=InventoryContainer.database)
    image_renderer = singleton(ImageWorkerPool)
    catalog_query_service = singleton(
        CatalogQueryService,
        catalog=InventoryWorkerContainer.catalog,
        storefront=InventoryWorkerContainer.storefront_cache,
        policy=InventoryContainer.policy,
    )
    create_product = retried(CreateProduct, begin=InventoryContainer.begin, policy=InventoryContainer.policy)
    change_product = retried(ChangeProduct, begin=InventoryContainer.begin)
    archive_product = retried(ArchiveProduct, begin=InventoryContainer.begin)
    put_picture = retried(
        PutPicture, begin=InventoryContainer.begin, renderer=image_renderer, files=InventoryContainer.picture_store
    )
    remove_picture = retried(RemovePicture, begin=InventoryContainer.begin)
    create_location = retried(CreateLocation, begin=InventoryContainer.begin)
    change_location = retried(ChangeLocation, begin=InventoryContainer.begin)
    restock = retried(RestockProduct, begin=InventoryContainer.begin)
    book_receipt = retried(BookReceipt, begin=InventoryContainer.begin)
    book_adjustment = retried(BookAdjustment, begin=InventoryContainer.begin)
    set_level = retried(SetLevel, begin=InventoryContainer.begin)
    create_transfer = retried(CreateTransfer, begin=InventoryContainer.begin)
    ship_transfer = retried(ShipTransfer, begin=InventoryContainer.begin)
    receive_transfer = retried(ReceiveTransfer, begin=InventoryContainer.begin)
    close_transfer = retried(CloseTransfer, begin=InventoryContainer.begin)
    cancel_transfer = retried(CancelTransfer, begin=InventoryContainer.begin)

    module = singleton(
        extend,
        InventoryWorkerContainer.module,
        close=attribute(image_renderer, lambda renderer: renderer.close),
    )
    currency = attribute(InventoryContainer.policy, lambda policy: policy.currency)
    ledger_query_service = singleton(
        LedgerQueryService,
        ledger=InventoryWorkerContainer.ledger_queries,
        documents=document_queries,
        policy=InventoryContainer.policy,
    )

    router = singleton(
        router_of,
        factory(
            ProductRoutes,
            queries=catalog_query_service,
            create_product=create_product,
            change_product=change_product,
            archive_product=archive_product,
            currency=currency,
        ),
        factory(
            PictureRoutes,
            get_picture=factory(
                GetPicture,
                catalog=InventoryWorkerContainer.catalog,
                storefront=InventoryWorkerContainer.storefront_cache,
                files=InventoryContainer.picture_store,
            ),
            put_picture=put_picture,
            remove_picture=remove_picture,
            currency=currency,
        ),
        factory(
            LocationRoutes,
            queries=catalog_query_service,
            create_location=create_location,
            change_location=change_location,
        ),
        factory(AvailabilityRoutes, queries=catalog_query_service),
        factory(LevelRoutes, queries=ledger_query_service, set_level=set_level),
        factory(RestockRoutes, restock=restock),
        factory(LowStockRoutes, queries=ledger_query_service),
        factory(ReceiptRoutes, queries=ledger_query_service, book_receipt=book_receipt),
        factory(AdjustmentRoutes, queries=ledger_query_service, book_adjustment=book_adjustment),
        factory(LedgerRoutes, queries=ledger_query_service),
        factory(
            TransferRoutes,
            queries=factory(TransferQueryService, transfers=transfer_queries, policy=InventoryContainer.policy),
            create_transfer=create_transfer,
            ship_transfer=ship_transfer,
            receive_transfer=receive_transfer,
            close_transfer=close_transfer,
            cancel_transfer=cancel_transfer,
        ),
    )

    http = singleton(
        ModuleApi,
        router=provider_of(router),
        tags=TAGS,
        fields=singleton(fields, policy=InventoryContainer.policy),
        problem_codes=PROBLEM_CODES,
    )
