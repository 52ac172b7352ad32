"""Erasure of personal data from an order."""

from datetime import datetime
from enum import StrEnum
from typing import Protocol

from modules.orders.domain.order.buyer import Address, Details
from modules.orders.domain.order.events import DomainEvent, Erased
from shared.kernel.events import EventMetadata

CUSTOMER_ERASED = "customer_erased"
"""Hold reason: units are to be sent again, but the address has been erased."""

ERASED = "erased"


class Erasure(StrEnum):
    """`waiting`: the customer was erased while units were still to be shipped. Only the shipping address is kept until
    the order ends (GDPR Art. 17(3)(b), Art. 6(1)(b)); then the erasure is `done`.
    """

    WAITING = "waiting"
    DONE = "done"


class ErasableOrder(Protocol):
    """The parts of an order that erasure reads and changes."""

    details: Details
    erasure: Erasure | None

    def record(self, event: type[DomainEvent], now: datetime, cause: EventMetadata) -> None: ...


def finish_erasure(order: ErasableOrder, now: datetime, cause: EventMetadata) -> None:
    """Erase the address that was kept for shipping. Call this whenever an order ends."""
    if order.erasure is Erasure.WAITING:
        order.details, order.erasure = anonymize(order.details), Erasure.DONE
        order.record(Erased, now, cause)


def restart_erasure(order: ErasableOrder) -> bool:
    """Schedule the erasure of new details entered for an erased customer. Return whether the state changed."""
    if order.erasure is not Erasure.DONE or order.details == anonymize(order.details):
        return False
    order.erasure = Erasure.WAITING
    return True


def has_erased_address(order: ErasableOrder) -> bool:
    """Whether a part of the shipping address has been erased, so that nothing can be shipped."""
    address = order.details.shipping_address
    if order.erasure is None or address is None:
        return False
    return ERASED in (address.name, address.line1, address.city, address.postal_code)


def anonymize(details: Details) -> Details:
    """Keep only the countries, because taxes depend on them."""
    return Details(_anonymous(details.shipping_address), _anonymous(details.billing_address))


def _anonymous(address: Address | None) -> Address | None:
    if address is None:
        return None
    return Address(ERASED, ERASED, ERASED, ERASED, address.country)
