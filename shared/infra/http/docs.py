"""The API's documentation, served from local files without requests to other hosts."""

import asyncio
import gzip
from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

import orjson
from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from shared.infra.http.responses.compression import compressed, takes_gzip
from shared.infra.http.responses.security_headers import DOCS_POLICY

Documents = Mapping[str, Callable[[], Mapping[str, object]]]
"""Further documents by path; created on request."""

_ASSETS = Path(__file__).parent / "assets"
_SERVED = {
    "swagger-ui-bundle.js": "text/javascript",
    "redoc.standalone.js": "text/javascript",
    "docs.js": "text/javascript",
    "swagger-ui.css": "text/css",
}
_FOREIGN_LOGO = b"https://cdn.redoc.ly/redoc/logo-mini.svg"
_FRESH = {"Cache-Control": "no-cache"}
_PAGE_HEADERS = {"Content-Security-Policy": DOCS_POLICY, "Cache-Control": "no-cache"}


def install(app: FastAPI, documents: Documents) -> None:
    """Serve `/api/docs` (Swagger UI), `/api/redoc`, `/api/openapi.json`, and the documents at their paths."""
    app.add_route("/api/docs", _page("swagger.html"), include_in_schema=False)
    app.add_route("/api/redoc", _page("redoc.html"), include_in_schema=False)
    app.add_route("/api/openapi.json", _description(app), include_in_schema=False)
    app.add_route("/api/assets/{name}", _asset, include_in_schema=False)
    for path, make in documents.items():
        app.add_route(path, _document(make), include_in_schema=False)


def openapi_document(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document; created once."""
    return app.openapi()


def _page(name: str) -> Any:
    async def page(request: Request) -> Response:
        return compressed(_encodings(request), Response(_read(name), headers=_PAGE_HEADERS, media_type="text/html"))

    return page


def _document(make: Callable[[], Mapping[str, object]]) -> Any:
    async def document(request: Request) -> Response:
        content = orjson.dumps(make())
        response = Response(content, headers=_FRESH, media_type="application/json")
        return compressed(_encodings(request), response)

    return document


def _description(app: FastAPI) -> Any:
    """The OpenAPI document, serialized and compressed once because it is large."""

    @cache
    def written(*, zipped: bool) -> bytes:
        return gzip.compress(written(zipped=False), mtime=0) if zipped else orjson.dumps(openapi_document(app))

    async def description(request: Request) -> Response:
        return await _prepared(request, written, _FRESH, "application/json")

    return description


async def _prepared(request: Request, content: Callable[..., bytes], headers: Mapping[str, str], kind: str) -> Response:
    zipped = takes_gzip(_encodings(request))
    response = Response(await asyncio.to_thread(content, zipped=zipped), headers=headers, media_type=kind)
    if zipped:
        response.headers["Content-Encoding"] = "gzip"
    response.headers.add_vary_header("Accept-Encoding")
    return response


async def _asset(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in _SERVED:
        raise HTTPException(404)
    headers = {"Cache-Control": "public, max-age=86400"}
    return await _prepared(request, partial(_read, name), headers, _SERVED[name])


def _encodings(request: Request) -> bytes:
    return request.headers.get("accept-encoding", "").encode("latin-1")


@cache
def _read(name: str, *, zipped: bool = False) -> bytes:
    if zipped:
        return gzip.compress(_read(name), mtime=0)
    return (_ASSETS / name).read_bytes().replace(_FOREIGN_LOGO, b"data:,")
