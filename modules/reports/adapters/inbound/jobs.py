"""Periodic jobs of the reports module."""

from datetime import timedelta

from modules.reports.application.catch_up import CatchUp
from modules.reports.application.count_unmet_demand import CountUnmetDemand
from shared.kernel.module import Job


def jobs(catch_up: CatchUp, count_unmet_demand: CountUnmetDemand) -> list[Job]:
    async def count_all() -> None:
        while await catch_up():
            pass

    return [
        Job("reports.catch_up", timedelta(seconds=10), count_all),
        Job("reports.count_refused", timedelta(minutes=1), count_unmet_demand),
    ]
