"""The errors of the gift_desk module."""

from shared.kernel.errors import Conflict


def gift_card_taken() -> Conflict:
    return Conflict("gift_card_taken", "A gift card with this name already exists.")


def gift_card_archived() -> Conflict:
    return Conflict("gift_card_archived", "The gift card is archived.")
