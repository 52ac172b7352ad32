"""The personal data of an order, and their erasure."""

from dataclasses import replace

from modules.orders.domain.order.buyer import Details, Guest
from modules.orders.domain.order.erasure import ERASED, Erasure, anonymize
from modules.orders.domain.order.state import OrderState


class PersonalData(OrderState):
    """The part of `Order` that holds personal data, and its erasure."""

    __slots__ = ()

    @property
    def has_erased_address(self) -> bool:
        """Whether a part of the shipping address has been erased, so that nothing can be shipped."""
        address = self.details.shipping_address
        if self.erasure is None or address is None:
            return False
        return ERASED in (address.name, address.line1, address.city, address.postal_code)

    def correct_details(self, details: Details) -> None:
        self.details = details

    def correct_guest(self, guest: Guest) -> None:
        self.buyer = replace(self.buyer, guest=guest)

    def restart_erasure(self) -> bool:
        """Schedule the erasure of new details entered for an erased customer. Return whether the state changed."""
        if self.erasure is not Erasure.DONE or self.details == anonymize(self.details):
            return False
        self.erasure = Erasure.WAITING
        return True

    def erase_kept_details(self) -> bool:
        """Erase the address that was kept for shipping. Return whether there was one to erase."""
        if self.erasure is not Erasure.WAITING:
            return False
        self.details, self.erasure = anonymize(self.details), Erasure.DONE
        return True
