"""Compresses responses of 1,000 bytes and more for clients that accept it."""

import gzip

from starlette.responses import Response

_MIN_BYTES = 1000
_LEVEL = 4
"""Higher levels take twice the time for a few percent."""

_COMPRESSIBLE = ("application/json", "application/problem+json", "text/")


def compressed(accept_encoding: bytes, response: Response) -> Response:
    """The response, with a compressed body if it is large enough; streams are unchanged."""
    body = getattr(response, "body", b"")
    if len(body) < _MIN_BYTES or "content-encoding" in response.headers:
        return response
    if not response.headers.get("content-type", "").startswith(_COMPRESSIBLE):
        return response
    response.headers.add_vary_header("Accept-Encoding")
    if takes_gzip(accept_encoding):
        response.body = gzip.compress(body, _LEVEL, mtime=0)
        response.headers["content-encoding"] = "gzip"
        response.headers["content-length"] = str(len(response.body))
    return response


def takes_gzip(accept_encoding: bytes) -> bool:
    """Whether an Accept-Encoding header accepts gzip."""
    for coding in accept_encoding.lower().split(b","):
        name, _, quality = coding.replace(b" ", b"").partition(b";")
        if name in (b"gzip", b"*"):
            return quality not in (b"q=0", b"q=0.0", b"q=0.00", b"q=0.000")
    return False
