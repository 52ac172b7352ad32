"""A request whose body is read strictly and once."""

from collections.abc import AsyncGenerator
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Receive, Scope

from shared.infra.http.request_state import state_of
from shared.infra.http.requests import strict_json
from shared.kernel.errors import DomainError

NO_BODY = object()
"""The document of a request without a body; `null` is a document."""


class UnsupportedMediaType(DomainError):
    """The operation does not read bodies of this media type."""

    def __init__(self, *supported: str) -> None:
        super().__init__(
            "unsupported_media_type", f"Send the body as {' or '.join(supported)}.", supported=list(supported)
        )


class UnsupportedContentEncoding(DomainError):
    """The body is compressed. RFC 9110 §15.5.16: 415, with the supported encodings in `Accept-Encoding`."""

    def __init__(self) -> None:
        super().__init__(
            "unsupported_media_type", "Send the body as it is, without a Content-Encoding.", supported=["identity"]
        )


class StrictRequest(Request):
    """`json()`, which FastAPI calls, returns the document that `strict_json` has parsed.

    At most `limit` bytes of body are read, whatever the Content-Length says.
    """

    def __init__(self, scope: Scope, receive: Receive, limit: int) -> None:
        super().__init__(scope, receive)
        self.document: Any = NO_BODY
        self.content: bytes | None = None
        self._limit = limit
        self._sent = state_of(scope).request_headers

    async def stream(self) -> AsyncGenerator[bytes, None]:
        if int(self._sent.get(b"content-length") or 0) > self._limit:
            raise _too_large()
        size = 0
        async for chunk in super().stream():
            size += len(chunk)
            if size > self._limit:
                raise _too_large()
            yield chunk

    async def body(self) -> bytes:
        self.content = await super().body()
        return self.content

    async def json(self) -> Any:
        return self.document

    def reject_content_encoding(self) -> None:
        """Raise UnsupportedContentEncoding for a compressed body: none is decoded."""
        encoding = self._sent.get(b"content-encoding", b"").strip().lower()
        if encoding not in (b"", b"identity") and self._brings_body():
            raise UnsupportedContentEncoding

    def _brings_body(self) -> bool:
        return self._sent.get(b"content-length", b"0") != b"0" or b"transfer-encoding" in self._sent

    async def read_json(self) -> None:
        """Read and parse the body, if there is one."""
        body = await self.body()
        if body:
            self.require_media_type("application/json")
            self.document = strict_json.parse(body)

    async def read_form(self, *supported: str) -> None:
        """Check that the body is a form; FastAPI reads it."""
        if self._brings_body():
            self.require_media_type(*supported)

    def require_media_type(self, *supported: str) -> str:
        """The media type of the body. Raises UnsupportedMediaType unless it is supported."""
        content_type = self._sent.get(b"content-type", b"").decode("latin-1")
        if content_type in supported:
            return content_type
        kind, _, parameters = content_type.partition(";")
        kind = kind.strip().lower()
        is_json = kind.startswith("application/") and kind.endswith("+json") and "application/json" in supported
        charset = parameters.strip().lower().replace('"', "")
        foreign = charset.startswith("charset=") and charset != "charset=utf-8"
        if foreign or not (kind in supported or is_json):
            raise UnsupportedMediaType(*supported)
        return kind


async def raw_body(request: Request) -> bytes:
    """A dependency: the raw body, for a route that checks a signature over it."""
    return await request.body()


def document_of(request: Request) -> object:
    """The parsed body, or the bytes of one that is not JSON, for comparing requests."""
    if not isinstance(request, StrictRequest):
        return None
    return request.content if request.document is NO_BODY else request.document


def _too_large() -> HTTPException:
    # Not a DomainError: while it reads a form, FastAPI re-raises HTTPException only.
    return HTTPException(413)
