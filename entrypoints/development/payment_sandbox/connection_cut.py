"""A server's connection that an application can cut, as a network does."""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class CuttableConnection(HttpToolsProtocol):
    """`request.state.cut()` ends the connection at once, whatever was or was not sent."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["state"]["cut"] = self.transport.abort
