"""What the commands to an order, or to a shipment, return, refund or payment of it, have in common."""

from dataclasses import dataclass
from typing import TypeVar

from shared.kernel.commands import Command

Outcome = TypeVar("Outcome", contravariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCommand(Command[Outcome]):
    """`if_version`: the expected version; None: any."""

    order_id: int
    if_version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubresourceCommand(Command[Outcome]):
    """A command to a shipment, return, refund or payment; `if_version`: the expected version, None: any."""

    resource_id: int
    if_version: int | None = None
