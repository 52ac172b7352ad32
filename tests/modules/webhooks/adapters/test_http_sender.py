"""The HTTP sender: signatures, timeouts, size limits and address checks."""

import socket
import ssl
from collections.abc import Sequence
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path
from uuid import UUID

import pytest
from standardwebhooks import WebhookVerificationError

from modules.webhooks.adapters.outbound.address_resolution import AddressResolver, Resolve, is_own_address, resolved
from modules.webhooks.adapters.outbound.http_sender import MAX_RESPONSE_BYTES, HttpSender
from modules.webhooks.domain.delivery import Outcome
from modules.webhooks.domain.secret import Secrets
from modules.webhooks.ports.sender import WebhookMessage
from modules.webhooks.public import WebhookPolicy
from tests.modules.webhooks.certificate import contexts
from tests.modules.webhooks.domain.test_endpoint import ENDPOINT
from tests.modules.webhooks.receiver import Receiver, status

SECRET = Secrets(["key"]).current(ENDPOINT)
FORMER = Secrets(["former key"]).current(ENDPOINT)
ID = UUID("01890a5d-ac96-774b-bcce-b302099a8057")
BODY = '{"data":{"name":"Zoë"}}'.encode()
PUBLIC = "93.184.216.34"


def http_sender(resolve: Resolve = resolved, *, private: bool = True, seconds: float = 15) -> HttpSender:
    policy = WebhookPolicy(("k",), "1.2.3", "http://shop", plain_http=True, private_receivers=private)
    return HttpSender(AddressResolver(policy, resolve), "1.2.3", seconds)


def message(url: str, *secrets: str) -> WebhookMessage:
    return WebhookMessage(
        url=url, message_id=ID, subject="order:7", body=BODY, at=datetime.now(UTC), secrets=secrets or (SECRET,)
    )


async def test_a_message_is_signed_by_standard_webhooks(receiver: Receiver) -> None:
    outcome = await http_sender().send(message(receiver.url))
    assert (outcome.status, outcome.error, outcome.succeeded) == (204, None, True)
    (received,) = receiver.received
    received.verify(SECRET)
    with pytest.raises(WebhookVerificationError):
        received.verify(FORMER)
    assert (received.method, received.path, received.body) == ("POST", "/hook", BODY)
    headers = {name: received.headers[name] for name in ("webhook-id", "user-agent", "content-type", "host")}
    assert headers == {
        "webhook-id": str(ID),
        "user-agent": "Tradepost/1.2.3",
        "content-type": "application/json",
        "host": f"127.0.0.1:{receiver.port}",
    }
    assert "cookie" not in received.headers
    assert "authorization" not in received.headers


async def test_during_a_rotation_both_secrets_verify(receiver: Receiver) -> None:
    await http_sender().send(message(receiver.url, SECRET, FORMER))
    receiver.received[0].verify(SECRET)
    receiver.received[0].verify(FORMER)


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
async def test_redirects_are_not_followed(receiver: Receiver, code: int) -> None:
    receiver.respond = lambda _: status(code, f"Location: {receiver.url}")
    outcome = await http_sender().send(message(receiver.url))
    assert (outcome.status, outcome.error, outcome.succeeded) == (code, f"answered {code}", False)
    assert len(receiver.received) == 1


async def test_no_response_is_a_failure(receiver: Receiver) -> None:
    receiver.respond = lambda _: None
    outcome = await http_sender(seconds=0.2).send(message(receiver.url))
    assert (outcome.status, outcome.error) == (None, "no answer within 0.2 seconds")


async def test_an_endless_response_is_a_failure(receiver: Receiver) -> None:
    receiver.respond = lambda _: b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf"
    outcome = await http_sender(seconds=5).send(message(receiver.url))
    assert not outcome.succeeded


async def test_a_huge_response_is_cut_off(receiver: Receiver) -> None:
    length = f"Content-Length: {10**12}"
    head = f"HTTP/1.1 200 OK\r\n{length}\r\n\r\n".encode()
    receiver.respond = lambda _: head + b"x" * (MAX_RESPONSE_BYTES + 1)
    assert (await http_sender().send(message(receiver.url))).succeeded


