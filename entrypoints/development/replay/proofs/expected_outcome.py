"""The expected outcome of an accepted order: cancelled, shipped and refunded units and amounts."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from entrypoints.command_options import PayBy
from entrypoints.development.replay.planning import Part
from entrypoints.development.replay.returned_units import ReturnedUnits
from entrypoints.development.replay.scenario import Scenario

REFUND_BPS = 1_000
"""Share of the order's total that is refunded for a complaint, in basis points."""


@dataclass(frozen=True, slots=True)
class ExpectedOutcome:
    """`early` is cancelled before the rest is shipped, `late` is returned afterwards."""

    part: Part
    expected: Scenario
    early: Sequence[ReturnedUnits]
    late: Sequence[ReturnedUnits]

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
        """Whether the order is cancelled without waiting for its payment."""
        return self.cancels_all and self.expected.hasty and self.expected.pay is PayBy.CARD

    @property
    def ships(self) -> bool:
        return self.expected.ships and not self.cancels_all

    @property
    def complains(self) -> bool:
        return self.ships and self.expected.refunded and not self.early and not self.late

    @property
    def is_over(self) -> bool:
        """Whether nothing happens to the order once it is placed."""
        return self.expected.pay is PayBy.MANUAL and not self.ships and not self.early

    def given_cents(self, order: Mapping[str, Any]) -> int:
        """Amount refunded without returned goods, for the order as the shop shows it."""
        return max(1, int(order["total_cents"]) * REFUND_BPS // 10_000) if self.complains else 0

    def back_cents(self, order: Mapping[str, Any]) -> int:
        """Total refund: of each line's price, the share of its returned units, rounded down."""
        if self.cancels_all:
            return int(order["paid_cents"])
        credited = self.cancelled + self.returned
        lines = {int(line["line_id"]): line for line in order["items"]}
        goods = sum(lines[id_]["total_cents"] * units // lines[id_]["quantity"] for id_, units in credited.items())
        return int(goods) + self.given_cents(order)


def expected_outcome_of(part: Part, expected: Scenario, taken_back: Sequence[ReturnedUnits]) -> ExpectedOutcome:
    """Unshipped units cannot be returned: they are cancelled, even late."""
    early = [taken for taken in taken_back if taken.early or not expected.ships]
    return ExpectedOutcome(part, expected, early, [taken for taken in taken_back if taken not in early])


def _together(taken_back: Sequence[ReturnedUnits]) -> Counter[int]:
    units: Counter[int] = Counter()
    for taken in taken_back:
        units.update(taken.units)
    return units
