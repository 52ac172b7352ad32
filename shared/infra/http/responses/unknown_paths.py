"""Paths that no route matches: with a trailing slash, or mistyped."""

from collections.abc import Sequence
from difflib import SequenceMatcher

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Match, Route
from starlette.types import Scope

from shared.infra.http.responses.problems import problem_for
from shared.kernel.errors import NotFound
from shared.kernel.values.suggestions import MAX_LENGTH

_PREFIX = "/v1/"
_MAX_SEGMENTS = 8
_MIN_SIMILARITY = 0.8
"""Less similar paths are not suggested."""


def answer_unknown_path(request: Request) -> Response:
    """Redirect (308) a GET to the path without trailing slashes if it exists, else 404 naming the nearest path.

    A command is not redirected: many clients would repeat it without its body, or as a GET.
    """
    scope, routes = request.scope, _routes(request.app)
    path: str = scope["path"]
    shorter = path.rstrip("/")
    if shorter != path and (template := _template(routes, {**scope, "path": shorter})) is not None:
        if scope["method"] == "GET":
            return RedirectResponse(_without_slashes(scope), 308)
        return problem_for(request, _not_found(template))
    if not path.startswith(_PREFIX) and (template := _template(routes, {**scope, "path": f"/v1{shorter}"})):
        return problem_for(request, _not_found(template))
    found = _nearest(shorter, routes)
    if found is None and not path.startswith(_PREFIX):
        found = _nearest(f"/v1{shorter}", routes)
    return problem_for(request, _not_found(found))


def _routes(app: FastAPI) -> Sequence[Route]:
    routes = (context.original_route for context in iter_route_contexts(app.routes))
    return [route for route in routes if isinstance(route, Route)]


def _not_found(template: str | None) -> NotFound:
    return NotFound("path", f" Did you mean `{template}`?" if template else "")


def _template(routes: Sequence[Route], scope: Scope) -> str | None:
    """The path template of the route that matches path and method, or None."""
    return next((route.path_format for route in routes if route.matches(scope)[0] is Match.FULL), None)


def _without_slashes(scope: Scope) -> str:
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    query: bytes = scope["query_string"]
    location = raw.split(b"?")[0].rstrip(b"/") + (b"?" + query if query else b"")
    return location.decode("latin-1")


def _nearest(path: str, routes: Sequence[Route]) -> str | None:
    """The template of the route whose fixed segments are most similar, of those with as many segments."""
    segments = path.strip("/").split("/")
    if len(segments) > _MAX_SEGMENTS:
        return None
    similar = {route.path_format: _similarity(segments, route) for route in routes}
    found = max(similar, key=lambda template: similar[template], default=None)
    return None if found is None or similar[found] < _MIN_SIMILARITY else found


def _similarity(segments: Sequence[str], route: Route) -> float:
    """0 to 1. Segments that are parameters of the route are not compared: a long id would resemble anything."""
    own = route.path_format.strip("/").split("/")
    if len(own) != len(segments):
        return 0.0
    fixed = [(part, given) for part, given in zip(own, segments, strict=True) if not part.startswith("{")]
    ours, theirs = "/".join(part for part, _ in fixed), "/".join(given for _, given in fixed)
    return SequenceMatcher(None, theirs.casefold(), ours).ratio() if len(theirs) <= MAX_LENGTH else 0.0
