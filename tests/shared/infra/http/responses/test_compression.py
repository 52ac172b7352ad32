"""Why Starlette's compression does not serve: it does not read `Accept-Encoding` as RFC 9110 says.

When one of these fails, its middleware may do (docs/adr/0052).
"""

import httpx2
import pytest
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import PlainTextResponse

from shared.infra.http.responses.compression import compressed

LONG = "x" * 2000


@pytest.mark.parametrize(
    ("accepted", "theirs", "ours"), [("gzip;q=0", True, False), ("GZIP", False, True), ("*", False, True)]
)
async def test_the_accept_encoding_header_selects_compression(accepted: str, theirs: bool, ours: bool) -> None:
    transport = httpx2.ASGITransport(GZipMiddleware(PlainTextResponse(LONG)))
    async with httpx2.AsyncClient(transport=transport, base_url="http://shop") as client:
        response = await client.get("/", headers={"Accept-Encoding": accepted})
    assert ("content-encoding" in response.headers) is theirs
    assert ("content-encoding" in compressed(accepted.encode(), PlainTextResponse(LONG)).headers) is ours
