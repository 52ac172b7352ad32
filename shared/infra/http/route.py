"""Decorators that declare a method of a route class as the handler of an operation.

    @route.post("/{thing_id:int}/approve", operation_id="approve_thing", response_model=ThingOut)
    async def approve(self, thing_id: PathId, call: Staff) -> Response: ...

They record what is declared and return the method unchanged; `RouteClass` adds the routes.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Required, TypedDict, TypeVar, Unpack

from pydantic import BaseModel
from starlette.responses import Response

from shared.infra.http.openapi.documented_responses import Responses

Handler = TypeVar("Handler", bound=Callable[..., Awaitable[Response]])


class OperationOptions(TypedDict, total=False):
    """The options of FastAPI's path operation decorators that our operations use."""

    operation_id: Required[str]
    summary: str
    status_code: int
    response_model: type[BaseModel]
    response_class: type[Response]
    responses: Responses
    openapi_extra: dict[str, Any]  # JSON
    max_body_size: int


@dataclass(frozen=True, slots=True)
class Operation:
    """`path` is the part after the resource's prefix. With `fast_path` the operation is a `FastRoute`."""

    method: str
    path: str
    options: OperationOptions
    fast_path: bool = False


def get(path: str, *, fast_path: bool = False, **options: Unpack[OperationOptions]) -> Callable[[Handler], Handler]:
    return _declare(Operation("GET", path, options, fast_path))


def post(path: str, *, fast_path: bool = False, **options: Unpack[OperationOptions]) -> Callable[[Handler], Handler]:
    return _declare(Operation("POST", path, options, fast_path))


def put(path: str, **options: Unpack[OperationOptions]) -> Callable[[Handler], Handler]:
    return _declare(Operation("PUT", path, options))


def patch(path: str, **options: Unpack[OperationOptions]) -> Callable[[Handler], Handler]:
    return _declare(Operation("PATCH", path, options))


def delete(path: str, **options: Unpack[OperationOptions]) -> Callable[[Handler], Handler]:
    return _declare(Operation("DELETE", path, options))


def operation_of(member: object) -> Operation | None:
    """The operation that the function handles; None for any other member of a class."""
    operation: Operation | None = getattr(member, _OPERATION, None)
    return operation


def _declare(operation: Operation) -> Callable[[Handler], Handler]:
    def record(handler: Handler) -> Handler:
        setattr(handler, _OPERATION, operation)
        return handler

    return record


_OPERATION = "declared_operation"
