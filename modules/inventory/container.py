"""The dependency injection container of inventory."""

from dependency_injector import containers

from modules.inventory.adapters.inbound.checks import checks
from modules.inventory.adapters.inbound.gauges import gauges
from modules.inventory.adapters.inbound.in_process import InProcessInventory
from modules.inventory.adapters.inbound.jobs import jobs
from modules.inventory.adapters.outbound.pictures.picture_store import StoragePictureStore
from modules.inventory.adapters.outbound.sql.catalog.picture_references import SqlPictureReferences
from modules.inventory.adapters.outbound.sql.constraints import CONSTRAINTS
from modules.inventory.adapters.outbound.sql.figures import SqlFigureQueries
from modules.inventory.adapters.outbound.sql.integrity import SqlIntegrityQueries
from modules.inventory.adapters.outbound.sql.stock.inventory_queries import SqlInventoryQueries
from modules.inventory.adapters.outbound.sql.stock.reservation_queries import SqlReservationQueries
from modules.inventory.adapters.outbound.sql.tables import metadata
from modules.inventory.adapters.outbound.sql.unit_of_work import SqlUnitOfWorkFactory
from modules.inventory.application.pictures.find_missing_pictures import FindMissingPictures
from modules.inventory.application.pictures.sweep_pictures import SweepPictures
from modules.inventory.application.reservations.commit_stock import CommitStock
from modules.inventory.application.reservations.consume_stock import ConsumeStock
from modules.inventory.application.reservations.expire_holds import ExpireHolds
from modules.inventory.application.reservations.reallocate_stock import ReallocateStock
from modules.inventory.application.reservations.release_stock import ReleaseStock
from modules.inventory.application.reservations.reserve_stock import ReserveStock
from modules.inventory.application.reservations.restore_stock import RestoreStock
from modules.inventory.application.reservations.return_stock import ReturnStock
from modules.inventory.application.reservations.suspend_expiry import SuspendExpiry
from modules.inventory.application.stock.publish_due_availability import PublishDueAvailability
from modules.inventory.application.stock.report_figures import ReportFigures
from modules.inventory.public import EVENTS, InventoryPolicy
from shared.infra.injection import attribute, dependency, factory, provider_of, retried, singleton
from shared.infra.sql.database import Database
from shared.infra.storage.open_storage import open_storage
from shared.kernel.module import AuditedKind, Module, Scope


class InventoryContainer(containers.DeclarativeContainer):
    database = dependency(Database)
    policy = dependency(InventoryPolicy)

    unit_of_work = singleton(SqlUnitOfWorkFactory, database=database)
    begin = attribute(unit_of_work, lambda units: units.begin)
    join = attribute(unit_of_work, lambda units: units.join)
    picture_store = singleton(
        StoragePictureStore,
        storage=singleton(open_storage, attribute(policy, lambda policy: policy.picture_storage_url)),
    )
    picture_references = singleton(SqlPictureReferences, database=database)

    api = singleton(
        InProcessInventory,
        offers=factory(SqlInventoryQueries),
        reserve=factory(ReserveStock, join=join),
        commit=factory(CommitStock, join=join),
        release=factory(ReleaseStock, join=join),
        expiry=factory(SuspendExpiry, join=join),
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
        constraints=CONSTRAINTS,
        events=EVENTS,
        metadata=metadata,
    )
