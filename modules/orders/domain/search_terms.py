"""The search text of an order."""

from collections.abc import Sequence
from dataclasses import dataclass

from modules.orders.domain.order.buyer import Address, Guest
from shared.kernel.values.folding import searchable


@dataclass(frozen=True, slots=True)
class Account:
    """The names of the customer's account."""

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
    """Build the folded text that is searched for substrings.

    Addresses contribute name, company, postal code and phone. A buyer whose account was deleted (None) contributes
    nothing.
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
