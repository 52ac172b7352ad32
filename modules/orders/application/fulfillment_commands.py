"""What callers ask of goods on their way to the buyer, and back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from modules.orders.application.commands import OrderCommand
from modules.orders.domain.fulfillment.customer_return import ReceivedItem, ReturnItem
from shared.kernel.events import EventMetadata
from shared.kernel.principal import Principal

Label = tuple[str | None, str | None]
"""Carrier and tracking number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipUnits(OrderCommand):
    """`units` by line id. `location_code` None: the one location where all of them lie."""

    units: Mapping[int, int]
    location_code: str | None = None
    label: Label = (None, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reallocate(OrderCommand):
    """Units of a line are to come from the `target` location in place of the `source`."""

    line_id: int
    quantity: int
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class SubresourceCommand:
    """To a shipment, a return or a refund; `if_version`: that of it which the caller decided on, None takes any."""

    principal: Principal
    cause: EventMetadata
    resource_id: int
    if_version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonedCommand(SubresourceCommand):
    """Close a return, or dismiss a refund that failed."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RelabelShipment(SubresourceCommand):
    """`amend` gives the label as the caller wants it from the one that stands."""

    amend: Callable[[Label], Label]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestReturn(OrderCommand):
    items: Sequence[ReturnItem]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveReturn(SubresourceCommand):
    arrivals: Sequence[ReceivedItem]


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundReturn(SubresourceCommand):
    """Less `deduct_cents`, and of the shipping so much."""

    deduct_cents: int = 0
    shipping_cents: int = 0
