"""Erasure of personal data from an order."""

from enum import StrEnum

from modules.orders.domain.order.buyer import Address, Details

CUSTOMER_ERASED = "customer_erased"
"""Hold reason: units are to be sent again, but the address has been erased."""

ERASED = "erased"


class Erasure(StrEnum):
    """`waiting`: the customer was erased while units were still to be shipped. Only the shipping address is kept until
    the order ends (GDPR Art. 17(3)(b), Art. 6(1)(b)); then the erasure is `done`.
    """

    WAITING = "waiting"
    DONE = "done"


def anonymize(details: Details) -> Details:
    """Keep only the countries, because taxes depend on them."""
    return Details(
        shipping_address=_anonymous(details.shipping_address), billing_address=_anonymous(details.billing_address)
    )


def _anonymous(address: Address | None) -> Address | None:
    if address is None:
        return None
    return Address(name=ERASED, line1=ERASED, city=ERASED, postal_code=ERASED, country=address.country)
