"""Inventory put together: what the module needs, and what it offers."""

import asyncio
from datetime import UTC, datetime

from dependency_injector import containers, providers

from modules.inventory.adapters.inbound import cli
from modules.inventory.adapters.inbound.checks import checks
from modules.inventory.adapters.inbound.events import subscriptions
from modules.inventory.adapters.inbound.gauges import gauges
from modules.inventory.adapters.inbound.http.router import create_router
from modules.inventory.adapters.inbound.http.use_cases import (
    CatalogueUseCases,
    PictureUseCases,
    StockUseCases,
    TransferUseCases,
)
from modules.inventory.adapters.inbound.in_process import InProcessInventory
from modules.inventory.adapters.inbound.jobs import jobs
from modules.inventory.adapters.inbound.resources import resources
from modules.inventory.adapters.inbound.tables import imports
from modules.inventory.adapters.inbound.tables_out import exports
from modules.inventory.adapters.outbound.books import SqlBooks
from modules.inventory.adapters.outbound.catalogue import SqlCatalogue
from modules.inventory.adapters.outbound.constraints import CONSTRAINTS
from modules.inventory.adapters.outbound.documents import SqlDocumentShelf
from modules.inventory.adapters.outbound.figures import SqlFigures
from modules.inventory.adapters.outbound.holdings import SqlHoldings
from modules.inventory.adapters.outbound.integrity import SqlIntegrity
from modules.inventory.adapters.outbound.offers import SqlOffers
from modules.inventory.adapters.outbound.picture_names import SqlPictureNames
from modules.inventory.adapters.outbound.pictures.files import PictureFolder
from modules.inventory.adapters.outbound.pictures.studio import ProcessStudio
from modules.inventory.adapters.outbound.shop_window import CachedShopWindow
from modules.inventory.adapters.outbound.tables import metadata
from modules.inventory.adapters.outbound.transfers import SqlTransferShelf
from modules.inventory.adapters.outbound.unit_of_work import SqlUnitsOfWork
from modules.inventory.application.book_adjustment import BookAdjustment
from modules.inventory.application.book_receipt import BookReceipt
from modules.inventory.application.browse_catalogue import BrowseCatalogue
from modules.inventory.application.cancel_transfer import CancelTransfer
from modules.inventory.application.change_location import ChangeLocation
from modules.inventory.application.change_picture import PutPicture, RemovePicture
from modules.inventory.application.change_product import ArchiveProduct, ChangeProduct
from modules.inventory.application.close_transfer import CloseTransfer
from modules.inventory.application.commit_stock import CommitStock
from modules.inventory.application.consume_stock import ConsumeStock
from modules.inventory.application.create_location import CreateLocation
from modules.inventory.application.create_product import CreateProduct
from modules.inventory.application.create_transfer import CreateTransfer
from modules.inventory.application.describe_stock import DescribeStock
from modules.inventory.application.expire_holds import ExpireHolds
from modules.inventory.application.hold_stock import HoldStock
from modules.inventory.application.import_products import ImportProducts
from modules.inventory.application.keep_pictures import FindLostPictures, SweepPictures
from modules.inventory.application.read_books import ReadBooks
from modules.inventory.application.read_transfers import ReadTransfers
from modules.inventory.application.reallocate_stock import ReallocateStock
from modules.inventory.application.receive_transfer import ReceiveTransfer
from modules.inventory.application.release_stock import ReleaseStock
from modules.inventory.application.reserve_stock import ReserveStock
from modules.inventory.application.restock import Restock
from modules.inventory.application.restore_stock import RestoreStock
from modules.inventory.application.set_level import SetLevel
from modules.inventory.application.ship_transfer import ShipTransfer
from modules.inventory.application.show_anew import ShowAnew
from modules.inventory.application.show_picture import ShowPicture
from modules.inventory.application.take_back_stock import TakeBackStock
from modules.inventory.application.take_counts import TakeCounts
from modules.inventory.application.take_over_products import TakeOverProducts
from modules.inventory.application.tell_figures import TellFigures
from modules.inventory.application.tell_standing import TellStanding, TellWhatIsDue
from modules.inventory.public import EVENTS, InventoryPolicy
from shared.infra.cache.read_through import Cache, NoCache
from shared.infra.cli import Run
from shared.infra.http.authorizer import Guard
from shared.infra.sql.database import Database
from shared.infra.sql.retry import retried


