"""Runs all orders concurrently: places each order and runs its lifecycle."""

from collections.abc import Callable, Mapping, Sequence

from entrypoints.development.replay.lifecycle import OrderLifecycle
from entrypoints.development.replay.placement import Accepted, OrderPlacement, Outcome
from entrypoints.development.replay.planning import Part
from entrypoints.development.replay.proofs.expected_outcome import ExpectedOutcome, expected_outcome_of
from entrypoints.development.replay.returned_units import ReturnedUnits
from entrypoints.development.replay.scenario import Shares, scenario_of
from entrypoints.development.replay.worker_pool import RateLimit, run_concurrently


class OrderRunner:
    """Results: `outcomes` of all parts, unordered; the expected outcomes of accepted orders by reference (`meant`);
    and the failed lifecycles with the reason (`stuck`).
    """

    def __init__(
        self,
        place: OrderPlacement,
        live: OrderLifecycle,
        taken_back: Mapping[str, Sequence[ReturnedUnits]],
        *,
        shares: Shares,
    ) -> None:
        self._place = place
        self._live = live
        self._taken_back = taken_back
        self._shares = shares
        self.outcomes: list[Outcome] = []
        self.meant: dict[str, ExpectedOutcome] = {}
        self.stuck: list[str] = []

    async def __call__(self, parts: Sequence[Part], buyers: int, pace: RateLimit, step: Callable[[], None]) -> None:
        """Raises Unauthorized."""

        async def one(part: Part) -> None:
            await pace.turn()
            await self._one(part)
            step()

        await run_concurrently(one, parts, buyers)

    async def _one(self, part: Part) -> None:
        its_fate = scenario_of(part.reference, self._shares)
        outcome = await self._place(part, its_fate)
        self.outcomes.append(outcome)
        if isinstance(outcome, Accepted):
            its_end = expected_outcome_of(part, its_fate, self._taken_back.get(part.reference, ()))
            self.meant[part.reference] = its_end
            if why := await self._live(outcome, its_end):
                self.stuck.append(why)
