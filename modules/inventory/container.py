"""The dependency injection container of inventory."""

import asyncio
from datetime import UTC, datetime

from dependency_injector import containers, providers

from modules.inventory.adapters.inbound import cli
from modules.inventory.adapters.inbound.checks import checks
from modules.inventory.adapters.inbound.events import subscriptions
from modules.inventory.adapters.inbound.exports import exports
from modules.inventory.adapters.inbound.gauges import gauges
from modules.inventory.adapters.inbound.http.router import create_router
from modules.inventory.adapters.inbound.http.use_cases import (
    CatalogueUseCases,
    PictureUseCases,
    StockUseCases,
    TransferUseCases,
)
from modules.inventory.adapters.inbound.imports import imports
from modules.inventory.adapters.inbound.in_process import InProcessInventory
from modules.inventory.adapters.inbound.jobs import jobs
from modules.inventory.adapters.inbound.resources import resources
from modules.inventory.adapters.outbound.pictures.files import FilePictureStore
from modules.inventory.adapters.outbound.pictures.image_worker_pool import ImageWorkerPool
from modules.inventory.adapters.outbound.sql.catalogue_queries import SqlCatalogueQueries
from modules.inventory.adapters.outbound.sql.constraints import CONSTRAINTS
from modules.inventory.adapters.outbound.sql.documents import SqlDocumentQueries
from modules.inventory.adapters.outbound.sql.figures import SqlFigureQueries
from modules.inventory.adapters.outbound.sql.integrity import SqlIntegrityQueries
from modules.inventory.adapters.outbound.sql.inventory_queries import SqlInventoryQueries
from modules.inventory.adapters.outbound.sql.ledger.ledger_queries import SqlLedgerQueries
from modules.inventory.adapters.outbound.sql.picture_references import SqlPictureReferences
from modules.inventory.adapters.outbound.sql.reservation_queries import SqlReservationQueries
from modules.inventory.adapters.outbound.sql.tables import metadata
from modules.inventory.adapters.outbound.sql.transfers import SqlTransferQueries
from modules.inventory.adapters.outbound.sql.unit_of_work import SqlUnitOfWorkFactory
from modules.inventory.adapters.outbound.storefront_cache import ReadThroughStorefrontCache
from modules.inventory.application.catalogue.catalogue_queries import BrowseCatalogue
from modules.inventory.application.catalogue.change_picture import PutPicture, RemovePicture
from modules.inventory.application.catalogue.change_product import ArchiveProduct, ChangeProduct
from modules.inventory.application.catalogue.create_product import CreateProduct
from modules.inventory.application.catalogue.describe_stock import DescribeStock
from modules.inventory.application.catalogue.import_products import ImportProducts
from modules.inventory.application.catalogue.invalidate_storefront import InvalidateStorefront
from modules.inventory.application.catalogue.picture_queries import GetPicture
from modules.inventory.application.catalogue.store_pictures import FindMissingPictures, SweepPictures
from modules.inventory.application.catalogue.upsert_products import UpsertProducts
from modules.inventory.application.locations.change_location import ChangeLocation
from modules.inventory.application.locations.create_location import CreateLocation
from modules.inventory.application.reservations.commit_stock import CommitStock
from modules.inventory.application.reservations.consume_stock import ConsumeStock
from modules.inventory.application.reservations.expire_holds import ExpireHolds
from modules.inventory.application.reservations.hold_stock import HoldStock
from modules.inventory.application.reservations.reallocate_stock import ReallocateStock
from modules.inventory.application.reservations.release_stock import ReleaseStock
from modules.inventory.application.reservations.reserve_stock import ReserveStock
from modules.inventory.application.reservations.restore_stock import RestoreStock
from modules.inventory.application.reservations.return_stock import ReturnStock
from modules.inventory.application.stock.book_adjustment import BookAdjustment
from modules.inventory.application.stock.book_receipt import BookReceipt
from modules.inventory.application.stock.count_stock import CountStock
from modules.inventory.application.stock.ledger_queries import ReadLedger
from modules.inventory.application.stock.publish_availability import PublishAvailability, PublishDueAvailability
from modules.inventory.application.stock.report_figures import ReportFigures
from modules.inventory.application.stock.restock_product import RestockProduct
from modules.inventory.application.stock.set_level import SetLevel
from modules.inventory.application.transfers.cancel_transfer import CancelTransfer
from modules.inventory.application.transfers.close_transfer import CloseTransfer
from modules.inventory.application.transfers.create_transfer import CreateTransfer
from modules.inventory.application.transfers.receive_transfer import ReceiveTransfer
from modules.inventory.application.transfers.ship_transfer import ShipTransfer
from modules.inventory.application.transfers.transfer_queries import ReadTransfers
from modules.inventory.public import EVENTS, InventoryPolicy
from shared.infra.cache.read_through import Cache, NoCache
from shared.infra.cli import Run
from shared.infra.http.authorizer import Authorizer
from shared.infra.sql.database import Database
from shared.infra.sql.retry import with_retries


