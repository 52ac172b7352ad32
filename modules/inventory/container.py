"""The dependency injection container of inventory."""

from datetime import UTC, datetime

from dependency_injector import containers

from modules.inventory.adapters.inbound.checks import checks
from modules.inventory.adapters.inbound.event_handlers import subscriptions
from modules.inventory.adapters.inbound.exports import exports
from modules.inventory.adapters.inbound.gauges import gauges
from modules.inventory.adapters.inbound.imports import imports
from modules.inventory.adapters.inbound.in_process import InProcessInventory
from modules.inventory.adapters.inbound.jobs import jobs
from modules.inventory.adapters.inbound.resources import resources
from modules.inventory.adapters.outbound.pictures.files import FilePictureStore
from modules.inventory.adapters.outbound.pictures.image_worker_pool import ImageWorkerPool
from modules.inventory.adapters.outbound.sql.catalogue.catalogue_queries import SqlCatalogueQueries
from modules.inventory.adapters.outbound.sql.catalogue.documents import SqlDocumentQueries
from modules.inventory.adapters.outbound.sql.catalogue.picture_references import SqlPictureReferences
from modules.inventory.adapters.outbound.sql.constraints import CONSTRAINTS
from modules.inventory.adapters.outbound.sql.figures import SqlFigureQueries
from modules.inventory.adapters.outbound.sql.integrity import SqlIntegrityQueries
from modules.inventory.adapters.outbound.sql.ledger.ledger_queries import SqlLedgerQueries
from modules.inventory.adapters.outbound.sql.stock.inventory_queries import SqlInventoryQueries
from modules.inventory.adapters.outbound.sql.stock.reservation_queries import SqlReservationQueries
from modules.inventory.adapters.outbound.sql.stock.transfers import SqlTransferQueries
from modules.inventory.adapters.outbound.sql.tables import metadata
from modules.inventory.adapters.outbound.sql.unit_of_work import SqlUnitOfWorkFactory
from modules.inventory.adapters.outbound.storefront_cache import ReadThroughStorefrontCache
from modules.inventory.application.catalogue.archive_product import ArchiveProduct
from modules.inventory.application.catalogue.catalogue_query_service import CatalogueQueryService
from modules.inventory.application.catalogue.change_product import ChangeProduct
from modules.inventory.application.catalogue.create_product import CreateProduct
from modules.inventory.application.catalogue.describe_stock import DescribeStock
from modules.inventory.application.catalogue.import_products import ImportProducts
from modules.inventory.application.catalogue.invalidate_storefront import InvalidateStorefront
from modules.inventory.application.catalogue.upsert_products import UpsertProducts
from modules.inventory.application.locations.change_location import ChangeLocation
from modules.inventory.application.locations.create_location import CreateLocation
from modules.inventory.application.pictures.find_missing_pictures import FindMissingPictures
from modules.inventory.application.pictures.put_picture import PutPicture
from modules.inventory.application.pictures.remove_picture import RemovePicture
from modules.inventory.application.pictures.sweep_pictures import SweepPictures
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
from modules.inventory.application.stock.publish_availability import PublishAvailability
from modules.inventory.application.stock.publish_due_availability import PublishDueAvailability
from modules.inventory.application.stock.report_figures import ReportFigures
from modules.inventory.application.stock.restock_product import RestockProduct
from modules.inventory.application.stock.set_level import SetLevel
from modules.inventory.application.transfers.cancel_transfer import CancelTransfer
from modules.inventory.application.transfers.close_transfer import CloseTransfer
from modules.inventory.application.transfers.create_transfer import CreateTransfer
from modules.inventory.application.transfers.receive_transfer import ReceiveTransfer
from modules.inventory.application.transfers.ship_transfer import ShipTransfer
from modules.inventory.public import EVENTS, InventoryPolicy
from shared.infra.cache.read_through import Cache, NoCache
from shared.infra.injection import (
    attribute,
    constant,
    dependency,
    factory,
    optional_dependency,
    provider_of,
    retried,
    singleton,
)
from shared.infra.sql.database import Database
from shared.kernel.module import AuditedKind, Module, Scope


