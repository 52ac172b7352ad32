"""What the import_export module adds in the API process: its routes."""

from modules.import_export.adapters.inbound.http.exports import ExportRoutes
from modules.import_export.adapters.inbound.http.glossary import FIELDS, TAGS
from modules.import_export.adapters.inbound.http.imports import ImportRoutes
from modules.import_export.adapters.inbound.http.jobs import JobRoutes
from modules.import_export.application.exports.start_export import StartExport
from modules.import_export.application.jobs.cancel_job import CancelJob
from modules.import_export.application.jobs.job_query_service import JobQueryService
from modules.import_export.container import ImportExportContainer
from modules.import_export.worker_container import ImportExportWorkerContainer
from shared.infra.http.module_api import ModuleApi
from shared.infra.http.route_class import router_of
from shared.infra.injection import factory, provider_of, retried, singleton


class ImportExportHttpContainer(ImportExportWorkerContainer):
    router = singleton(
        router_of,
        factory(
            ImportRoutes,
            tables=ImportExportWorkerContainer.tables,
            store_upload=ImportExportWorkerContainer.store_upload,
            start_import=ImportExportWorkerContainer.start_import,
        ),
        factory(
            ExportRoutes,
            tables=ImportExportWorkerContainer.tables,
            start_export=retried(
                StartExport, begin=ImportExportContainer.begin, offers=ImportExportWorkerContainer.tables
            ),
        ),
        factory(
            JobRoutes,
            queries=factory(
                JobQueryService,
                queries=ImportExportWorkerContainer.job_queries,
                offers=ImportExportWorkerContainer.tables,
            ),
            cancel_job=retried(CancelJob, begin=ImportExportContainer.begin),
        ),
    )

    http = singleton(ModuleApi, router=provider_of(router), tags=TAGS, fields=FIELDS)