class InventoryContainer(containers.DeclarativeContainer):
    database = providers.Dependency(instance_of=Database)
    policy = providers.Dependency(instance_of=InventoryPolicy)
    guard = providers.Dependency(instance_of=Authorizer)
    cache: providers.Dependency[Cache] = providers.Dependency(default=providers.Singleton(NoCache))
    run: providers.Dependency[Run] = providers.Dependency(default=providers.Object(asyncio.run))

    unit_of_work = providers.Singleton(SqlUnitOfWorkFactory, database)
    ledger_queries = providers.Singleton(SqlLedgerQueries, database)
    document_queries = providers.Singleton(SqlDocumentQueries, database)
    transfer_queries = providers.Singleton(SqlTransferQueries, database)
    catalogue = providers.Singleton(SqlCatalogueQueries, database)
    storefront_cache = providers.Singleton(ReadThroughStorefrontCache, catalogue, cache)
    image_renderer = providers.Singleton(ImageWorkerPool)
    picture_store = providers.Singleton(FilePictureStore, policy.provided.media_folder)
    picture_references = providers.Singleton(SqlPictureReferences, database)
    browse = providers.Singleton(BrowseCatalogue, catalogue, storefront_cache, policy)

    create_product = providers.Singleton(
        with_retries, providers.Factory(CreateProduct, unit_of_work.provided.begin, policy)
    )
    change_product = providers.Singleton(with_retries, providers.Factory(ChangeProduct, unit_of_work.provided.begin))
    archive_product = providers.Singleton(with_retries, providers.Factory(ArchiveProduct, unit_of_work.provided.begin))
    put_picture = providers.Singleton(
        with_retries, providers.Factory(PutPicture, unit_of_work.provided.begin, image_renderer, picture_store)
    )
    remove_picture = providers.Singleton(with_retries, providers.Factory(RemovePicture, unit_of_work.provided.begin))
    create_location = providers.Singleton(with_retries, providers.Factory(CreateLocation, unit_of_work.provided.begin))
    change_location = providers.Singleton(with_retries, providers.Factory(ChangeLocation, unit_of_work.provided.begin))
    restock = providers.Singleton(with_retries, providers.Factory(RestockProduct, unit_of_work.provided.begin))
    book_receipt = providers.Singleton(with_retries, providers.Factory(BookReceipt, unit_of_work.provided.begin))
    book_adjustment = providers.Singleton(with_retries, providers.Factory(BookAdjustment, unit_of_work.provided.begin))
    set_level = providers.Singleton(with_retries, providers.Factory(SetLevel, unit_of_work.provided.begin))
    create_transfer = providers.Singleton(with_retries, providers.Factory(CreateTransfer, unit_of_work.provided.begin))
    ship_transfer = providers.Singleton(with_retries, providers.Factory(ShipTransfer, unit_of_work.provided.begin))
    receive_transfer = providers.Singleton(
        with_retries, providers.Factory(ReceiveTransfer, unit_of_work.provided.begin)
    )
    close_transfer = providers.Singleton(with_retries, providers.Factory(CloseTransfer, unit_of_work.provided.begin))
    cancel_transfer = providers.Singleton(with_retries, providers.Factory(CancelTransfer, unit_of_work.provided.begin))
    import_products = providers.Singleton(ImportProducts, unit_of_work.provided.begin, policy)

    router = providers.Singleton(
        create_router,
        catalogue=providers.Factory(
            CatalogueUseCases,
            browse,
            create_product,
            change_product,
            archive_product,
            create_location,
            change_location,
            policy.provided.currency,
        ),
        pictures=providers.Factory(
            PictureUseCases,
            providers.Factory(GetPicture, catalogue, storefront_cache, picture_store),
            put_picture,
            remove_picture,
            policy.provided.currency,
        ),
        stock=providers.Factory(
            StockUseCases,
            providers.Factory(ReadLedger, ledger_queries, document_queries, policy),
            restock,
            book_receipt,
            book_adjustment,
            set_level,
        ),
        transfers=providers.Factory(
            TransferUseCases,
            providers.Factory(ReadTransfers, transfer_queries, policy),
            create_transfer,
            ship_transfer,
            receive_transfer,
            close_transfer,
            cancel_transfer,
        ),
        guard=guard,
    )
    subscriptions = providers.Singleton(
        subscriptions,
        providers.Factory(PublishAvailability, unit_of_work.provided.join, policy),
        providers.Factory(InvalidateStorefront, storefront_cache, providers.Object(lambda: datetime.now(UTC))),
    )
    jobs = providers.Singleton(
        jobs,
        providers.Factory(with_retries, providers.Factory(ExpireHolds, unit_of_work.provided.begin)),
        providers.Factory(with_retries, providers.Factory(PublishDueAvailability, unit_of_work.provided.begin, policy)),
        providers.Factory(SweepPictures, picture_store, picture_references),
    )
    checks = providers.Singleton(
        checks,
        providers.Factory(SqlIntegrityQueries),
        providers.Factory(FindMissingPictures, picture_store, picture_references),
    )
    gauges = providers.Singleton(gauges, providers.Factory(SqlReservationQueries))
    commands = providers.Singleton(cli.commands, ledger_queries.provider, run)
    api = providers.Singleton(
        InProcessInventory,
        providers.Factory(SqlInventoryQueries),
        providers.Factory(ReserveStock, unit_of_work.provided.join),
        providers.Factory(CommitStock, unit_of_work.provided.join),
        providers.Factory(ReleaseStock, unit_of_work.provided.join),
        providers.Factory(HoldStock, unit_of_work.provided.join),
        providers.Factory(ConsumeStock, unit_of_work.provided.join),
        providers.Factory(RestoreStock, unit_of_work.provided.join),
        providers.Factory(ReallocateStock, unit_of_work.provided.join),
        providers.Factory(ReturnStock, unit_of_work.provided.join),
    )
    figures = providers.Singleton(ReportFigures, providers.Factory(SqlFigureQueries), policy)
    constraints = providers.Object(CONSTRAINTS)
    resources = providers.Singleton(
        resources, providers.Factory(DescribeStock, catalogue, policy), policy.provided.currency
    )
    imports = providers.Singleton(
        imports,
        providers.Factory(UpsertProducts, unit_of_work.provided.join, policy),
        providers.Factory(CountStock, unit_of_work.provided.join),
        policy.provided.currency,
    )
    exports = providers.Singleton(exports, catalogue, ledger_queries, policy.provided.currency)
    events = providers.Object(EVENTS)
    metadata = providers.Object(metadata)
