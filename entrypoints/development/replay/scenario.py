"""Chooses a scenario for each order; the same order has the same scenario in every run."""

from dataclasses import dataclass
from hashlib import blake2b

from entrypoints.command_options import PayBy

DICE = 2**32


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """The payment method and the shares (0 to 1) of orders per scenario.

    declined: the first card is declined, the second is valid.
    waits: the order is paid in the request that places it (`Prefer: wait`).
    ships: the order is shipped and delivered.
    refunded: share of the shipped orders without returns that get a partial refund.
    """

    pay: PayBy = PayBy.CARD
    declined: float = 0.05
    waits: float = 0.1
    ships: float = 0.8
    refunded: float = 0.02
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Scenario:
    """A `hasty` buyer who cancels the whole order does not wait for its payment."""

    pay: PayBy
    declined: bool
    waits: bool
    ships: bool
    refunded: bool
    hasty: bool


def scenario_of(reference: str, shares: Shares) -> Scenario:
    """The scenario of the order with this reference."""

    def falls(what: str, share: float) -> bool:
        return _dice(f"{shares.seed}/{what}/{reference}") < share

    by_card = shares.pay is PayBy.CARD
    return Scenario(
        shares.pay,
        declined=by_card and falls("declined", shares.declined),
        waits=by_card and falls("waits", shares.waits),
        ships=falls("ships", shares.ships),
        refunded=falls("refunded", shares.refunded),
        hasty=falls("hasty", 0.5),
    )


def _dice(of: str) -> float:
    """A pseudorandom number from 0 to 1."""
    return int.from_bytes(blake2b(of.encode(), digest_size=4).digest()) / DICE
