"""Whose word is taken for where a request comes from."""

import pytest

from shared.infra.http.access.client_address import ClientAddress

PROXIES = ClientAddress(["10.0.0.0/8", "fd00::/8"])
CASES = {
    "no proxy at all": (ClientAddress(), "198.51.100.1", "203.0.113.1", "198.51.100.1"),
    "a stranger's header": (PROXIES, "198.51.100.1", "203.0.113.1", "198.51.100.1"),
    "loopback is no proxy unless named": (PROXIES, "127.0.0.1", "203.0.113.1", "127.0.0.1"),
    "our proxy's word": (PROXIES, "10.0.0.1", "203.0.113.1", "203.0.113.1"),
    "what callers put before it": (PROXIES, "10.0.0.1", "1.2.3.4, 203.0.113.1", "203.0.113.1"),
    "two proxies of ours": (PROXIES, "10.0.0.1", "1.2.3.4, 203.0.113.1, 10.0.0.2", "203.0.113.1"),
    "only proxies of ours": (PROXIES, "10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
    "no header": (PROXIES, "10.0.0.1", "", "10.0.0.1"),
    "rubbish": (PROXIES, "10.0.0.1", "203.0.113.1, x;drop", "10.0.0.1"),
    "a mapped address": (PROXIES, "::ffff:10.0.0.1", "203.0.113.1", "203.0.113.1"),
    "brackets": (PROXIES, "fd00::1", "[2001:db8::1]", "[2001:db8::1]"),
}


@pytest.mark.parametrize(("reader", "peer", "forwarded", "expected"), CASES.values(), ids=CASES)
def test_the_rightmost_untrusted_address_is_used(
    reader: ClientAddress, peer: str, forwarded: str, expected: str
) -> None:
    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    assert reader.of({"type": "http", "client": (peer, 1), "headers": headers}) == expected


def test_several_headers_are_one_list() -> None:
    headers = [(b"x-forwarded-for", b"1.2.3.4"), (b"x-forwarded-for", b"203.0.113.1")]
    assert PROXIES.of({"type": "http", "client": ("10.0.0.1", 1), "headers": headers}) == "203.0.113.1"


def test_a_socket_has_no_address() -> None:
    assert PROXIES.of({"type": "http", "client": None, "headers": []}) == "unknown"


@pytest.mark.parametrize(
    ("address", "bucket"),
    [
        ("203.0.113.1", "203.0.113.1"),
        ("2001:db8:0:1:2:3:4:5", "2001:db8:0:1::/64"),
        ("::ffff:203.0.113.1", "203.0.113.1"),
    ],
)
def test_an_ipv6_network_shares_a_bucket(address: str, bucket: str) -> None:
    assert ClientAddress().bucket({"type": "http", "client": (address, 1), "headers": []}) == bucket
