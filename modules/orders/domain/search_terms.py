"""What an order is found by."""

from collections.abc import Sequence
from dataclasses import dataclass

from modules.orders.domain.order.buyer import Address, Guest
from shared.kernel.folding import searchable


@dataclass(frozen=True, slots=True)
class Account:
    """The names by which the customer of an order is known to the shop."""

    email: str
    full_name: str | None


def search_text(
    *,
    buyer: Guest | Account | None,
    addresses: Sequence[Address | None],
    client_reference: str | None,
    tracking_numbers: Sequence[str],
    skus: Sequence[str],
) -> str:
    """The folded text in which any part of these is found.

    Of an address the name, the company, the postal code and the telephone number; a buyer whose
    account is gone (None) is found by nothing.
    """
    values: list[str | None] = [client_reference]
    if isinstance(buyer, Guest):
        values += [buyer.name, buyer.email, buyer.phone]
    elif buyer is not None:
        values += [buyer.full_name, buyer.email]
    for address in addresses:
        if address is not None:
            values += [address.name, address.company, address.postal_code, address.phone]
    return searchable([*values, *tracking_numbers, *skus])
