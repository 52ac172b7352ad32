"""The use cases behind the routes."""

from dataclasses import dataclass

from modules.import_export.application.cancel_job import Cancellation
from modules.import_export.application.commit_chunk import TakeIn
from modules.import_export.application.job_queries import SeeJobs
from modules.import_export.application.start_export import ExportWish
from modules.import_export.application.start_import import ImportWish
from modules.import_export.application.table_formats import Offers
from modules.import_export.domain.job import Job
from shared.infra.http.access.command_request import UseCase


@dataclass(frozen=True, slots=True)
class ImportExportUseCases:
    offers: Offers
    see: SeeJobs
    take_in: TakeIn
    start_import: UseCase[ImportWish, Job]
    start_export: UseCase[ExportWish, Job]
    cancel: UseCase[Cancellation, Job]
