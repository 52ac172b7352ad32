"""Personal data of this module for the data export."""

from functools import partial
from typing import Any

from modules.import_export.adapters.inbound.http.models import job_out
from modules.import_export.application.jobs.visibility import ALL
from modules.import_export.domain.job import Owner
from modules.import_export.ports.job_queries import JobFilter, JobQueries
from shared.kernel.module import PersonalData
from shared.kernel.paging import iterate_pages


def personal_data(queries: JobQueries) -> list[PersonalData]:
    async def jobs(user_id: int) -> Any:
        """The imports and exports of the user and their API clients."""
        theirs = JobFilter(owner=Owner(f"user:{user_id}", user_id))
        found = iterate_pages(partial(queries.list_page, where=theirs))
        return [job_out(job).model_dump(mode="json") async for page in found for job in page]

    return [PersonalData("jobs", ALL, jobs)]
