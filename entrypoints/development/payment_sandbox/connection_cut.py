"""A server connection that the application can abort, to simulate network failures."""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class CuttableConnection(HttpToolsProtocol):
    """`request.state.cut()` aborts the connection immediately, even during a response."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["state"]["cut"] = self.transport.abort
