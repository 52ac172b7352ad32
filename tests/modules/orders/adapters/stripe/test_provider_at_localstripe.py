"""The same gateway against another server that speaks as Stripe does, for the calls that it knows."""

import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from itertools import count

import httpx2
import pytest

from modules.orders.adapters.outbound.stripe import gateway as stripe_gateway
from modules.orders.adapters.outbound.stripe.gateway import StripeGateway
from modules.orders.adapters.outbound.stripe.transport import BoundedHttp
from modules.orders.domain.settlement.provider_results import Outcome, RefundOutcome
from modules.orders.ports.payments.payment_provider import Charge, Rejected
from tests.modules.orders.in_memory.provider import GOOD
from tests.running.running_shop import free_port
from tests.timeouts import TIMEOUT_SECONDS

KEY = "sk_test_of_these_tests"
# On loopback alone, and without a file of its own that others could meet.
START = """
import sys
from aiohttp import web
from localstripe.resources import Store
from localstripe.server import app
Store.dump_to_disk = lambda store: None
web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), print=None)
"""
_IDS = count(1)

pytestmark = pytest.mark.process


class OlderApi(BoundedHttp):
    """It speaks an API from before automatic payment methods, and refuses what it does not know."""

    async def request_async(
        self, method: str, url: str, headers: Mapping[str, str], post_data: str | None = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        known = [part for part in (post_data or "").split("&") if not part.startswith("automatic_payment_methods")]
        return await super().request_async(method, url, headers, "&".join(known) or None)


@pytest.fixture(scope="module")
def localstripe() -> Iterator[str]:
    port = free_port()
    process = subprocess.Popen([sys.executable, "-c", START, str(port)])
    url = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while True:
        assert process.poll() is None
        assert time.monotonic() < deadline
        try:
            httpx2.get(f"{url}/v1/charges", auth=(KEY, ""), trust_env=False).raise_for_status()
        except httpx2.TransportError:
            time.sleep(0.05)
        else:
            break
    yield url
    process.terminate()
    process.wait(TIMEOUT_SECONDS)


@pytest.fixture
async def gateway(localstripe: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[StripeGateway]:
    monkeypatch.setattr(stripe_gateway, "BoundedHttp", OlderApi)
    made = StripeGateway(KEY, "whsec_unused", localstripe)
    yield made
    await made.close()


def charge(token: str = GOOD, *, capture: bool = True) -> Charge:
    payment_id = next(_IDS)
    return Charge(
        payment_id=payment_id,
        order_id=payment_id + 10_000,
        amount_cents=1000,
        currency="GBP",
        capture=capture,
        token=token,
    )


async def test_a_payment_is_captured_immediately(gateway: StripeGateway) -> None:
    wanted = charge()
    state = await gateway.authorize(wanted)
    assert (state.outcome, state.amount_cents, state.currency) == (Outcome.CAPTURED, 1000, "GBP")
    assert state.captured_cents == 1000
    assert await gateway.get_payment(wanted.payment_id, state.provider_id) == state


async def test_an_authorized_payment_is_captured(gateway: StripeGateway) -> None:
    wanted = charge(capture=False)
    state = await gateway.authorize(wanted)
    assert (state.outcome, state.captured_cents) == (Outcome.AUTHORIZED, 0)
    taken = await gateway.capture(wanted.payment_id, state.provider_id, 1000)
    assert (taken.outcome, taken.captured_cents, taken.refunded_cents) == (Outcome.CAPTURED, 1000, 0)
    again = await gateway.capture(wanted.payment_id, state.provider_id, 1000)
    assert again == taken
    assert await gateway.void(wanted.payment_id, state.provider_id) == taken


async def test_an_authorization_is_voided(gateway: StripeGateway) -> None:
    wanted = charge(capture=False)
    state = await gateway.authorize(wanted)
    for _ in range(2):
        assert (await gateway.void(wanted.payment_id, state.provider_id)).outcome is Outcome.VOIDED


async def test_a_payment_is_refunded(gateway: StripeGateway) -> None:
    wanted = charge()
    state = await gateway.authorize(wanted)
    refund = await gateway.refund(1, wanted.payment_id, state.provider_id, 300)
    assert refund.outcome is RefundOutcome.SUCCEEDED
    assert await gateway.get_refund(1, refund.provider_id) == refund
    now = await gateway.get_payment(wanted.payment_id, state.provider_id)
    assert now is not None
    assert (now.captured_cents, now.refunded_cents) == (1000, 300)


async def test_a_payment_is_declined(gateway: StripeGateway) -> None:
    with pytest.raises(Rejected) as refused:  # it does not say which payment it refused
        await gateway.authorize(charge("pm_card_chargeCustomerFail"))
    assert refused.value.code == "card_declined"


async def test_a_payment_requires_authentication_and_is_approved(gateway: StripeGateway, localstripe: str) -> None:
    card = {"type": "card", "card[number]": "4000002500003155", "card[exp_month]": "12"}
    card |= {"card[exp_year]": "2031", "card[cvc]": "123"}
    async with httpx2.AsyncClient(base_url=localstripe, auth=(KEY, ""), trust_env=False) as http:
        method = (await http.post("/v1/payment_methods", data=card)).json()["id"]
        wanted = charge(method)
        state = await gateway.authorize(wanted)
        assert state.outcome is Outcome.REQUIRES_ACTION
        assert state.next_action is not None
        word = {"client_secret": state.next_action.client_secret, "success": "true"}
        await http.post(f"/v1/payment_intents/{state.provider_id}/_authenticate", data=word)
    after = await gateway.get_payment(wanted.payment_id, state.provider_id)
    assert after is not None
    assert (after.outcome, after.next_action) == (Outcome.CAPTURED, None)


async def test_an_unknown_payment_is_not_found(gateway: StripeGateway) -> None:
    assert await gateway.get_payment(1, "pi_of_nobody") is None
    assert await gateway.get_refund(1, "re_of_nobody") is None


async def test_every_payment_is_listed(gateway: StripeGateway) -> None:
    made = [charge() for _ in range(3)]
    for wanted in made:
        await gateway.authorize(wanted)
    entries = {entry.payment_id: entry async for entry in gateway.list_payments()}
    for wanted in made:
        entry = entries[wanted.payment_id]
        assert (entry.order_id, entry.captured_cents) == (wanted.order_id, 1000)
