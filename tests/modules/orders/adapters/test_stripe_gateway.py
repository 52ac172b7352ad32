"""The gateway and answers that no honest provider gives, or that are lost on the way."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from urllib.parse import parse_qsl

import pytest
import stripe

from modules.orders.adapters.outbound import stripe_transport
from modules.orders.adapters.outbound.stripe_gateway import StripeGateway
from modules.orders.ports.provider import Charge, NotFromProvider, Outcome, Rejected, Report, Unsettled
from tests.running_shop import free_port

SECRET = "whsec_of_these_tests"
CHARGE = Charge(7, 3, 1000, "GBP", True, "pm_card_visa", "https://shop.example/orders/3")
INTENT = {
    "id": "pi_1",
    "object": "payment_intent",
    "status": "succeeded",
    "amount": 1000,
    "amount_received": 1000,
    "currency": "gbp",
    "metadata": {"payment_id": "7", "order_id": "3"},
    "latest_charge": {"id": "ch_1", "object": "charge", "amount_refunded": 0, "disputed": False},
}
REFUND = {
    "id": "re_1",
    "object": "refund",
    "status": "succeeded",
    "amount": 100,
    "currency": "gbp",
    "payment_intent": "pi_1",
    "metadata": {"payment_id": "7", "refund_id": "5"},
}


def answer(status: int, body: object, headers: str = "") -> bytes:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    head = f"HTTP/1.1 {status} Whatever\r\nContent-Type: application/json\r\nContent-Length: {len(content)}\r\n"
    return f"{head}{headers}\r\n".encode() + content


def error(status: int, **detail: object) -> bytes:
    return answer(status, {"error": {"type": "invalid_request_error", "message": "no"} | detail})


class Provider:
    """Answers every request with the same bytes, or each in its turn, or as it is told to behave."""

    def __init__(self) -> None:
        self.says = answer(200, INTENT)
        self.turns: list[bytes] = []
        self.behaves: Callable[[asyncio.StreamWriter], Awaitable[None]] = self._answer
        self.requests: list[tuple[str, dict[str, str], dict[str, str]]] = []

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def close(self) -> None:
        self._server.close()

    async def drip(self, writer: asyncio.StreamWriter) -> None:
        """A byte now and then: no wait is long, and there is no end."""
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while not writer.is_closing():
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.01)

    async def flood(self, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while not writer.is_closing():
            writer.write(b"ffff\r\n" + b" " * 0xFFFF + b"\r\n")
            await writer.drain()

    async def hang_up(self, writer: asyncio.StreamWriter) -> None:
        writer.transport.abort()

    async def _answer(self, writer: asyncio.StreamWriter) -> None:
        writer.write(self.turns.pop(0) if self.turns else self.says)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode().splitlines()
                headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:])}
                content = await reader.readexactly(int(headers.get("content-length", 0)))
                self.requests.append((head[0], headers, dict(parse_qsl(content.decode()))))
                await self.behaves(writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    provider = Provider()
    await provider.open()
    yield provider
    provider.close()


@pytest.fixture
async def gateway(provider: Provider) -> AsyncIterator[StripeGateway]:
    made = StripeGateway("sk_test_of_these_tests", SECRET, provider.url + "/")
    yield made
    await made.close()


async def test_a_request_says_what_it_must_and_no_more(provider: Provider, gateway: StripeGateway) -> None:
    await gateway.authorise(CHARGE)
    ((line, headers, form),) = provider.requests
    assert line == "POST /v1/payment_intents HTTP/1.1"
    assert form == {
        "amount": "1000",
        "currency": "gbp",
        "capture_method": "automatic",
        "confirm": "true",
        "payment_method": "pm_card_visa",
        "metadata[payment_id]": "7",
        "metadata[order_id]": "3",
        "return_url": "https://shop.example/orders/3",
        "expand[0]": "latest_charge",
    }
    assert headers["idempotency-key"] == "pay_7_authorise"
    assert headers["authorization"] == "Bearer sk_test_of_these_tests"
    assert headers["user-agent"] == "tradepost"
    assert not [name for name in headers if name.startswith("x-")]


async def test_every_command_has_its_key(provider: Provider, gateway: StripeGateway) -> None:
    await gateway.capture(7, "pi_1", 1000)
    await gateway.void(7, "pi_1")
    provider.says = answer(200, REFUND)
    await gateway.refund(5, 7, "pi_1", 100)
    keys = [headers["idempotency-key"] for _, headers, _ in provider.requests]
    assert keys == ["pay_7_capture", "pay_7_void", "pay_7_refund_5"]
    assert provider.requests[2][2]["metadata[refund_id]"] == "5"


@pytest.mark.parametrize(
    "says",
    [
        error(500, type="api_error"),
        answer(503, b"<html>gone</html>"),
        answer(502, b""),
        error(429, code="rate_limit"),
        error(400, code="rate_limit"),
        error(409, type="idempotency_error", code="idempotency_key_in_use"),
        error(400, type="idempotency_error"),
        error(401),
        error(403),
        answer(302, b"", "Location: /elsewhere\r\n"),
        answer(200, b"{"),
        answer(200, b"\xff"),
        answer(200, []),
        answer(200, None),
        answer(200, {"error": "nothing else"}),
        answer(400, {"error": ["odd"]}),
        answer(200, b"[" * 100_000),
        answer(200, {}),
        answer(200, INTENT | {"status": "resting"}),
        answer(200, INTENT | {"amount": "1000"}),
        answer(200, INTENT | {"amount": -1000}),
        answer(200, INTENT | {"amount": 999}),
        answer(200, INTENT | {"currency": "usd"}),
        answer(200, INTENT | {"metadata": {}}),
        answer(200, INTENT | {"metadata": {"payment_id": "8", "order_id": "3"}}),
        answer(200, INTENT | {"metadata": {"payment_id": "7", "order_id": "4"}}),
    ],
    ids=lambda says: says[-60:].decode(errors="replace"),
)
async def test_an_answer_that_cannot_be_believed_settles_nothing(
    provider: Provider, gateway: StripeGateway, says: bytes
) -> None:
    provider.says = says
    with pytest.raises(Unsettled) as unsettled:
        await gateway.authorise(CHARGE)
    assert len(str(unsettled.value)) < 500
    assert len(provider.requests) == 1  # who asks again is the application's matter


@pytest.mark.parametrize(
    "says",
    [
        answer(200, INTENT | {"id": "pi_2"}),
        answer(200, INTENT | {"amount_received": 1001}),
        answer(200, INTENT | {"status": "requires_capture"}),
    ],
)
async def test_a_capture_of_something_else_settles_nothing(
    provider: Provider, gateway: StripeGateway, says: bytes
) -> None:
    provider.says = says
    with pytest.raises(Unsettled):
        await gateway.capture(7, "pi_1", 1000)


@pytest.mark.parametrize(
    "other",
    [{"amount": 101}, {"payment_intent": "pi_2"}, {"metadata": {"payment_id": "7", "refund_id": "6"}}, {"status": 1}],
    ids=str,
)
async def test_a_refund_of_something_else_settles_nothing(
    provider: Provider, gateway: StripeGateway, other: dict[str, Any]
) -> None:
    provider.says = answer(200, REFUND | other)
    with pytest.raises(Unsettled):
        await gateway.refund(5, 7, "pi_1", 100)


@pytest.mark.parametrize(
    ("behaviour", "why"), [("drip", "TimeoutError"), ("flood", "too large"), ("hang_up", "on the way")]
)
async def test_an_answer_without_end_is_cut(
    provider: Provider, gateway: StripeGateway, behaviour: str, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if behaviour == "drip":
        monkeypatch.setattr(stripe_transport, "TIMEOUT_SECONDS", 0.5)
    provider.behaves = getattr(provider, behaviour)
    async with asyncio.timeout(8):  # less than the usual patience of ten seconds
        with pytest.raises(Unsettled, match=why):
            await gateway.authorise(CHARGE)


async def test_nobody_there_settles_nothing() -> None:
    gateway = StripeGateway("sk_test_of_these_tests", SECRET, f"http://127.0.0.1:{free_port()}")
    with pytest.raises(Unsettled):
        await gateway.authorise(CHARGE)
    await gateway.close()


async def test_the_environment_shows_no_way_round(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    gateway = StripeGateway("sk_test_of_these_tests", SECRET, provider.url)
    assert (await gateway.authorise(CHARGE)).outcome is Outcome.CAPTURED
    await gateway.close()


async def test_a_refusal_says_why(provider: Provider, gateway: StripeGateway) -> None:
    provider.says = error(400, code="amount_too_small", message="Amount must be at least £0.30")
    with pytest.raises(Rejected) as refused:
        await gateway.authorise(CHARGE)
    assert refused.value.code == "amount_too_small"
    provider.says = error(402, type="card_error", code="card_declined", decline_code="fraudulent")
    with pytest.raises(Rejected) as refused:
        await gateway.refund(5, 7, "pi_1", 100)
    assert refused.value.code == "fraudulent"


@pytest.mark.parametrize(
    ("status", "outcome"), [("requires_payment_method", Outcome.DECLINED), ("canceled", Outcome.VOIDED)]
)
async def test_a_bank_that_goes_back_on_its_word_is_a_state_of_the_payment(
    provider: Provider, gateway: StripeGateway, status: str, outcome: Outcome
) -> None:
    provider.says = error(402, type="card_error", code="card_declined", payment_intent=INTENT | {"status": status})
    assert (await gateway.capture(7, "pi_1", 1000)).outcome is outcome


async def test_a_capture_that_the_bank_refuses_is_rejected(provider: Provider, gateway: StripeGateway) -> None:
    held = INTENT | {"status": "requires_capture", "amount_received": 0}
    provider.turns = [
        error(402, type="card_error", code="card_declined", payment_intent=held),
        answer(200, held),
    ]
    with pytest.raises(Rejected) as refused:
        await gateway.capture(7, "pi_1", 1000)
    assert refused.value.code == "card_declined"


async def test_what_is_repeated_is_asked_again(provider: Provider, gateway: StripeGateway) -> None:
    waiting = INTENT | {"status": "requires_action", "amount_received": 0}
    provider.turns = [answer(200, waiting, "Idempotent-Replayed: true\r\n"), answer(200, INTENT)]
    assert (await gateway.authorise(CHARGE)).outcome is Outcome.CAPTURED
    provider.turns = [answer(200, waiting, "Idempotent-Replayed: true\r\n"), error(404)]
    with pytest.raises(Unsettled):
        await gateway.authorise(CHARGE)


@pytest.mark.parametrize("says", [error(400), error(402, type="card_error"), error(500)])
async def test_a_question_that_is_refused_settles_nothing(
    provider: Provider, gateway: StripeGateway, says: bytes
) -> None:
    provider.says = says
    for question in (
        gateway.look_up(7, "pi_1"),
        gateway.look_up(7, None),
        gateway.look_up_refund(5, "re_1"),
        anext(gateway.books()),
    ):
        with pytest.raises(Unsettled):
            await question


async def test_a_page_of_the_books_that_is_lost_is_asked_for_again(provider: Provider, gateway: StripeGateway) -> None:
    rows = [INTENT, INTENT | {"id": "pi_2", "metadata": {"payment_id": "6", "order_id": "2"}}]
    first, last = (
        answer(200, {"object": "list", "has_more": more, "data": [row]})
        for row, more in zip(rows, (True, False), strict=True)
    )
    provider.turns = [error(500), first, error(503), error(500), last]
    assert [entry.payment_id async for entry in gateway.books()] == [7, 6]
    assert [line.count("starting_after=pi_1") for line, _, _ in provider.requests] == [0, 0, 1, 1, 1]


@pytest.mark.parametrize("refunded", [50, 650])
async def test_what_a_capture_in_part_let_go_is_no_refund(
    provider: Provider, gateway: StripeGateway, refunded: int
) -> None:
    """Charges count it among what was refunded; would they ever not, the sum is still right."""
    charge = {"id": "ch_1", "amount_refunded": refunded, "disputed": False}
    provider.says = answer(200, INTENT | {"amount_received": 400, "latest_charge": charge})
    state = await gateway.look_up(7, "pi_1")
    assert state is not None
    assert (state.captured_cents, state.refunded_cents) == (400, 50)


async def test_of_several_namesakes_the_one_that_took_money_tells(provider: Provider, gateway: StripeGateway) -> None:
    declined = INTENT | {"id": "pi_2", "status": "requires_payment_method", "amount_received": 0}
    other = INTENT | {"id": "pi_3", "metadata": {"payment_id": "70"}}
    provider.says = answer(200, {"object": "search_result", "has_more": False, "data": [other, declined, INTENT]})
    state = await gateway.look_up(7, None)
    assert state is not None
    assert state.provider_id == "pi_1"


async def test_secrets_are_not_written_down(
    provider: Provider, gateway: StripeGateway, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    await gateway.authorise(CHARGE)
    assert "pm_card_visa" not in caplog.text
    assert "sk_test" not in caplog.text


def report(event: object, age: float = 0, secret: str = SECRET) -> tuple[bytes, str]:
    payload = event if isinstance(event, str) else json.dumps(event)
    when = int(time.time() - age)
    return payload.encode(), stripe.WebhookSignature.generate_signature_header(payload, secret, when)


def about(type_: str, **subject: object) -> dict[str, object]:
    return {"id": "evt_1", "object": "event", "type": type_, "data": {"object": subject}}


OURS = {"payment_id": "7", "order_id": "3"}


@pytest.mark.parametrize(
    ("event", "told"),
    [
        (
            about("payment_intent.succeeded", id="pi_1", object="payment_intent", metadata=OURS),
            Report("evt_1", "payment_intent.succeeded", 7, None, "pi_1"),
        ),
        (
            about("charge.refunded", id="ch_1", object="charge", payment_intent="pi_1", metadata=OURS),
            Report("evt_1", "charge.refunded", 7, None, "pi_1"),
        ),
        (
            about("refund.failed", id="re_1", object="refund", payment_intent="pi_1", metadata=REFUND["metadata"]),
            Report("evt_1", "refund.failed", 7, 5, "pi_1"),
        ),
        (
            about("charge.dispute.created", id="dp_1", object="dispute", payment_intent="pi_1", metadata={}),
            Report("evt_1", "charge.dispute.created", None, None, "pi_1", is_dispute=True),
        ),
        (
            about("payment_intent.succeeded", id="pi_9", object="payment_intent", metadata={"payment_id": "-7"}),
            Report("evt_1", "payment_intent.succeeded", None, None, "pi_9"),
        ),
        (about("balance.available", object="balance"), Report("evt_1", "balance.available", None, None)),
    ],
)
def test_a_report_says_which_payment_it_is_about(gateway: StripeGateway, event: object, told: Report) -> None:
    assert gateway.read_report(*report(event)) == told


@pytest.mark.parametrize(
    ("payload", "signature"),
    [
        report(about("x"), age=301),
        report(about("x"), secret="whsec_another"),
        (report(about("x"))[0], report(about("y"))[1]),
        (b"\xff", "t=1,v1=00"),
        (b"{}", ""),
        (b"{}", "t=now,v1="),
        report("{"),
        report("[]"),
        report({"id": 1}),
    ],
    ids=range(9),
)
def test_what_the_provider_did_not_sign_now_is_refused(gateway: StripeGateway, payload: bytes, signature: str) -> None:
    with pytest.raises(NotFromProvider):
        gateway.read_report(payload, signature)
