"""Erasing the person behind an order: what of it waits until the order has ended, and what is left afterwards."""

from datetime import datetime
from enum import StrEnum
from typing import Protocol

from modules.orders.domain.order.buyer import Address, Details
from modules.orders.domain.order.events import DomainEvent, Erased
from shared.kernel.events import EventMetadata

CUSTOMER_ERASED = "customer_erased"
"""The reason of a hold: goods are to be sent again, but the address has been erased."""

ERASED = "erased"


class Erasure(StrEnum):
    """`waiting`: the customer was erased while goods of the order were still to be sent. The shipping address alone
    is kept until the order has ended (GDPR Art. 17(3)(b), Art. 6(1)(b)); then the erasure is `done`.
    """

    WAITING = "waiting"
    DONE = "done"


class ErasableOrder(Protocol):
    """What of an order is erased when it has ended."""

    details: Details
    erasure: Erasure | None

    def record(self, event: type[DomainEvent], now: datetime, cause: EventMetadata) -> None: ...


def finish_erasure(order: ErasableOrder, now: datetime, cause: EventMetadata) -> None:
    """Erase the address that was needed until now of an erased customer; to be called when an order ends."""
    if order.erasure is Erasure.WAITING:
        order.details, order.erasure = anonymize(order.details), Erasure.DONE
        order.record(Erased, now, cause)


def restart_erasure(order: ErasableOrder) -> bool:
    """New details of an erased customer wait for the order's end as the first ones did; whether that is news."""
    if order.erasure is not Erasure.DONE or order.details == anonymize(order.details):
        return False
    order.erasure = Erasure.WAITING
    return True


def has_erased_address(order: ErasableOrder) -> bool:
    """Whether the shipping address, or a part of it, is an erased one: nothing can be sent there."""
    address = order.details.shipping_address
    if order.erasure is None or address is None:
        return False
    return ERASED in (address.name, address.line1, address.city, address.postal_code)


def anonymize(details: Details) -> Details:
    """What is kept of an erased customer's details: the countries, which taxes depend on."""
    return Details(_anonymous(details.shipping_address), _anonymous(details.billing_address))


def _anonymous(address: Address | None) -> Address | None:
    if address is None:
        return None
    return Address(ERASED, ERASED, ERASED, ERASED, address.country)
