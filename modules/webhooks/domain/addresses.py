"""Addresses that no message is sent to: a receiver must not be a way into the shop's own network."""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_network
from typing import TypeAlias

Address: TypeAlias = IPv4Address | IPv6Address

# Python calls some of these global, although no receiver of anybody's is there.
_NEVER_PUBLIC = tuple(
    ip_network(text)
    for text in (
        "64:ff9b::/96",  # NAT64
        "64:ff9b:1::/48",  # NAT64 of one's own
        "::/96",  # IPv4-compatible, given up
        "::ffff:0:0/96",  # IPv4-mapped
        "2002::/16",  # 6to4
        "2001::/32",  # Teredo
        "fec0::/10",  # site-local, given up
        "192.88.99.0/24",  # relays of 6to4
        "5f00::/16",  # segment routing
    )
)
_NAT64 = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"))


def is_public(address: Address) -> bool:
    """Whether everybody may be sent there: neither it nor an address inside it is anything else than global."""
    return all(_is_public(form) for form in _forms(address))


def is_near(address: Address) -> bool:
    """Whether it is this machine or a private network: what `private_receivers` lets through.

    Link-local addresses are not: clouds tell their machines secrets there.
    """
    return all(not (form.is_link_local or form.is_multicast or form.is_unspecified) for form in _forms(address))


def _is_public(address: Address) -> bool:
    return (
        address.is_global
        and not address.is_multicast
        and not any(address.version == network.version and address in network for network in _NEVER_PUBLIC)
    )


def _forms(address: Address) -> Iterator[Address]:
    """The address, and the IPv4 addresses that it carries inside."""
    yield address
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            yield address.ipv4_mapped
        if address.sixtofour is not None:
            yield address.sixtofour
        if address.teredo is not None:
            yield from address.teredo
        if any(address in network for network in _NAT64):
            yield IPv4Address(int(address) & 0xFFFF_FFFF)
