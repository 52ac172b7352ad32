"""Domain errors of violated database constraints."""

from collections.abc import Callable, Mapping

from modules.orders.domain.order.errors import duplicate_reference
from shared.kernel.errors import DomainError

CONSTRAINTS: Mapping[str, Callable[[], DomainError]] = {
    "uq_orders_client_reference": lambda: duplicate_reference(None),
}
