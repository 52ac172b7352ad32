"""Ranges in a query: pairs of parameters whose names say that one is the lower and one the upper bound."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from functools import wraps
from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.responses import Response

from shared.infra.http.requests.declared_parameters import QueryParameter

Endpoint = Callable[..., Awaitable[Response]]

_ENDS = {"from": "to", "min": "max"}


class Ranges:
    """The ranges among a handler's query parameters: `from` and `to`, `created_from` and `created_to`, `total_min` and
    `total_max`, as separate parameters or in one model.
    """

    def __init__(self, parameters: Sequence[QueryParameter]) -> None:
        self._names = {parameter.name: parameter.path for parameter in parameters}
        self._pairs = [(low, high) for low in self._names if (high := _end(low)) in self._names]

    def checked(self, endpoint: Endpoint) -> Endpoint:
        """The handler, preceded by the check of its ranges; the same handler if it has none.

        FastAPI validates each parameter by itself, so ranges are checked once all parameters are valid.
        """
        if not self._pairs:
            return endpoint

        @wraps(endpoint)
        async def check_ranges(**values: Any) -> Response:
            if errors := list(self.errors(values)):
                raise RequestValidationError(errors)
            return await endpoint(**values)

        return check_ranges

    def errors(self, values: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        """Two errors for each range whose lower bound is above its upper bound. Equal bounds are valid."""
        for low, high in self._pairs:
            begin, end = self._value(low, values), self._value(high, values)
            if begin is not None and end is not None and begin > end:
                for name in (low, high):
                    message = f"The range is empty: `{low}` is beyond `{high}`."
                    yield {"type": "empty_range", "loc": ("query", name), "msg": message}

    def _value(self, name: str, values: Mapping[str, Any]) -> Any:
        argument, *inside = self._names[name]
        value = values.get(argument)
        return getattr(value, inside[0], None) if inside else value


def _end(low: str) -> str:
    before, separator, begins = low.rpartition("_")
    return f"{before}{separator}{_ENDS[begins]}" if begins in _ENDS else ""
