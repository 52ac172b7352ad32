"""Persistence of gift cards."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from modules.gift_desk.domain.gift_card import GiftCard, GiftCardState, Status
from shared.kernel.paging import Page, PageRequest

SORTS = ("id", "name", "created_at")
"""What a list may be sorted by."""


class GiftCardRepository(Protocol):
    """Loads and saves gift cards in one transaction."""

    async def next_id(self) -> int: ...

    async def get(self, gift_card_id: int) -> GiftCard | None:
        """The gift card, locked until the transaction ends."""
        ...

    def add(self, gift_card: GiftCard) -> None:
        """Insert it, and publish its events, with the commit, which raises Conflict `gift_card_taken`."""
        ...

    def save(self, gift_card: GiftCard) -> None:
        """Update it, and publish its new events, with the commit."""
        ...

    async def erase_users(self, user_ids: Sequence[int]) -> None:
        """Erase who created the gift cards, where it is one of these users. May be repeated."""
        ...


@dataclass(frozen=True, slots=True)
class GiftCardFilter:
    """Filter of a list; None is no condition. `q` is part of the name, in upper or lower case."""

    q: str | None = None
    status: Status | None = None


class GiftCardQueries(Protocol):
    """Locks nothing."""

    async def get(self, gift_card_id: int) -> GiftCardState | None: ...

    async def list_gift_cards(self, where: GiftCardFilter, wanted: PageRequest) -> Page[GiftCardState]: ...