class InventoryContainer(containers.DeclarativeContainer):
    database = dependency(Database)
    policy = dependency(InventoryPolicy)
    cache: Cache = optional_dependency(Cache, NoCache)

    unit_of_work = singleton(SqlUnitOfWorkFactory, database=database)
    begin = attribute(unit_of_work, lambda units: units.begin)
    join = attribute(unit_of_work, lambda units: units.join)
    ledger_queries = singleton(SqlLedgerQueries, database=database)
    document_queries = singleton(SqlDocumentQueries, database=database)
    transfer_queries = singleton(SqlTransferQueries, database=database)
    catalogue = singleton(SqlCatalogueQueries, database=database)
    storefront_cache = singleton(ReadThroughStorefrontCache, catalogue=catalogue, cache=cache)
    image_renderer = singleton(ImageWorkerPool)
    picture_store = singleton(FilePictureStore, folder=attribute(policy, lambda policy: policy.media_folder))
    picture_references = singleton(SqlPictureReferences, database=database)
    catalogue_query_service = singleton(
        CatalogueQueryService, catalogue=catalogue, storefront=storefront_cache, policy=policy
    )
    create_product = retried(CreateProduct, begin=begin, policy=policy)
    change_product = retried(ChangeProduct, begin=begin)
    archive_product = retried(ArchiveProduct, begin=begin)
    put_picture = retried(PutPicture, begin=begin, renderer=image_renderer, files=picture_store)
    remove_picture = retried(RemovePicture, begin=begin)
    create_location = retried(CreateLocation, begin=begin)
    change_location = retried(ChangeLocation, begin=begin)
    restock = retried(RestockProduct, begin=begin)
    book_receipt = retried(BookReceipt, begin=begin)
    book_adjustment = retried(BookAdjustment, begin=begin)
    set_level = retried(SetLevel, begin=begin)
    create_transfer = retried(CreateTransfer, begin=begin)
    ship_transfer = retried(ShipTransfer, begin=begin)
    receive_transfer = retried(ReceiveTransfer, begin=begin)
    close_transfer = retried(CloseTransfer, begin=begin)
    cancel_transfer = retried(CancelTransfer, begin=begin)
    import_products = singleton(ImportProducts, begin=begin, policy=policy)

    api = singleton(
        InProcessInventory,
        offers=factory(SqlInventoryQueries),
        reserve=factory(ReserveStock, join=join),
        commit=factory(CommitStock, join=join),
        release=factory(ReleaseStock, join=join),
        hold=factory(HoldStock, join=join),
        consume=factory(ConsumeStock, join=join),
        restore=factory(RestoreStock, join=join),
        reallocate=factory(ReallocateStock, join=join),
        return_stock=factory(ReturnStock, join=join),
    )
    figures = singleton(ReportFigures, figures=factory(SqlFigureQueries), policy=policy)

    module = singleton(
        Module,
        name="inventory",
        scopes=(
            Scope("inventory:read", "Read stock and its ledger", roles=("warehouse", "support", "manager")),
            Scope("inventory:write", "Change stock and locations", roles=("warehouse", "manager")),
            Scope("catalog:write", "Change the catalogue", roles=("manager",)),
        ),
        audited=(
            AuditedKind("adjustment"),
            AuditedKind("receipt"),
            AuditedKind("transfer"),
            AuditedKind("level", numbered=False),
            AuditedKind("location", numbered=False),
            AuditedKind("product", numbered=False),
        ),
        close=attribute(image_renderer, lambda renderer: renderer.close),
        subscriptions=provider_of(
            singleton(
                subscriptions,
                publish_availability=factory(PublishAvailability, join=join, policy=policy),
                invalidate_storefront=factory(
                    InvalidateStorefront, storefront=storefront_cache, clock=constant(lambda: datetime.now(UTC))
                ),
            )
        ),
        jobs=provider_of(
            singleton(
                jobs,
                expire_holds=retried(ExpireHolds, begin=begin),
                publish_due_availability=retried(PublishDueAvailability, begin=begin, policy=policy),
                sweep_pictures=factory(SweepPictures, files=picture_store, references=picture_references),
            )
        ),
        checks=provider_of(
            singleton(
                checks,
                integrity=factory(SqlIntegrityQueries),
                find_missing_pictures=factory(FindMissingPictures, files=picture_store, references=picture_references),
            )
        ),
        gauges=provider_of(singleton(gauges, queries=factory(SqlReservationQueries))),
        resources=provider_of(
            singleton(
                resources,
                describe=factory(DescribeStock, catalogue=catalogue, policy=policy),
                currency=attribute(policy, lambda policy: policy.currency),
            )
        ),
        imports=provider_of(
            singleton(
                imports,
                take_over=factory(UpsertProducts, join=join, policy=policy),
                count_stock=factory(CountStock, join=join),
                currency=attribute(policy, lambda policy: policy.currency),
            )
        ),
        exports=provider_of(
            singleton(
                exports,
                catalogue=catalogue,
                ledger_queries=ledger_queries,
                currency=attribute(policy, lambda policy: policy.currency),
            )
        ),
        constraints=CONSTRAINTS,
        events=EVENTS,
        metadata=metadata,
    )
