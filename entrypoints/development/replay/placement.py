"""Places an order and pays it as its scenario requires."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from entrypoints.command_options import PayBy
from entrypoints.development.replay.http_client import FinalResponse, RetriesExhausted, ShopClient
from entrypoints.development.replay.planning import Part
from entrypoints.development.replay.scenario import Scenario

GOOD_CARD, BAD_CARD = "pm_card_visa", "pm_card_visa_chargeDeclined"
WAIT_SECONDS = 10
"""How long the shop waits for a payment's outcome."""

NO_RESPONSE = "unanswered"
"""Code of a request without a response: it is unknown whether the order was placed."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """`earlier`: placed by another run, or by a request whose response was lost. `seconds`: duration of the request."""

    part: Part
    order_id: int
    subtotal_cents: int
    seconds: float
    earlier: bool


@dataclass(frozen=True, slots=True)
class Shortage:
    sku: str
    requested: int
    available: int


@dataclass(frozen=True, slots=True)
class Refused:
    part: Part
    code: str
    detail: str
    short: Sequence[Shortage] = ()
    seconds: float | None = None


Outcome = Accepted | Refused


class OrderPlacement:
    """Places parts for customers with known ids."""

    def __init__(self, client: ShopClient, customer_ids: Mapping[str, int]) -> None:
        self._client = client
        self._customer_ids = customer_ids

    async def __call__(self, part: Part, expected: Scenario) -> Outcome:
        """Raises Unauthorized."""
        customer_id = self._customer_ids[part.customer_ref] if part.customer_ref else None
        request = part.request(customer_id, _payment(expected))
        try:
            wait_seconds = WAIT_SECONDS if expected.waits else None
            response = await self._client.post("/v1/orders", request, part.key, wait_seconds=wait_seconds)
            if response.status == 201:
                return _accepted(part, response, response.seconds, earlier=response.replayed)
            if response.code in ("duplicate_reference", "payment_declined"):
                found = await self._client.get(f"/v1/orders/{int(response.body['order_id'])}")
                earlier = response.replayed or response.code == "duplicate_reference"
                if found.status == 200:
                    return _accepted(part, found, response.seconds, earlier=earlier)
        except RetriesExhausted as error:
            return Refused(part, NO_RESPONSE, str(error))
        short = [
            Shortage(item["sku"], item["requested"], item["available"])
            for item in response.body.get("items", ())
            if response.code == "insufficient_stock"
        ]
        return Refused(part, response.code, problem_text(response), short, response.seconds)


def problem_text(response: FinalResponse) -> str:
    """The problem's detail and its field errors."""
    errors = response.body.get("errors") or ()
    return "; ".join([str(response.body.get("detail", "")), *(f"{e['pointer']}: {e['code']}" for e in errors)])


def _payment(expected: Scenario) -> Mapping[str, str]:
    if expected.pay is PayBy.MANUAL:
        return {"method": "manual"}
    return {"method": "card", "token": BAD_CARD if expected.declined else GOOD_CARD}


def _accepted(part: Part, response: FinalResponse, seconds: float, *, earlier: bool) -> Accepted:
    return Accepted(part, int(response.body["id"]), int(response.body["subtotal_cents"]), seconds, earlier)
