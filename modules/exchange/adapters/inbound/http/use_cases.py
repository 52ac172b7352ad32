"""What the routes of exchange do, handed to them together."""

from dataclasses import dataclass

from modules.exchange.application.cancel_job import Cancellation
from modules.exchange.application.offers import Offers
from modules.exchange.application.see_jobs import SeeJobs
from modules.exchange.application.start_export import ExportWish
from modules.exchange.application.start_import import ImportWish
from modules.exchange.application.take_in import TakeIn
from modules.exchange.domain.job import Job
from shared.infra.http.access.command_request import UseCase


@dataclass(frozen=True, slots=True)
class ExchangeUseCases:
    offers: Offers
    see: SeeJobs
    take_in: TakeIn
    start_import: UseCase[ImportWish, Job]
    start_export: UseCase[ExportWish, Job]
    cancel: UseCase[Cancellation, Job]
