"""Address rules against SSRF: a receiver must not give access to the shop's own network."""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_network
from typing import TypeAlias

Address: TypeAlias = IPv4Address | IPv6Address

# `ipaddress` calls some of these global, although no public receiver uses them.
_NOT_PUBLIC = tuple(
    ip_network(text)
    for text in (
        "64:ff9b::/96",  # NAT64
        "64:ff9b:1::/48",  # local-use NAT64
        "::/96",  # IPv4-compatible, deprecated
        "::ffff:0:0/96",  # IPv4-mapped
        "2002::/16",  # 6to4
        "2001::/32",  # Teredo
        "fec0::/10",  # site-local, deprecated
        "192.88.99.0/24",  # 6to4 relays
        "5f00::/16",  # segment routing
    )
)
_NAT64 = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"))


def is_public(address: Address) -> bool:
    """Whether the address, and every IPv4 address embedded in it, is global."""
    return all(_is_public(each) for each in _embedded_addresses(address))


def is_private_receiver(address: Address) -> bool:
    """Whether `private_receivers` allows the address: this machine or a private network.

    Link-local addresses are excluded: cloud metadata services there return credentials.
    """
    return all(
        not (each.is_link_local or each.is_multicast or each.is_unspecified) for each in _embedded_addresses(address)
    )


def _is_public(address: Address) -> bool:
    return (
        address.is_global
        and not address.is_multicast
        and not any(address.version == network.version and address in network for network in _NOT_PUBLIC)
    )


def _embedded_addresses(address: Address) -> Iterator[Address]:
    """The address and the IPv4 addresses embedded in it."""
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
