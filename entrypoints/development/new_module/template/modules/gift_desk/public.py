"""What other modules may use of gift_desk: its events."""

from dataclasses import dataclass

from shared.kernel.events import Event


@dataclass(frozen=True, slots=True)
class GiftCardCreated(Event):
    """A gift card was created."""

    type = "gift_desk.gift_card.created"
    aggregate_type = "gift_card"

    gift_card_id: int


@dataclass(frozen=True, slots=True)
class GiftCardArchived(Event):
    """A gift card was archived. It cannot be used anymore."""

    type = "gift_desk.gift_card.archived"
    aggregate_type = "gift_card"

    gift_card_id: int


EVENTS: tuple[type[Event], ...] = (GiftCardCreated, GiftCardArchived)
"""All events that this module publishes."""
