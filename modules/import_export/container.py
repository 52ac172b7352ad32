"""Dependency injection container of the module."""

from dependency_injector import containers

from modules.import_export.adapters.inbound.checks import checks
from modules.import_export.adapters.inbound.jobs import jobs
from modules.import_export.adapters.outbound.integrity import SqlIntegrity
from modules.import_export.adapters.outbound.tables import metadata
from modules.import_export.adapters.outbound.unit_of_work import SqlUnitsOfWork
from modules.import_export.application.jobs.prune_jobs import PruneJobs
from shared.infra.injection import attribute, dependency, factory, provider_of, singleton
from shared.infra.sql.database import Database
from shared.kernel.module import AuditedKind, Module


class ImportExportContainer(containers.DeclarativeContainer):
    database = dependency(Database)

    units = singleton(SqlUnitsOfWork, database=database)
    begin = attribute(units, lambda units: units.begin)
    join = attribute(units, lambda units: units.join)

    module = singleton(
        Module,
        name="import_export",
        audited=(AuditedKind("job"),),
        jobs=provider_of(singleton(jobs, prune_jobs=factory(PruneJobs, begin=begin))),
        checks=provider_of(singleton(checks, integrity=factory(SqlIntegrity))),
        metadata=metadata,
    )
