"""The use cases behind the routes."""

from dataclasses import dataclass

from modules.import_export.application.exports.start_export import StartExportCommand
from modules.import_export.application.imports.start_import import StartImportCommand
from modules.import_export.application.imports.store_upload import StoreUpload
from modules.import_export.application.jobs.cancel_job import CancelJobCommand
from modules.import_export.application.jobs.job_queries import JobQueries
from modules.import_export.application.table_formats import TableRegistry
from modules.import_export.domain.job import Job
from shared.infra.http.access.command_request import UseCase


@dataclass(frozen=True, slots=True)
class ImportExportUseCases:
    tables: TableRegistry
    queries: JobQueries
    store_upload: StoreUpload
    start_import: UseCase[StartImportCommand, Job]
    start_export: UseCase[StartExportCommand, Job]
    cancel: UseCase[CancelJobCommand, Job]
