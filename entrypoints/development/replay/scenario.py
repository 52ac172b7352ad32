"""What is to become of an order: the same order meets the same fate in every run."""

from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b

DICE = 2**32


class PayBy(StrEnum):
    """`card`: at the payment provider; `manual`: by hand, so that the order stands at once."""

    CARD = "card"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class Shares:
    """How the orders are paid, and which share of them (0 to 1) meets which fate.

    declined: their first card is declined, the second is good.
    waits: they are paid in the same call that places them (`Prefer: wait`).
    ships: they are shipped and delivered.
    refunded: of those shipped and wholly kept, so many get some money back.
    """

    pay: PayBy = PayBy.CARD
    declined: float = 0.05
    waits: float = 0.1
    ships: float = 0.8
    refunded: float = 0.02
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Fate:
    """Whoever is `hasty` and cancels all of an order does so without waiting for its payment."""

    pay: PayBy
    declined: bool
    waits: bool
    ships: bool
    refunded: bool
    hasty: bool


def fate(reference: str, shares: Shares) -> Fate:
    """The fate of the order of that reference."""

    def falls(what: str, share: float) -> bool:
        return _dice(f"{shares.seed}/{what}/{reference}") < share

    by_card = shares.pay is PayBy.CARD
    return Fate(
        shares.pay,
        declined=by_card and falls("declined", shares.declined),
        waits=by_card and falls("waits", shares.waits),
        ships=falls("ships", shares.ships),
        refunded=falls("refunded", shares.refunded),
        hasty=falls("hasty", 0.5),
    )


def _dice(of: str) -> float:
    """A number from 0 up to 1 that looks like chance."""
    return int.from_bytes(blake2b(of.encode(), digest_size=4).digest()) / DICE
