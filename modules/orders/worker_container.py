"""What the orders module adds in the worker: event handlers, the search index, personal data, resources and exports."""

from modules.orders.adapters.inbound import background_tasks, personal_data, resources
from modules.orders.adapters.inbound.event_handlers import subscriptions
from modules.orders.adapters.inbound.exports import exports
from modules.orders.application.changes.claim_guest_orders import ClaimGuestOrders
from modules.orders.application.changes.erase_customer import EraseCustomer
from modules.orders.application.fulfillment.apply_stock_movements import ApplyStockMovements
from modules.orders.application.queries.select_orders import SelectOrders
from modules.orders.application.search.rebuild_index import RebuildIndex
from modules.orders.application.search.update_search_index import UpdateSearchIndex
from modules.orders.application.settlement.settle_due_payments import SettleDuePayments
from modules.orders.container import OrdersContainer
from shared.infra.injection import factory, provider_of, retried, singleton
from shared.kernel.module import extend


class OrdersWorkerContainer(OrdersContainer):
    update_index = retried(
        UpdateSearchIndex,
        begin=OrdersContainer.begin,
        index_of=OrdersContainer.index_of,
        index_orders=OrdersContainer.index_orders,
    )
    select_orders = singleton(
        SelectOrders,
        read=OrdersContainer.read,
        look=OrdersContainer.look,
        customers=OrdersContainer.customers,
        search_of=OrdersContainer.search_of,
    )
    rebuild = singleton(
        RebuildIndex, begin=OrdersContainer.begin, index_of=OrdersContainer.index_of, update=update_index
    )

    module = singleton(
        extend,
        OrdersContainer.module,
        subscriptions=provider_of(
            singleton(
                subscriptions,
                stock=factory(ApplyStockMovements, join=OrdersContainer.join, stock=OrdersContainer.stock),
                erase=factory(
                    EraseCustomer,
                    join=OrdersContainer.join,
                    promotions=OrdersContainer.coupons,
                    index_of=OrdersContainer.index_of,
                    index_orders=OrdersContainer.index_orders,
                ),
                claim=factory(ClaimGuestOrders, join=OrdersContainer.join, customers=OrdersContainer.customers),
                settle=factory(SettleDuePayments, begin=OrdersContainer.begin, settle=OrdersContainer.settle_orders),
            )
        ),
        background_tasks=provider_of(singleton(background_tasks.create_background_tasks, update=update_index)),
        personal_data=provider_of(singleton(personal_data.personal_data, look=OrdersContainer.look)),
        resources=provider_of(singleton(resources.resources, read=OrdersContainer.read, look=OrdersContainer.look)),
        exports=provider_of(singleton(exports, select=select_orders)),
    )