async def test_the_environment_is_ignored(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    async with Receiver() as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        await http_sender().send(message(receiver.url))
        assert (len(receiver.received), proxy.received) == (1, [])


async def test_an_unreachable_receiver_is_an_outcome(receiver: Receiver) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        outcome = await http_sender().send(message(f"http://127.0.0.1:{taken.getsockname()[1]}/"))
    assert outcome.status is None
    assert "ConnectError" in str(outcome.error)


async def test_an_unknown_name_is_an_outcome() -> None:
    def nowhere(_: str, __: int) -> Sequence[str]:
        raise socket.gaierror("not known")

    outcome = await http_sender(nowhere).send(message("http://nowhere.example/"))
    assert outcome.status is None
    assert "gaierror" in str(outcome.error)


class Rebinding:
    """A resolver that returns a different address on every call."""

    def __init__(self, *responses: Sequence[str]) -> None:
        self._answers = list(responses)
        self.asked = 0

    def __call__(self, _: str, __: int) -> Sequence[str]:
        self.asked += 1
        return self._answers.pop(0)


async def refused(resolve: Resolve, receiver: Receiver) -> Outcome:
    outcome = await http_sender(resolve, private=False).send(message(f"http://hooks.example:{receiver.port}/"))
    assert outcome.error == "The receiver's address is not allowed."
    assert receiver.received == []
    return outcome


async def test_a_name_that_is_rebound_to_a_private_address_is_not_called(receiver: Receiver) -> None:
    policy = WebhookPolicy(("k",), "1.2.3", "http://shop", plain_http=True)
    rebinding = Rebinding([PUBLIC], ["127.0.0.1"])
    addresses = AddressResolver(policy, rebinding)
    await addresses.check(f"http://hooks.example:{receiver.port}/")
    outcome = await HttpSender(addresses, "1.2.3").send(message(f"http://hooks.example:{receiver.port}/"))
    assert (outcome.error, rebinding.asked) == ("The receiver's address is not allowed.", 2)
    assert receiver.received == []


async def test_the_name_is_looked_up_once_per_message(receiver: Receiver) -> None:
    rebinding = Rebinding(["127.0.0.1"], ["127.0.0.1"], ["127.0.0.1"])
    sender = http_sender(rebinding)
    for number in range(1, 4):
        assert (await sender.send(message(f"http://hooks.example:{receiver.port}/"))).succeeded
        assert rebinding.asked == number
    assert receiver.received[0].headers["host"] == f"hooks.example:{receiver.port}"


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.0.0.1", "169.254.169.254", "100.64.0.1", "224.0.0.1", "0.0.0.0"),
        *("::1", "::", "::ffff:127.0.0.1", "::7f00:1", "64:ff9b::7f00:1", "64:ff9b:1::7f00:1"),
        *("2002:7f00:1::", "2001::1", "fec0::1", "192.88.99.1", "5f00::1", "fe80::1%eth0", "ff02::1"),
    ],
)
async def test_one_forbidden_address_is_enough_to_reject(receiver: Receiver, address: str) -> None:
    await refused(lambda _, __: [PUBLIC, address], receiver)
    await refused(lambda _, __: [address], receiver)


@pytest.mark.parametrize("host", ["127.1", "0x7f.1", "2130706433", "0177.0.0.1", "[::ffff:127.0.0.1]", "localhost"])
async def test_no_spelling_of_this_machine_is_called(receiver: Receiver, host: str) -> None:
    outcome = await http_sender(private=False).send(message(f"http://{host}:{receiver.port}/"))
    assert outcome.error == "The receiver's address is not allowed."
    assert receiver.received == []


async def test_addresses_of_this_machine_are_recognized() -> None:
    assert is_own_address(ip_address("127.0.0.1"))
    own = {entry[4][0] for entry in socket.getaddrinfo(socket.gethostname(), 9, socket.AF_INET)}
    assert all(is_own_address(ip_address(address)) for address in own)
    assert not is_own_address(ip_address(PUBLIC))


async def test_over_tls_the_certificate_must_match_the_url(tmp_path: Path) -> None:
    serving, trusting = contexts("hooks.example", tmp_path)
    policy = WebhookPolicy(("k",), "1.2.3", "http://shop", private_receivers=True)
    addresses = AddressResolver(policy, lambda _, __: ["127.0.0.1"])
    async with Receiver(serving) as receiver:
        url = f"https://hooks.example:{receiver.port}/"
        assert (await HttpSender(addresses, "1", tls=trusting).send(message(url))).succeeded
        other = await HttpSender(addresses, "1", tls=trusting).send(message(url.replace("hooks.", "other.")))
        unknown = await HttpSender(addresses, "1", tls=ssl.create_default_context()).send(message(url))
        assert "certificate" in str(other.error).lower()
        assert "certificate" in str(unknown.error).lower()
        assert len(receiver.received) == 1
