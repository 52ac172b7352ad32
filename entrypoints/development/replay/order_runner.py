"""All the orders at once: each is placed, and led to its end, by one of many buyers."""

from collections.abc import Callable, Mapping, Sequence

from entrypoints.development.replay.expected_outcome import Meant, meant
from entrypoints.development.replay.lifecycle import Living
from entrypoints.development.replay.placement import Accepted, Outcome, Placing
from entrypoints.development.replay.planning import Part
from entrypoints.development.replay.returned_units import TakenBack
from entrypoints.development.replay.scenario import Shares, fate
from entrypoints.development.replay.worker_pool import Pace, together


class Stage:
    """Afterwards: `outcomes` of all parts, in no particular order; of the accepted ones what was `meant`, by
    reference; and which lives are `stuck`, with the reason.
    """

    def __init__(
        self, place: Placing, live: Living, taken_back: Mapping[str, Sequence[TakenBack]], shares: Shares
    ) -> None:
        self._place = place
        self._live = live
        self._taken_back = taken_back
        self._shares = shares
        self.outcomes: list[Outcome] = []
        self.meant: dict[str, Meant] = {}
        self.stuck: list[str] = []

    async def __call__(self, parts: Sequence[Part], buyers: int, pace: Pace, step: Callable[[], None]) -> None:
        """Raises NotAllowed."""

        async def one(part: Part) -> None:
            await pace.turn()
            await self._one(part)
            step()

        await together(one, parts, buyers)

    async def _one(self, part: Part) -> None:
        its_fate = fate(part.reference, self._shares)
        outcome = await self._place(part, its_fate)
        self.outcomes.append(outcome)
        if isinstance(outcome, Accepted):
            its_end = meant(part, its_fate, self._taken_back.get(part.reference, ()))
            self.meant[part.reference] = its_end
            if why := await self._live(outcome, its_end):
                self.stuck.append(why)
