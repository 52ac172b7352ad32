"""The API's documentation, from files of our own: no page of it asks another host for anything."""

import asyncio
import gzip
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import orjson
from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from shared.infra.http.compression import compressed, takes_gzip
from shared.infra.http.documented import FieldProblem, Problem
from shared.infra.http.security_headers import OWN_PAGE

Documents = Mapping[str, Callable[[], Mapping[str, object]]]
"""Documents beside the OpenAPI one, by path; made when asked for."""

_ASSETS = Path(__file__).parent / "assets"
_SERVED = {
    "swagger-ui-bundle.js": "text/javascript",
    "redoc.standalone.js": "text/javascript",
    "docs.js": "text/javascript",
    "swagger-ui.css": "text/css",
}
_FOREIGN_LOGO = b"https://cdn.redoc.ly/redoc/logo-mini.svg"
_PAGE_HEADERS = {"Content-Security-Policy": OWN_PAGE, "Cache-Control": "no-cache"}


def install(app: FastAPI, documents: Documents) -> None:
    """Serve `/api/docs` (Swagger UI), `/api/redoc`, `/api/openapi.json`, and the documents at their paths."""
    app.add_route("/api/docs", _page("swagger.html"), include_in_schema=False)
    app.add_route("/api/redoc", _page("redoc.html"), include_in_schema=False)
    app.add_route("/api/openapi.json", _description, include_in_schema=False)
    app.add_route("/api/assets/{name}", _asset, include_in_schema=False)
    for path, make in documents.items():
        app.add_route(path, _document(make), include_in_schema=False)


def describe(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document, with the schema of refusals that every operation refers to."""
    if app.openapi_schema is None:
        document = FastAPI.openapi(app)
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        # Enumerations that are shown where they are used are listed all the same.
        text = orjson.dumps(document)
        for name in [name for name in schemas if f'"#/components/schemas/{name}"'.encode() not in text]:
            del schemas[name]
        for model in (Problem, FieldProblem):
            schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
            schema.pop("$defs", None)
            schemas[model.__name__] = schema
        app.openapi_schema = document
    return app.openapi_schema


def _page(name: str) -> Any:
    async def page(request: Request) -> Response:
        return compressed(_encodings(request), Response(_read(name), headers=_PAGE_HEADERS, media_type="text/html"))

    return page


def _document(make: Callable[[], Mapping[str, object]]) -> Any:
    async def document(request: Request) -> Response:
        return _json(request, make())

    return document


async def _description(request: Request) -> Response:
    return _json(request, describe(request.app))


def _json(request: Request, document: Mapping[str, object]) -> Response:
    content = orjson.dumps(document)
    return compressed(
        _encodings(request), Response(content, headers={"Cache-Control": "no-cache"}, media_type="application/json")
    )


async def _asset(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in _SERVED:
        raise HTTPException(404)
    headers = {"Cache-Control": "public, max-age=86400"}
    content = await asyncio.to_thread(_read, name)
    zipped = takes_gzip(_encodings(request))
    if zipped:
        headers["Content-Encoding"] = "gzip"
        content = await asyncio.to_thread(_zipped, name)
    response = Response(content, headers=headers, media_type=_SERVED[name])
    response.headers.add_vary_header("Accept-Encoding")
    return response


def _encodings(request: Request) -> bytes:
    return request.headers.get("accept-encoding", "").encode("latin-1")


@cache
def _zipped(name: str) -> bytes:
    return gzip.compress(_read(name), mtime=0)


@cache
def _read(name: str) -> bytes:
    return (_ASSETS / name).read_bytes().replace(_FOREIGN_LOGO, b"data:,")
