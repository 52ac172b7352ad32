"""Commands of shipments, returns and refunds."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from modules.orders.application.commands import OrderCommand
from modules.orders.domain.fulfillment.customer_return import ReceivedItem, ReturnItem
from shared.kernel.events import EventMetadata
from shared.kernel.principal import Principal

Label = tuple[str | None, str | None]
"""Carrier and tracking number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipUnitsCommand(OrderCommand):
    """`units` by line id. `location_code` None: the location where all of them are reserved."""

    units: Mapping[int, int]
    location_code: str | None = None
    label: Label = (None, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReallocateUnitsCommand(OrderCommand):
    """Moves reserved units of a line from the `source` to the `target` location."""

    line_id: int
    quantity: int
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class SubresourceCommand:
    """A command to a shipment, return, refund or payment; `if_version`: the expected version, None: any."""

    principal: Principal
    cause: EventMetadata
    resource_id: int
    if_version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonedCommand(SubresourceCommand):
    """Close a return, dismiss a failed refund, or void a payment."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeTrackingCommand(SubresourceCommand):
    """`amend` maps the current label to the new one."""

    amend: Callable[[Label], Label]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestReturnCommand(OrderCommand):
    items: Sequence[ReturnItem]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveReturnCommand(SubresourceCommand):
    arrivals: Sequence[ReceivedItem]


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundReturnCommand(SubresourceCommand):
    """The value of the received units less `deduct_cents`, plus `shipping_cents` of the shipping cost."""

    deduct_cents: int = 0
    shipping_cents: int = 0
