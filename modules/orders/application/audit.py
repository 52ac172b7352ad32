"""Audit entries for changes of orders by others than their owner."""

from modules.orders.application.commands import OrderCommand
from modules.orders.application.fulfillment_commands import SubresourceCommand
from modules.orders.application.visibility import owns
from modules.orders.domain.order.order import Order
from shared.kernel.transaction import AuditEntry, Transaction


def audit(
    tx: Transaction, verb: str, command: OrderCommand | SubresourceCommand, order: Order, **changes: object
) -> None:
    """Record the change unless the owner made it; `changes` never contain text written by customers."""
    if not owns(command.principal, order):
        tx.audit(AuditEntry(f"order.{verb}", f"order:{order.id}", command.cause, changes))
