"""`GET /`: the name and version of the program, and links to its documentation."""

from html import escape

import orjson
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from shared.infra.http.responses.html_page import html_page
from shared.infra.http.responses.negotiation import media_range
from shared.infra.http.responses.rendered import JSON

_DOCUMENTATION = {"documentation": "/api/docs", "reference": "/api/redoc", "openapi": "/api/openapi.json"}
_ALWAYS = {"errors": "/problems", "health": "/health", "readiness": "/ready"}
_TITLES = {
    "documentation": "API documentation, to read and to try",
    "reference": "API reference",
    "openapi": "OpenAPI document",
    "errors": "Error codes",
    "health": "Health",
    "readiness": "Readiness of each part",
}


def install(app: FastAPI, name: str, *, summary: str, version: str, shows_docs: bool) -> None:
    """Serve `/` as HTML to browsers and as JSON to programs."""
    links = {**(_DOCUMENTATION if shows_docs else {}), **_ALWAYS}
    document = orjson.dumps({"name": name, "description": summary, "version": version, "links": links})
    items = "\n".join(f'<li><a href="{path}">{_TITLES[link]}</a></li>' for link, path in links.items())
    body = (
        f"<h1>{escape(name)}</h1>\n<p>{escape(summary)}</p>\n"
        f"<p>Version {escape(version)}. Requests go to <code>/v1</code>.</p>\n<ul>\n{items}\n</ul>"
    )

    async def home(request: Request) -> Response:
        accept = request.headers.get("accept", "").encode("latin-1")
        html, json = media_range(accept, "text/html"), media_range(accept, JSON)
        if html.quality and html > json:
            response: Response = html_page(name, body)
        else:
            response = Response(document, media_type=JSON)
        response.headers["Cache-Control"] = "no-cache"
        response.headers.add_vary_header("Accept")
        return response

    app.add_route("/", home, include_in_schema=False)