class InventoryContainer(containers.DeclarativeContainer):
    database = providers.Dependency(instance_of=Database)
    policy = providers.Dependency(instance_of=InventoryPolicy)
    guard = providers.Dependency(instance_of=Guard)
    cache: providers.Dependency[Cache] = providers.Dependency(default=providers.Singleton(NoCache))
    run: providers.Dependency[Run] = providers.Dependency(default=providers.Object(asyncio.run))

    units = providers.Singleton(SqlUnitsOfWork, database)
    books = providers.Singleton(SqlBooks, database)
    documents = providers.Singleton(SqlDocumentShelf, database)
    transfer_shelf = providers.Singleton(SqlTransferShelf, database)
    catalogue = providers.Singleton(SqlCatalogue, database)
    shop_window = providers.Singleton(CachedShopWindow, catalogue, cache)
    picture_studio = providers.Singleton(ProcessStudio)
    picture_files = providers.Singleton(PictureFolder, policy.provided.media_folder)
    picture_names = providers.Singleton(SqlPictureNames, database)
    browse = providers.Singleton(BrowseCatalogue, catalogue, shop_window, policy)

    create_product = providers.Singleton(retried, providers.Factory(CreateProduct, units.provided.begin, policy))
    change_product = providers.Singleton(retried, providers.Factory(ChangeProduct, units.provided.begin))
    archive_product = providers.Singleton(retried, providers.Factory(ArchiveProduct, units.provided.begin))
    put_picture = providers.Singleton(
        retried, providers.Factory(PutPicture, units.provided.begin, picture_studio, picture_files)
    )
    remove_picture = providers.Singleton(retried, providers.Factory(RemovePicture, units.provided.begin))
    create_location = providers.Singleton(retried, providers.Factory(CreateLocation, units.provided.begin))
    change_location = providers.Singleton(retried, providers.Factory(ChangeLocation, units.provided.begin))
    restock = providers.Singleton(retried, providers.Factory(Restock, units.provided.begin))
    book_receipt = providers.Singleton(retried, providers.Factory(BookReceipt, units.provided.begin))
    book_adjustment = providers.Singleton(retried, providers.Factory(BookAdjustment, units.provided.begin))
    set_level = providers.Singleton(retried, providers.Factory(SetLevel, units.provided.begin))
    create_transfer = providers.Singleton(retried, providers.Factory(CreateTransfer, units.provided.begin))
    ship_transfer = providers.Singleton(retried, providers.Factory(ShipTransfer, units.provided.begin))
    receive_transfer = providers.Singleton(retried, providers.Factory(ReceiveTransfer, units.provided.begin))
    close_transfer = providers.Singleton(retried, providers.Factory(CloseTransfer, units.provided.begin))
    cancel_transfer = providers.Singleton(retried, providers.Factory(CancelTransfer, units.provided.begin))
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
            providers.Factory(ShowPicture, catalogue, shop_window, picture_files),
            put_picture,
            remove_picture,
            policy.provided.currency,
        ),
        stock=providers.Factory(
            StockUseCases,
            providers.Factory(ReadBooks, books, documents, policy),
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
        providers.Factory(TellStanding, units.provided.join, policy),
        providers.Factory(ShowAnew, shop_window, providers.Object(lambda: datetime.now(UTC))),
    )
    jobs = providers.Singleton(
        jobs,
        providers.Factory(retried, providers.Factory(ExpireHolds, units.provided.begin)),
        providers.Factory(retried, providers.Factory(TellWhatIsDue, units.provided.begin, policy)),
        providers.Factory(SweepPictures, picture_files, picture_names),
    )
    checks = providers.Singleton(
        checks,
        providers.Factory(SqlIntegrity),
        providers.Factory(FindLostPictures, picture_files, picture_names),
    )
    gauges = providers.Singleton(gauges, providers.Factory(SqlHoldings))
    commands = providers.Singleton(cli.commands, books.provider, run)
    api = providers.Singleton(
        InProcessInventory,
        providers.Factory(SqlOffers),
        providers.Factory(ReserveStock, units.provided.join),
        providers.Factory(CommitStock, units.provided.join),
        providers.Factory(ReleaseStock, units.provided.join),
        providers.Factory(HoldStock, units.provided.join),
        providers.Factory(ConsumeStock, units.provided.join),
        providers.Factory(RestoreStock, units.provided.join),
        providers.Factory(ReallocateStock, units.provided.join),
        providers.Factory(TakeBackStock, units.provided.join),
    )
    figures = providers.Singleton(TellFigures, providers.Factory(SqlFigures), policy)
    constraints = providers.Object(CONSTRAINTS)
    resources = providers.Singleton(
        resources, providers.Factory(DescribeStock, catalogue, policy), policy.provided.currency
    )
    imports = providers.Singleton(
        imports,
        providers.Factory(TakeOverProducts, units.provided.join, policy),
        providers.Factory(TakeCounts, units.provided.join),
        policy.provided.currency,
    )
    exports = providers.Singleton(exports, catalogue, books, policy.provided.currency)
    events = providers.Object(EVENTS)
    metadata = providers.Object(metadata)
