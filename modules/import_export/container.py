"""Dependency injection container of the module."""

from collections.abc import Sequence

from dependency_injector import containers

from modules.import_export.adapters.inbound.background_tasks import JobWorker, loops
from modules.import_export.adapters.inbound.checks import checks
from modules.import_export.adapters.inbound.event_handlers import subscriptions
from modules.import_export.adapters.inbound.jobs import jobs
from modules.import_export.adapters.inbound.personal_data import personal_data
from modules.import_export.adapters.outbound.files import SqlUploads
from modules.import_export.adapters.outbound.integrity import SqlIntegrity
from modules.import_export.adapters.outbound.job_queries import SqlJobQueries
from modules.import_export.adapters.outbound.tables import metadata
from modules.import_export.adapters.outbound.unit_of_work import SqlUnitsOfWork
from modules.import_export.application.exports.export_chunk import ExportChunk
from modules.import_export.application.imports.import_chunk import ImportChunk
from modules.import_export.application.imports.run_import import RunImport
from modules.import_export.application.imports.start_import import StartImport
from modules.import_export.application.imports.store_upload import StoreUpload
from modules.import_export.application.jobs.claim_job import ClaimJob
from modules.import_export.application.jobs.erase_users import EraseUsers
from modules.import_export.application.jobs.fail_job import FailJob
from modules.import_export.application.jobs.prune_jobs import PruneJobs
from modules.import_export.application.jobs.release_job import ReleaseJob
from modules.import_export.application.jobs.run_job_step import RunJobStep
from modules.import_export.application.table_formats import TableRegistry
from shared.infra.csv_escaping import csv_line, parse_cell
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
from shared.kernel.import_export import Exportable, Importable
from shared.kernel.module import AuditedKind, Module
from shared.kernel.principal import ResolvePrincipal


class ImportExportContainer(containers.DeclarativeContainer):
    """`users_vouch` resolves a principal's current rights."""

    database = dependency(Database)
    all_imports: Sequence[Importable] = optional_dependency(Sequence[Importable], tuple)
    all_exports: Sequence[Exportable] = optional_dependency(Sequence[Exportable], tuple)
    users_vouch = dependency(ResolvePrincipal)

    units = singleton(SqlUnitsOfWork, database=database)
    begin = attribute(units, lambda units: units.begin)
    join = attribute(units, lambda units: units.join)
    job_queries = singleton(SqlJobQueries, database=database)
    tables = singleton(TableRegistry, importables=all_imports, exportables=all_exports)
    store_upload = singleton(StoreUpload, intakes=factory(SqlUploads, database=database))
    start_import = retried(StartImport, begin=begin, offers=tables)
    fail_job = factory(FailJob, begin=begin)
    claim_job = retried(ClaimJob, begin=begin, offers=tables, resolve_principal=users_vouch, fail=fail_job)
    step = singleton(
        RunJobStep,
        import_chunk=retried(
            ImportChunk, begin=begin, offers=tables, restored=constant(parse_cell), write_line=constant(csv_line)
        ),
        export_chunk=retried(ExportChunk, begin=begin, offers=tables, write_line=constant(csv_line)),
    )
    release_job = retried(ReleaseJob, begin=begin)
    worker = singleton(JobWorker, claim=claim_job, step=step, release=release_job)
    run_import = singleton(
        RunImport, store_upload=store_upload, start=start_import, claim=claim_job, step=step, job_queries=job_queries
    )

    module = singleton(
        Module,
        name="import_export",
        audited=(AuditedKind("job"),),
        subscriptions=provider_of(
            singleton(subscriptions, forget_people=factory(EraseUsers, join=join, offers=tables))
        ),
        jobs=provider_of(singleton(jobs, prune_jobs=factory(PruneJobs, begin=begin))),
        background_tasks=provider_of(singleton(loops, worker=worker)),
        personal_data=provider_of(singleton(personal_data, queries=job_queries)),
        checks=provider_of(singleton(checks, integrity=factory(SqlIntegrity))),
        metadata=metadata,
    )
