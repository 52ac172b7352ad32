"""Digital lines are fulfilled as soon as their order is confirmed."""

from modules.orders.domain.fulfillment import digital_lines
from modules.orders.domain.order.order import Order
from modules.orders.ports.fulfillment.stock import Stock
from shared.kernel.events import EventMetadata
from shared.kernel.transaction import Transaction


async def fulfill_digital(tx: Transaction, stock: Stock, order: Order, cause: EventMetadata) -> bool:
    """Consume the stock of digital lines and count them as fulfilled; whether there were any.

    To be called after whatever can confirm an order, bring in its money, fill its backorders or release its
    hold. The caller saves the order with its lines. Costs no statement unless there is something to fulfill.
    """
    line_ids = digital_lines.digital_lines(order, tx.now)
    if not line_ids:
        return False
    order.replace_allocations(await stock.consume_lines(tx, order.id, line_ids, cause))
    digital_lines.fulfill_digital(order, tx.now, cause)
    return True
