"""Answers of 1,000 bytes and more leave compressed for callers who can read that."""

import gzip

from starlette.requests import Request
from starlette.responses import Response

_SMALLEST = 1000
_LEVEL = 4
"""Higher levels take twice the time for a few percent."""

_COMPRESSIBLE = ("application/json", "application/problem+json", "text/")


def compressed(request: Request, response: Response) -> Response:
    """The response, its body compressed where that pays; streams are left as they are."""
    body = getattr(response, "body", b"")
    if len(body) < _SMALLEST or "content-encoding" in response.headers:
        return response
    if not response.headers.get("content-type", "").startswith(_COMPRESSIBLE):
        return response
    response.headers.add_vary_header("Accept-Encoding")
    if takes_gzip(request.headers.get("accept-encoding", "")):
        response.body = gzip.compress(body, _LEVEL, mtime=0)
        response.headers["content-encoding"] = "gzip"
        response.headers["content-length"] = str(len(response.body))
    return response


def takes_gzip(accepted: str) -> bool:
    """Whether an Accept-Encoding header names gzip and does not refuse it."""
    for coding in accepted.lower().split(","):
        name, _, quality = coding.replace(" ", "").partition(";")
        if name in ("gzip", "*"):
            return quality not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False
