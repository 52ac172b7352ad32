"""Audit entries for changes of orders by others than their owner."""

from typing import Never

from modules.orders.application.order_access import owns
from modules.orders.application.order_command import OrderCommand, SubresourceCommand
from modules.orders.domain.order.order import Order
from shared.kernel.transaction import AuditEntry, Transaction


def audit(
    tx: Transaction,
    verb: str,
    command: OrderCommand[Never] | SubresourceCommand[Never],
    order: Order,
    **changes: object,
) -> None:
    """Record the change unless the owner made it; `changes` never contain text written by customers."""
    if not owns(command.principal, order):
        tx.audit(AuditEntry(f"order.{verb}", resource=f"order:{order.id}", metadata=command.metadata, changes=changes))
