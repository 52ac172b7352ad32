"""What the reports module adds in the worker: its event handler and the recount."""

from modules.reports.adapters.inbound.event_handlers import subscriptions
from modules.reports.application.rebuild_reports import RebuildReports
from modules.reports.application.rebuild_totals import RebuildTotals
from modules.reports.application.recount_orders import RecountOrders
from modules.reports.container import ReportsContainer
from shared.infra.injection import attribute, provider_of, retried, singleton
from shared.kernel.module import extend


class ReportsWorkerContainer(ReportsContainer):
    rebuild = singleton(
        RebuildReports,
        recount_orders=retried(
            RecountOrders,
            begin=ReportsContainer.begin,
            sales=ReportsContainer.orders,
            count=ReportsContainer.count_orders,
        ),
        rebuild_totals=retried(
            RebuildTotals,
            begin=ReportsContainer.begin,
            stock=ReportsContainer.stock,
            timezone=attribute(ReportsContainer.policy, lambda policy: policy.timezone),
        ),
    )

    module = singleton(
        extend,
        ReportsContainer.module,
        subscriptions=provider_of(singleton(subscriptions, count_orders=ReportsContainer.count_orders)),
    )
