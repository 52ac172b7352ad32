"""What an accepted order is meant to come to: what is cancelled, shipped and given back, to the unit and the cent."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from entrypoints.development.replay.planning import Part
from entrypoints.development.replay.returned_units import TakenBack
from entrypoints.development.replay.scenario import Fate, PayBy

GIVEN_BPS = 1_000
"""What a buyer gets back for a complaint, of the order's total."""


@dataclass(frozen=True, slots=True)
class Meant:
    """`early` is cancelled before the rest is shipped, `late` is returned afterwards."""

    part: Part
    fate: Fate
    early: Sequence[TakenBack]
    late: Sequence[TakenBack]

    @property
    def cancelled(self) -> Counter[int]:
        """Units by line id."""
        return _together(self.early)

    @property
    def returned(self) -> Counter[int]:
        """Units by line id."""
        return _together(self.late)

    @property
    def cancels_all(self) -> bool:
        return self.cancelled == {line_id: line.quantity for line_id, line in enumerate(self.part.lines, 1)}

    @property
    def cancels_unpaid(self) -> bool:
        """Whether it is cancelled without waiting for its payment."""
        return self.cancels_all and self.fate.hasty and self.fate.pay is PayBy.CARD

    @property
    def ships(self) -> bool:
        return self.fate.ships and not self.cancels_all

    @property
    def complains(self) -> bool:
        return self.ships and self.fate.refunded and not self.early and not self.late

    @property
    def is_over(self) -> bool:
        """Whether nothing is to happen to it once it is placed."""
        return self.fate.pay is PayBy.MANUAL and not self.ships and not self.early

    def given_cents(self, order: Mapping[str, Any]) -> int:
        """What is given back without any goods; the order as the shop shows it."""
        return max(1, int(order["total_cents"]) * GIVEN_BPS // 10_000) if self.complains else 0

    def back_cents(self, order: Mapping[str, Any]) -> int:
        """What is given back in all: of a line's price, the share of its first so many units, rounded down."""
        if self.cancels_all:
            return int(order["paid_cents"])
        credited = self.cancelled + self.returned
        lines = {int(line["line_id"]): line for line in order["items"]}
        goods = sum(lines[id_]["total_cents"] * units // lines[id_]["quantity"] for id_, units in credited.items())
        return int(goods) + self.given_cents(order)


def meant(part: Part, fate: Fate, taken_back: Sequence[TakenBack]) -> Meant:
    """What has not left the house cannot come back: it is cancelled, however late."""
    early = [taken for taken in taken_back if taken.early or not fate.ships]
    return Meant(part, fate, early, [taken for taken in taken_back if taken not in early])


def _together(taken_back: Sequence[TakenBack]) -> Counter[int]:
    units: Counter[int] = Counter()
    for taken in taken_back:
        units.update(taken.units)
    return units
