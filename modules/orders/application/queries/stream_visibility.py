"""The events of orders that a caller may see."""

from modules.orders.ports.orders.order_events import Visibility
from shared.kernel.principal import Principal


def visibility_of(principal: Principal, *readers: str) -> Visibility:
    """The orders that `visible` lets the caller see; holders of one of the scopes see all."""
    if principal.kind == "guest":
        return Visibility(guest_of=int(principal.id))
    placed_by = principal.name if principal.may("orders:create") else None
    return Visibility(principal.may(*readers), principal.user_id, placed_by)
