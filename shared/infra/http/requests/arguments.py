"""A function's arguments from a request: what FastAPI's solver does, for the kinds we use."""

from collections.abc import Callable, Mapping
from inspect import isasyncgenfunction, iscoroutinefunction
from typing import Any

from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import request_params_to_args
from starlette.requests import Request

from shared.infra.http.requests.ranges import Ranges

_PLAIN_DEFAULTS = (int, str, type(None))


class Arguments:
    """Path, query and header parameters, the request itself, and what dependencies of these give.

    Raises Unsupported for any other kind, which FastAPI then solves itself.
    """

    def __init__(self, dependant: Dependant) -> None:
        if dependant.cookie_params or dependant.response_param_name or dependant.background_tasks_param_name:
            raise Unsupported
        if dependant.http_connection_param_name or dependant.security_scopes_param_name:
            raise Unsupported
        self._path = dependant.path_params
        self._query = dependant.query_params
        self._ranges = Ranges(dependant)
        self._header = dependant.header_params
        self._request_name = dependant.request_param_name
        self._needs = [(need.name, _called(need), Arguments(need)) for need in dependant.dependencies]
        self._without_query = self._defaults()

    async def gather(self, request: Request, errors: list[Any]) -> dict[str, Any]:
        """The arguments by name; what is wrong with them is added to `errors`."""
        values: dict[str, Any] = {}
        for name, call, arguments in self._needs:
            known = len(errors)
            given = await arguments.gather(request, errors)
            if len(errors) == known:
                value = await call(**given)
                if name is not None:
                    values[name] = value
        for param in self._path:
            values[param.name], wrong = param.validate(
                request.path_params[param.alias], values, loc=("path", param.alias)
            )
            errors += wrong
        if self._query:
            if self._without_query is not None and not request.scope["query_string"]:
                values |= self._without_query
            else:
                _take(request_params_to_args(self._query, request.query_params), values, errors)
                errors += self._ranges.errors(values)
        if self._header:
            _take(request_params_to_args(self._header, request.headers), values, errors)
        if self._request_name is not None:
            values[self._request_name] = request
        return values

    def _defaults(self) -> Mapping[str, Any] | None:
        """What the query parameters are when there is no query; None if that must be looked at."""
        fields = self._query
        if all(not one.field_info.is_required() and isinstance(one.default, _PLAIN_DEFAULTS) for one in fields):
            return {one.name: one.default for one in fields}
        return None


class Unsupported(Exception):
    """The function wants something that only FastAPI's own solver gives."""


def _called(dependant: Dependant) -> Callable[..., Any]:
    call = dependant.call
    if call is None or dependant.body_params or isasyncgenfunction(call):
        raise Unsupported
    if not (iscoroutinefunction(call) or iscoroutinefunction(type(call).__call__)):
        raise Unsupported
    return call


def _take(found: tuple[dict[str, Any], list[Any]], values: dict[str, Any], errors: list[Any]) -> None:
    values |= found[0]
    errors += found[1]
