"""What the inventory module adds in the API process: its routes."""

from modules.inventory.adapters.inbound.http.router import create_router
from modules.inventory.adapters.inbound.http.use_cases import (
    CatalogueUseCases,
    PictureUseCases,
    StockUseCases,
    TransferUseCases,
)
from modules.inventory.application.catalogue.picture_queries import GetPicture
from modules.inventory.application.stock.ledger_queries import ReadLedger
from modules.inventory.application.transfers.transfer_queries import ReadTransfers
from modules.inventory.container import InventoryContainer
from shared.infra.http.authorizer import Authorizer
from shared.infra.http.module_api import ModuleApi
from shared.infra.injection import attribute, factory, provider_of, singleton


class InventoryHttpContainer(InventoryContainer):
    guard = singleton(Authorizer)

    router = singleton(
        create_router,
        catalogue=factory(
            CatalogueUseCases,
            browse=InventoryContainer.browse,
            create_product=InventoryContainer.create_product,
            change_product=InventoryContainer.change_product,
            archive_product=InventoryContainer.archive_product,
            create_location=InventoryContainer.create_location,
            change_location=InventoryContainer.change_location,
            currency=attribute(InventoryContainer.policy, lambda policy: policy.currency),
        ),
        pictures=factory(
            PictureUseCases,
            show=factory(
                GetPicture,
                catalogue=InventoryContainer.catalogue,
                storefront=InventoryContainer.storefront_cache,
                files=InventoryContainer.picture_store,
            ),
            put=InventoryContainer.put_picture,
            remove=InventoryContainer.remove_picture,
            currency=attribute(InventoryContainer.policy, lambda policy: policy.currency),
        ),
        stock=factory(
            StockUseCases,
            read=factory(
                ReadLedger,
                ledger=InventoryContainer.ledger_queries,
                documents=InventoryContainer.document_queries,
                policy=InventoryContainer.policy,
            ),
            restock=InventoryContainer.restock,
            book_receipt=InventoryContainer.book_receipt,
            book_adjustment=InventoryContainer.book_adjustment,
            set_level=InventoryContainer.set_level,
        ),
        transfers=factory(
            TransferUseCases,
            read=factory(
                ReadTransfers, transfers=InventoryContainer.transfer_queries, policy=InventoryContainer.policy
            ),
            create=InventoryContainer.create_transfer,
            ship=InventoryContainer.ship_transfer,
            receive=InventoryContainer.receive_transfer,
            close=InventoryContainer.close_transfer,
            cancel=InventoryContainer.cancel_transfer,
        ),
        guard=guard,
    )

    http = singleton(ModuleApi, router=provider_of(router))
