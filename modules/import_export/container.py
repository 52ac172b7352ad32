"""Dependency injection container of the module."""

from collections.abc import Callable, Sequence

from dependency_injector import containers, providers

from modules.import_export.adapters.inbound.background_tasks import JobWorker, loops
from modules.import_export.adapters.inbound.checks import checks
from modules.import_export.adapters.inbound.events import subscriptions
from modules.import_export.adapters.inbound.http.exports import ExportRoutes
from modules.import_export.adapters.inbound.http.imports import ImportRoutes
from modules.import_export.adapters.inbound.http.jobs import JobRoutes
from modules.import_export.adapters.inbound.jobs import jobs
from modules.import_export.adapters.inbound.personal_data import personal_data
from modules.import_export.adapters.outbound.files import SqlUploads
from modules.import_export.adapters.outbound.integrity import SqlIntegrity
from modules.import_export.adapters.outbound.job_queries import SqlJobReadModel
from modules.import_export.adapters.outbound.tables import metadata
from modules.import_export.adapters.outbound.unit_of_work import SqlUnitsOfWork
from modules.import_export.application.exports.export_chunk import ExportChunk
from modules.import_export.application.exports.start_export import StartExport
from modules.import_export.application.imports.import_chunk import ImportChunk
from modules.import_export.application.imports.run_import import RunImport
from modules.import_export.application.imports.start_import import StartImport
from modules.import_export.application.imports.store_upload import StoreUpload
from modules.import_export.application.jobs.cancel_job import CancelJob
from modules.import_export.application.jobs.claim_job import ClaimJob
from modules.import_export.application.jobs.erase_users import EraseUsers
from modules.import_export.application.jobs.fail_job import FailJob
from modules.import_export.application.jobs.job_queries import JobQueries
from modules.import_export.application.jobs.prune_jobs import PruneJobs
from modules.import_export.application.jobs.release_job import ReleaseJob
from modules.import_export.application.jobs.run_job_step import JobStep
from modules.import_export.application.table_formats import TableRegistry
from shared.infra.csv_escaping import csv_line, parse_cell
from shared.infra.http.route_class import router_of
from shared.infra.sql.database import Database
from shared.infra.sql.retry import with_retries
from shared.kernel.errors import DomainError
from shared.kernel.import_export import Exportable, Importable
from shared.kernel.principal import ResolvePrincipal


class ImportExportContainer(containers.DeclarativeContainer):
    """`imports` and `exports` are the tables of all modules; `vouch` resolves a principal's current rights."""

    database = providers.Dependency(instance_of=Database)
    imports: providers.Dependency[Sequence[Importable]] = providers.Dependency(default=providers.List())
    exports: providers.Dependency[Sequence[Exportable]] = providers.Dependency(default=providers.List())
    vouch: providers.Dependency[ResolvePrincipal] = providers.Dependency()

    units = providers.Singleton(SqlUnitsOfWork, database)
    directory = providers.Singleton(SqlJobReadModel, database)
    tables = providers.Singleton(TableRegistry, imports, exports)
    store_upload = providers.Singleton(StoreUpload, providers.Factory(SqlUploads, database))
    start_import = providers.Singleton(with_retries, providers.Factory(StartImport, units.provided.begin, tables))

    fail_job = providers.Factory(FailJob, units.provided.begin)
    claim_job = providers.Singleton(
        with_retries, providers.Factory(ClaimJob, units.provided.begin, tables, vouch, fail_job)
    )
    step = providers.Singleton(
        JobStep,
        providers.Singleton(
            with_retries,
            providers.Factory(
                ImportChunk, units.provided.begin, tables, providers.Object(parse_cell), providers.Object(csv_line)
            ),
        ),
        providers.Singleton(
            with_retries, providers.Factory(ExportChunk, units.provided.begin, tables, providers.Object(csv_line))
        ),
    )
    release_job = providers.Singleton(with_retries, providers.Factory(ReleaseJob, units.provided.begin))
    worker = providers.Singleton(JobWorker, claim_job, step, release_job)
    run_import = providers.Singleton(RunImport, store_upload, start_import, claim_job, step, directory)

    router = providers.Singleton(
        router_of,
        providers.Factory(ImportRoutes, tables=tables, store_upload=store_upload, start_import=start_import),
        providers.Factory(
            ExportRoutes,
            tables=tables,
            start_export=providers.Factory(with_retries, providers.Factory(StartExport, units.provided.begin, tables)),
        ),
        providers.Factory(
            JobRoutes,
            queries=providers.Factory(JobQueries, directory, tables),
            cancel_job=providers.Factory(with_retries, providers.Factory(CancelJob, units.provided.begin)),
        ),
    )
    subscriptions = providers.Singleton(subscriptions, providers.Factory(EraseUsers, units.provided.join, tables))
    jobs = providers.Singleton(jobs, providers.Factory(PruneJobs, units.provided.begin))
    loops = providers.Singleton(loops, worker)
    personal_data = providers.Singleton(personal_data, directory)
    checks = providers.Singleton(checks, providers.Factory(SqlIntegrity))
    constraints = providers.Object(dict[str, Callable[[], DomainError]]())
    metadata = providers.Object(metadata)
