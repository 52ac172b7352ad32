"""The short way to a simple route: no dependency to solve but its gate, no query to read.

Most commands and look-ups by id are of this kind. Walking FastAPI's general machinery costs
them more than all the rest of the request; what they get here is the same.
"""

from collections.abc import Awaitable, Callable, Sequence
from inspect import iscoroutinefunction, signature
from typing import Any

from fastapi import params
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError
from starlette.responses import Response

from shared.infra.http.gate import Gate
from shared.infra.http.strict_request import NO_BODY, StrictRequest
from shared.infra.http.validation import refusal_of

DirectHandler = Callable[[StrictRequest], Awaitable[Response]]

_MISSING = {"type": "missing", "loc": ("body",), "msg": ""}


def direct_handler(route: APIRoute) -> DirectHandler | None:
    """A handler for a route of path parameters, one gate and at most one JSON model; None for any other."""
    dependant = route.dependant
    if not (_is_simple(dependant) and _answers_itself(route)):
        return None
    gate = dependant.dependencies[0]
    model = _model(route)
    if model is None and route.body_field is not None:
        return None
    gate_name, check_gate = gate.name, gate.call
    body_name = dependant.body_params[0].name if model else ""
    endpoint, path_params, request_name = route.endpoint, dependant.path_params, dependant.request_param_name

    async def handle(request: StrictRequest) -> Response:
        values: dict[str, Any] = {request_name: request} if request_name else {}
        passed = await check_gate(request)  # type: ignore[misc]  # _is_simple has seen that it is a Gate
        if gate_name:
            values[gate_name] = passed
        errors: list[Any] = []
        for param in path_params:
            value, wrong = param.validate(request.path_params[param.alias], values, loc=("path", param.alias))
            values[param.name] = value
            errors += wrong
        if model is not None:
            values[body_name] = _validated(model, request.document, errors)
        if errors:
            raise refusal_of(errors)
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
        found = error.errors(include_url=False, include_context=False, include_input=False)
        errors += [{**one, "loc": ("body", *one["loc"])} for one in found]
        return None


def _is_simple(dependant: Dependant) -> bool:
    gates: Sequence[Dependant] = dependant.dependencies
    return (
        len(gates) == 1
        and isinstance(gates[0].call, Gate)
        and len(dependant.body_params) <= 1
        and not (dependant.query_params or dependant.header_params or dependant.cookie_params)
        and not (dependant.response_param_name or dependant.background_tasks_param_name)
        and not (dependant.http_connection_param_name or dependant.security_scopes_param_name)
    )


def _answers_itself(route: APIRoute) -> bool:
    answer = signature(route.endpoint).return_annotation
    return iscoroutinefunction(route.endpoint) and isinstance(answer, type) and issubclass(answer, Response)


def _model(route: APIRoute) -> type[BaseModel] | None:
    field = route.body_field
    if field is None or isinstance(field.field_info, params.Form) or field is not route.dependant.body_params[0]:
        return None
    annotation = field.field_info.annotation
    if not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
        return None
    return annotation if field.field_info.is_required() and not field.field_info.metadata else None
