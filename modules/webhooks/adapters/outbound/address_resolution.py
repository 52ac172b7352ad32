"""Resolution of receiver names. All addresses are checked before a connection is made."""

import asyncio
import socket
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address
from urllib.parse import urlsplit

from modules.webhooks.domain.addresses import Address, is_private_receiver, is_public
from modules.webhooks.domain.urls import url_not_allowed
from modules.webhooks.public import WebhookPolicy

Resolve = Callable[[str, int], Sequence[str]]
"""Returns the addresses of a host as text. Raises OSError."""

MAX_LOOKUPS = 50
CHECK_SECONDS = 3.0
_NOT_ALLOWED = "The receiver's address is not allowed."


class NotCallable(Exception):
    """The name has an address that must not be called."""


def resolved(host: str, port: int) -> Sequence[str]:
    """Addresses from the system's resolver, which also parses `127.1` and `0x7f.1`."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class AddressResolver:
    """Implements the port `ReceiverPolicy`. Names are resolved in a separate thread pool, as resolvers may be slow."""

    def __init__(self, policy: WebhookPolicy, resolve: Resolve = resolved) -> None:
        self._private = policy.private_receivers
        self._resolve = resolve
        self._threads = ThreadPoolExecutor(MAX_LOOKUPS, "resolve")

    async def of(self, host: str, port: int) -> Sequence[str]:
        """All addresses of the host. Raises NotCallable if one of them must not be called, OSError."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._checked, host, port)

    async def check(self, url: str) -> None:
        """Raises Invalid `url_not_allowed`. A host that cannot be resolved at the moment passes."""
        parts = urlsplit(url)
        try:
            async with asyncio.timeout(CHECK_SECONDS):
                await self.of(parts.hostname or "", parts.port or 443)
        except NotCallable:
            raise url_not_allowed(_NOT_ALLOWED) from None
        except (OSError, TimeoutError, UnicodeError):
            return

    def _checked(self, host: str, port: int) -> Sequence[str]:
        addresses = self._resolve(host, port)
        if not addresses or not all(self._is_allowed(ip_address(text.partition("%")[0])) for text in addresses):
            raise NotCallable(_NOT_ALLOWED)
        return addresses

    def _is_allowed(self, address: Address) -> bool:
        if self._private:
            return is_public(address) or is_private_receiver(address)
        return is_public(address) and not is_own_address(address)


def is_own_address(address: Address) -> bool:
    """Whether the address belongs to this machine: then the route to it starts there. No packet is sent."""
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((str(address), 9))
        except OSError:
            return False
        return ip_address(str(probe.getsockname()[0])) == address
