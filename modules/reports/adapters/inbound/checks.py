"""What the shop promises of its reports, for doctor."""

from modules.reports.application.compare_figures import CompareReports
from shared.kernel.module import Check


def checks(compare: CompareReports) -> list[Check]:
    return [
        Check(
            "reports.totals_match_orders", "the figures of reports are the sums of what their orders add", compare.sums
        ),
        Check("reports.orders_counted", "orders are counted in reports as they stand", compare.orders),
        Check("reports.unmet_demand_counted_once", "refused demand is counted once a request", compare.refused),
        Check("reports.timezone_matches", "reports count by the days of the shop's time zone", compare.timezone),
    ]
