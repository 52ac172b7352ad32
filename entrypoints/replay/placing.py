"""The orders, placed by many buyers at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from entrypoints.replay.http_client import Answered, GaveUp, ShopClient
from entrypoints.replay.planning import Part
from entrypoints.replay.together import Pace, together

UNANSWERED = "unanswered"
"""The code of a refusal that the shop never gave: nobody knows whether the order stands."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """`earlier`: it stood before, from another run or a lost answer. `seconds` is one request's time."""

    part: Part
    order_id: int
    subtotal_cents: int
    seconds: float
    earlier: bool


@dataclass(frozen=True, slots=True)
class Short:
    sku: str
    requested: int
    available: int


@dataclass(frozen=True, slots=True)
class Refused:
    part: Part
    code: str
    detail: str
    short: Sequence[Short] = ()
    seconds: float | None = None


Outcome = Accepted | Refused


class Placing:
    """Places parts for customers whose ids are known."""

    def __init__(self, client: ShopClient, customer_ids: Mapping[str, int]) -> None:
        self._client = client
        self._customer_ids = customer_ids

    async def __call__(
        self, parts: Sequence[Part], buyers: int, pace: Pace, done: Callable[[Outcome], None]
    ) -> list[Outcome]:
        """Every part's outcome, in no particular order. Raises NotAllowed."""
        outcomes: list[Outcome] = []

        async def one(part: Part) -> None:
            await pace.turn()
            outcome = await self._place(part)
            outcomes.append(outcome)
            done(outcome)

        await together(one, parts, buyers)
        return outcomes

    async def _place(self, part: Part) -> Outcome:
        customer_id = self._customer_ids[part.customer_ref] if part.customer_ref else None
        try:
            answer = await self._client.post("/v1/orders", part.request(customer_id), part.key)
            if answer.status == 201:
                return _accepted(part, answer, earlier=answer.replayed)
            if answer.code == "duplicate_reference":
                standing = await self._client.get(f"/v1/orders/{int(answer.body['order_id'])}")
                if standing.status == 200:
                    return _accepted(part, standing, earlier=True)
        except GaveUp as error:
            return Refused(part, UNANSWERED, str(error))
        short = [
            Short(item["sku"], item["requested"], item["available"])
            for item in answer.body.get("items", ())
            if answer.code == "insufficient_stock"
        ]
        return Refused(part, answer.code, _detail(answer), short, answer.seconds)


def _accepted(part: Part, answer: Answered, *, earlier: bool) -> Accepted:
    return Accepted(part, int(answer.body["id"]), int(answer.body["subtotal_cents"]), answer.seconds, earlier)


def _detail(answer: Answered) -> str:
    errors = answer.body.get("errors") or ()
    return "; ".join([str(answer.body.get("detail", "")), *(f"{e['pointer']}: {e['code']}" for e in errors)])
