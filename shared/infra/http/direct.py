"""The short way to a route: its gate, its parameters, at most one JSON model, and a Response back.

Walking FastAPI's general machinery costs a request more than all the rest of it; what it gets
here is the same. Forms and whatever else is not of this kind go the general way.
"""

from collections.abc import Awaitable, Callable
from inspect import iscoroutinefunction, signature
from typing import Any

from fastapi import params
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError
from starlette.responses import Response

from shared.infra.http.requests.arguments import Arguments, Unsupported
from shared.infra.http.requests.strict_request import NO_BODY, StrictRequest
from shared.infra.http.requests.validation import validation_error

DirectHandler = Callable[[StrictRequest], Awaitable[Response]]

_MISSING = {"type": "missing", "loc": ("body",), "msg": ""}


def direct_handler(route: APIRoute) -> DirectHandler | None:
    """A handler that does without FastAPI's; None for a route it would not serve the same."""
    model = _model(route)
    if not _returns_response(route) or (model is None and route.body_field is not None):
        return None
    try:
        arguments = Arguments(route.dependant)
    except Unsupported:
        return None
    body_name = route.dependant.body_params[0].name if model else ""
    endpoint = route.endpoint

    async def handle(request: StrictRequest) -> Response:
        errors: list[Any] = []
        values = await arguments.gather(request, errors)
        if model is not None:
            values[body_name] = _validated(model, request.document, errors)
        if errors:
            raise validation_error(errors, model)
        response: Response = await endpoint(**values)
        return response

    return handle


def _validated(model: type[BaseModel], document: object, errors: list[Any]) -> object:
    if document is NO_BODY:
        errors.append(_MISSING)
        return None
    try:
        return model.__pydantic_validator__.validate_python(document)
    except ValidationError as error:
        found = error.errors(include_url=False)
        errors += [{**one, "loc": ("body", *one["loc"])} for one in found]
        return None


def _returns_response(route: APIRoute) -> bool:
    answer = signature(route.endpoint).return_annotation
    return iscoroutinefunction(route.endpoint) and isinstance(answer, type) and issubclass(answer, Response)


def _model(route: APIRoute) -> type[BaseModel] | None:
    """The body's model if the body is one JSON object and must be there."""
    field, fields = route.body_field, route.dependant.body_params
    if field is None or len(fields) != 1 or isinstance(field.field_info, params.Form) or field is not fields[0]:
        return None
    annotation = field.field_info.annotation
    if not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
        return None
    return annotation if field.field_info.is_required() and not field.field_info.metadata else None
