"""Connections to exactly the addresses that were checked."""

from collections.abc import Iterable
from typing import Any

from httpcore2 import AnyIOBackend, AsyncNetworkBackend, AsyncNetworkStream, ConnectError

from modules.webhooks.adapters.outbound.address_resolution import AddressResolver


class PinnedBackend(AsyncNetworkBackend):
    """Resolves, checks and connects in one step, which prevents DNS rebinding.

    TLS and the Host header still use the name: the layer above sets them.
    """

    def __init__(self, addresses: AddressResolver) -> None:
        self._addresses = addresses
        self._network = AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 the signature is defined by the library
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> AsyncNetworkStream:
        """Raises NotCallable, ConnectError, and OSError for an unknown name."""
        failure: Exception = ConnectError("the host has no address")
        for address in await self._addresses.of(host.strip("[]"), port):
            try:
                return await self._network.connect_tcp(address, port, timeout, local_address, socket_options)
            except ConnectError as error:
                failure = error
        raise failure

    async def connect_unix_socket(self, *_: Any, **__: Any) -> AsyncNetworkStream:
        raise NotImplementedError("receivers are on the network")

    async def sleep(self, seconds: float) -> None:
        await self._network.sleep(seconds)
