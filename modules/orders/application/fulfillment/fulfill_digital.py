"""Fulfill digital lines when their order is confirmed."""

from modules.orders.domain.fulfillment import digital_lines
from modules.orders.domain.order.order import Order
from modules.orders.ports.fulfillment.stock import Stock
from shared.kernel.events import EventMetadata
from shared.kernel.transaction import Transaction


async def fulfill_digital(tx: Transaction, stock: Stock, order: Order, metadata: EventMetadata) -> bool:
    """Consume the stock of digital lines and count them as fulfilled. Returns whether there were any.

    Call it after every change that can confirm or pay an order, fill its backorders or release its hold; then
    save the order with its lines. Executes no statement if there is nothing to fulfill.
    """
    line_ids = digital_lines.digital_lines(order, tx.now)
    if not line_ids:
        return False
    order.replace_allocations(await stock.consume_lines(tx, order.id, line_ids, metadata))
    digital_lines.fulfill_digital(order, tx.now, metadata)
    return True
