"""Doctor checks of the reports."""

from modules.reports.application.compare_figures import CompareReports
from shared.kernel.module import Check


def checks(compare: CompareReports) -> list[Check]:
    return [
        Check(
            "reports.totals_match_orders", "the totals of reports equal the sums of their orders' figures", compare.sums
        ),
        Check("reports.orders_counted", "orders are counted in reports with their current figures", compare.orders),
        Check(
            "reports.unmet_demand_counted_once", "unmet demand in reports matches the refused orders", compare.refused
        ),
        Check("reports.timezone_matches", "reports use the days of the shop's time zone", compare.timezone),
    ]
