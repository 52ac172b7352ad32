"""What the import_export module adds in the worker: event handlers and the processing of jobs."""

from collections.abc import Sequence

from modules.import_export.adapters.inbound.background_tasks import JobWorker, loops
from modules.import_export.adapters.inbound.event_handlers import subscriptions
from modules.import_export.adapters.inbound.personal_data import personal_data
from modules.import_export.adapters.outbound.files import SqlUploads
from modules.import_export.adapters.outbound.job_queries import SqlJobQueries
from modules.import_export.application.exports.export_chunk import ExportChunk
from modules.import_export.application.imports.import_chunk import ImportChunk
from modules.import_export.application.imports.start_import import StartImport
from modules.import_export.application.imports.store_upload import StoreUpload
from modules.import_export.application.jobs.claim_job import ClaimJob
from modules.import_export.application.jobs.erase_users import EraseUsers
from modules.import_export.application.jobs.fail_job import FailJob
from modules.import_export.application.jobs.release_job import ReleaseJob
from modules.import_export.application.run_import import RunImport
from modules.import_export.application.run_job_step import RunJobStep
from modules.import_export.application.table_formats import TableRegistry
from modules.import_export.container import ImportExportContainer
from shared.infra.csv_escaping import csv_line, parse_cell
from shared.infra.injection import constant, dependency, factory, optional_dependency, provider_of, retried, singleton
from shared.kernel.import_export import Exportable, Importable
from shared.kernel.module import extend
from shared.kernel.principal import ResolvePrincipal


class ImportExportWorkerContainer(ImportExportContainer):
    """`users_resolve_principal` resolves a principal's current rights."""

    all_imports: Sequence[Importable] = optional_dependency(Sequence[Importable], tuple)
    all_exports: Sequence[Exportable] = optional_dependency(Sequence[Exportable], tuple)
    users_resolve_principal = dependency(ResolvePrincipal)

    job_queries = singleton(SqlJobQueries, database=ImportExportContainer.database)
    tables = singleton(TableRegistry, importables=all_imports, exportables=all_exports)
    store_upload = singleton(StoreUpload, intakes=factory(SqlUploads, database=ImportExportContainer.database))
    start_import = retried(StartImport, begin=ImportExportContainer.begin, offers=tables)
    fail_job = factory(FailJob, begin=ImportExportContainer.begin)
    claim_job = retried(
        ClaimJob,
        begin=ImportExportContainer.begin,
        offers=tables,
        resolve_principal=users_resolve_principal,
        fail=fail_job,
    )
    step = singleton(
        RunJobStep,
        import_chunk=retried(
            ImportChunk,
            begin=ImportExportContainer.begin,
            offers=tables,
            restored=constant(parse_cell),
            write_line=constant(csv_line),
        ),
        export_chunk=retried(
            ExportChunk, begin=ImportExportContainer.begin, offers=tables, write_line=constant(csv_line)
        ),
    )
    release_job = retried(ReleaseJob, begin=ImportExportContainer.begin)
    worker = singleton(JobWorker, claim=claim_job, step=step, release=release_job)
    run_import = singleton(
        RunImport, store_upload=store_upload, start=start_import, claim=claim_job, step=step, job_queries=job_queries
    )

    module = singleton(
        extend,
        ImportExportContainer.module,
        subscriptions=provider_of(
            singleton(subscriptions, erase_users=factory(EraseUsers, join=ImportExportContainer.join, offers=tables))
        ),
        background_tasks=provider_of(singleton(loops, worker=worker)),
        personal_data=provider_of(singleton(personal_data, queries=job_queries)),
    )
