"""Domain errors of violated database constraints."""

from collections.abc import Callable, Mapping

from modules.gift_desk.domain.errors import gift_card_taken
from shared.kernel.errors import DomainError

CONSTRAINTS: Mapping[str, Callable[[], DomainError]] = {"uq_gift_cards_name": gift_card_taken}
