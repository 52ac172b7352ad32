"""The client address of a request, as reported by trusted proxies."""

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from starlette.types import Scope

_IPV6_SITE = 64
"""One subscriber usually has a whole /64, so it is counted as one address."""


class ClientAddress:
    """Determines the client address of a request.

    `X-Forwarded-For` is evaluated only for peers inside `trusted` (networks in CIDR
    notation), hop by hop from the right, up to the first hop that is not trusted.
    """

    def __init__(self, trusted: Sequence[str] = ()) -> None:
        self._trusted = tuple(ip_network(network, strict=False) for network in trusted)

    def of(self, scope: Scope) -> str:
        """The address as text; `unknown` if there is none (a Unix socket)."""
        client = scope.get("client")
        peer: str = client[0] if client else "unknown"
        if not self._trusted or not self._is_ours(peer):
            return peer
        for hop in reversed(_forwarded(scope)):
            if not self._is_ours(hop):
                return hop if _parsed(hop) else peer
            peer = hop
        return peer

    def bucket(self, scope: Scope) -> str:
        """The address, or IPv6 network, by which rate limits count."""
        return _bucket(self.of(scope))

    def _is_ours(self, address: str) -> bool:
        parsed = _parsed(address)
        return parsed is not None and any(parsed in network for network in self._trusted)


@lru_cache(10_000)
def _bucket(address: str) -> str:
    parsed = _parsed(address)
    if isinstance(parsed, IPv6Address):
        return str(IPv6Network((parsed, _IPV6_SITE), strict=False))
    return address if parsed is None else str(parsed)


def _forwarded(scope: Scope) -> list[str]:
    values = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
    return [hop.strip() for hop in ",".join(values).split(",") if hop.strip()]


def _parsed(address: str) -> IPv4Address | IPv6Address | None:
    if address.startswith("["):
        address = address[1:].partition("]")[0]
    try:
        parsed = ip_address(address)
    except ValueError:
        return None
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped:
        return parsed.ipv4_mapped
    return parsed
