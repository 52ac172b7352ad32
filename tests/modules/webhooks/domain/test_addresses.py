"""Which addresses and URLs may be called."""

from ipaddress import ip_address

import pytest

from modules.webhooks.domain.addresses import is_private_receiver, is_public
from modules.webhooks.domain.urls import allowed_url
from shared.kernel.errors import Invalid


@pytest.mark.parametrize("text", ["8.8.8.8", "93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
def test_public_addresses(text: str) -> None:
    assert is_public(ip_address(text))


@pytest.mark.parametrize(
    "text",
    [
        *("127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "::1", "::"),
        *("10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "fc00::1", "fd12:3456::1"),
        *("169.254.169.254", "169.254.0.1", "fe80::1", "fd00:ec2::254"),
        *("100.64.0.1", "100.127.255.255"),
        *("224.0.0.1", "239.255.255.250", "ff02::1", "ff0e::1"),
        *("255.255.255.255", "240.0.0.1", "192.0.2.1", "198.51.100.1", "203.0.113.1", "198.18.0.1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:8.8.8.8"),
        *("::7f00:1", "::808:808"),
        *("64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::a00:1"),
        *("2002:7f00:1::", "2002:808:808::1"),
        *("2001::1", "2001:0:808:808::1"),
        *("fec0::1", "192.88.99.1", "5f00::1"),
    ],
)
def test_addresses_that_no_message_is_sent_to(text: str) -> None:
    assert not is_public(ip_address(text))


@pytest.mark.parametrize("text", ["127.0.0.1", "::1", "10.1.2.3", "192.168.1.1", "::ffff:127.0.0.1", "fd12::1"])
def test_private_receivers(text: str) -> None:
    assert is_private_receiver(ip_address(text))


@pytest.mark.parametrize(
    "text",
    ["169.254.169.254", "fe80::1", "::ffff:169.254.169.254", "224.0.0.1", "ff02::1", "0.0.0.0", "64:ff9b::a9fe:a9fe"],
)
def test_addresses_that_private_receivers_excludes(text: str) -> None:
    assert not is_private_receiver(ip_address(text))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://example.com", "https://example.com/"),
        ("https://example.com./a", "https://example.com/a"),
        ("https://EXAMPLE.com:8443/a?b=c", "https://example.com:8443/a?b=c"),
        ("https://bücher.example/x", "https://xn--bcher-kva.example/x"),
        ("https://[2606:4700::1111]/", "https://[2606:4700::1111]/"),
    ],
)
def test_urls_are_normalized(given: str, kept: str) -> None:
    assert allowed_url(given, plain_http=False, private=False) == kept


REFUSED = [
    "http://example.com/",
    "ftp://example.com/",
    "//example.com/",
    "example.com",
    "https://",
    "https://user@example.com/",
    "https://user:secret@example.com/",
    "https://@example.com/",
    "https://example.com:22/",
    "https://example.com:80/",
    "https://example.com:99999/",
    "https://example.com/#part",
    "https://example.com/ a",
    "https://example.com/ü",
    "https://exa mple.com/",
    "https://[::1/",
    "https://[fe80::1%25eth0]/",
    "https://[fe80::1%eth0]/",
    "https://[::1::]/",
    "https://./",
    "https://localhost/",
    "https://localhost./",
    "https://shop.localhost/",
    "https://example.com/" + "a" * 2048,
]


@pytest.mark.parametrize("url", REFUSED)
def test_rejected_urls(url: str) -> None:
    with pytest.raises(Invalid) as refused:
        allowed_url(url, plain_http=False, private=False)
    assert (refused.value.code, refused.value.errors[0].pointer) == ("url_not_allowed", "/url")


def test_development_takes_plain_http_and_any_port() -> None:
    assert allowed_url("http://127.0.0.1:9123/x", plain_http=True, private=True) == "http://127.0.0.1:9123/x"
