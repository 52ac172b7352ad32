"""Inventory put together: what the module needs, and what it offers."""

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
from modules.inventory.application.stock.restock import Restock
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

    units = providers.Singleton(SqlUnitOfWorkFactory, database)
    books = providers.Singleton(SqlLedgerQueries, database)
    documents = providers.Singleton(SqlDocumentQueries, database)
    transfer_shelf = providers.Singleton(SqlTransferQueries, database)
    catalogue = providers.Singleton(SqlCatalogueQueries, database)
    shop_window = providers.Singleton(ReadThroughStorefrontCache, catalogue, cache)
    picture_studio = providers.Singleton(ImageWorkerPool)
    picture_files = providers.Singleton(FilePictureStore, policy.provided.media_folder)
    picture_names = providers.Singleton(SqlPictureReferences, database)
    browse = providers.Singleton(BrowseCatalogue, catalogue, shop_window, policy)

    create_product = providers.Singleton(with_retries, providers.Factory(CreateProduct, units.provided.begin, policy))
    change_product = providers.Singleton(with_retries, providers.Factory(ChangeProduct, units.provided.begin))
    archive_product = providers.Singleton(with_retries, providers.Factory(ArchiveProduct, units.provided.begin))
    put_picture = providers.Singleton(
        with_retries, providers.Factory(PutPicture, units.provided.begin, picture_studio, picture_files)
    )
    remove_picture = providers.Singleton(with_retries, providers.Factory(RemovePicture, units.provided.begin))
    create_location = providers.Singleton(with_retries, providers.Factory(CreateLocation, units.provided.begin))
    change_location = providers.Singleton(with_retries, providers.Factory(ChangeLocation, units.provided.begin))
    restock = providers.Singleton(with_retries, providers.Factory(Restock, units.provided.begin))
    book_receipt = providers.Singleton(with_retries, providers.Factory(BookReceipt, units.provided.begin))
    book_adjustment = providers.Singleton(with_retries, providers.Factory(BookAdjustment, units.provided.begin))
    set_level = providers.Singleton(with_retries, providers.Factory(SetLevel, units.provided.begin))
    create_transfer = providers.Singleton(with_retries, providers.Factory(CreateTransfer, units.provided.begin))
    ship_transfer = providers.Singleton(with_retries, providers.Factory(ShipTransfer, units.provided.begin))
    receive_transfer = providers.Singleton(with_retries, providers.Factory(ReceiveTransfer, units.provided.begin))
    close_transfer = providers.Singleton(with_retries, providers.Factory(CloseTransfer, units.provided.begin))
    cancel_transfer = providers.Singleton(with_retries, providers.Factory(CancelTransfer, units.provided.begin))
    import_products = providers.Singleton(ImportProducts, units.provided.begin, policy)

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
            providers.Factory(GetPicture, catalogue, shop_window, picture_files),
            put_picture,
            remove_picture,
            policy.provided.currency,
        ),
        stock=providers.Factory(
            StockUseCases,
            providers.Factory(ReadLedger, books, documents, policy),
            restock,
            book_receipt,
            book_adjustment,
            set_level,
        ),
        transfers=providers.Factory(
            TransferUseCases,
            providers.Factory(ReadTransfers, transfer_shelf, policy),
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
        providers.Factory(PublishAvailability, units.provided.join, policy),
        providers.Factory(InvalidateStorefront, shop_window, providers.Object(lambda: datetime.now(UTC))),
    )
    jobs = providers.Singleton(
        jobs,
        providers.Factory(with_retries, providers.Factory(ExpireHolds, units.provided.begin)),
        providers.Factory(with_retries, providers.Factory(PublishDueAvailability, units.provided.begin, policy)),
        providers.Factory(SweepPictures, picture_files, picture_names),
    )
    checks = providers.Singleton(
        checks,
        providers.Factory(SqlIntegrityQueries),
        providers.Factory(FindMissingPictures, picture_files, picture_names),
    )
    gauges = providers.Singleton(gauges, providers.Factory(SqlReservationQueries))
    commands = providers.Singleton(cli.commands, books.provider, run)
    api = providers.Singleton(
        InProcessInventory,
        providers.Factory(SqlInventoryQueries),
        providers.Factory(ReserveStock, units.provided.join),
        providers.Factory(CommitStock, units.provided.join),
        providers.Factory(ReleaseStock, units.provided.join),
        providers.Factory(HoldStock, units.provided.join),
        providers.Factory(ConsumeStock, units.provided.join),
        providers.Factory(RestoreStock, units.provided.join),
        providers.Factory(ReallocateStock, units.provided.join),
        providers.Factory(ReturnStock, units.provided.join),
    )
    figures = providers.Singleton(ReportFigures, providers.Factory(SqlFigureQueries), policy)
    constraints = providers.Object(CONSTRAINTS)
    resources = providers.Singleton(
        resources, providers.Factory(DescribeStock, catalogue, policy), policy.provided.currency
    )
    imports = providers.Singleton(
        imports,
        providers.Factory(UpsertProducts, units.provided.join, policy),
        providers.Factory(CountStock, units.provided.join),
        policy.provided.currency,
    )
    exports = providers.Singleton(exports, catalogue, books, policy.provided.currency)
    events = providers.Object(EVENTS)
    metadata = providers.Object(metadata)
