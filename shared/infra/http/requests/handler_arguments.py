"""The arguments of a handler, resolved as FastAPI does but from a plan that is made once.

FastAPI analyses the fields of a signature for each request, which takes longer than to validate them. Validation itself
is FastAPI's (`Field.validate`), so values and errors are the same.
"""

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from starlette.datastructures import QueryParams

from shared.infra.http.requests.declared_parameters import Field, Signature, is_list, model_of
from shared.infra.http.requests.strict_request import NO_BODY, StrictRequest

Errors = list[Mapping[str, Any]]
"""Errors as pydantic describes them, for RequestValidationError."""


class HandlerArguments:
    """Resolves the arguments of one signature: dependencies, path, query, body and request.

    Raises TypeError for an argument that is none of these, for dependencies that are not asynchronous, and for one that
    occurs twice, which FastAPI would call once.
    """

    def __init__(self, signature: Signature) -> None:
        calls = [dependency.call for dependency in signature.dependencies]
        if len(set(calls)) < len(calls) or not all(map(_is_asynchronous, calls)):
            raise TypeError(f"{signature.call}: its dependencies are not asynchronous, or not different")
        if unknown := _names(signature.call) - _resolved_names(signature):
            raise TypeError(f"{signature.call}: {', '.join(unknown)} is resolved by FastAPI only")
        self._dependencies = [(one.name, one.call, HandlerArguments(one)) for one in signature.dependencies]
        self._path = [_Parameter(field, "path") for field in signature.path_params]
        self._query = [_query_parameter(field) for field in signature.query_params]
        self._body = signature.body_params[0] if signature.body_params else None
        self._request = signature.request_param_name

    async def resolve(self, request: StrictRequest) -> tuple[dict[str, Any], Errors]:
        """The arguments by name, and the errors in FastAPI's order. Raises what the dependencies raise."""
        values: dict[str, Any] = {}
        errors: Errors = []
        for name, call, arguments in self._dependencies:
            given, wrong = await arguments.resolve(request)
            if wrong:
                errors += wrong
                continue
            found = await call(**given) if call is not None else None
            if name is not None:
                values[name] = found
        for parameter in self._path:
            parameter.read(request.path_params, values, errors)
        if self._query:
            query = request.query_params
            for parameter in self._query:
                parameter.read(query, values, errors)
        if self._body is not None:
            _read_body(self._body, request.document, values, errors)
        if self._request is not None:
            values[self._request] = request
        return values, errors


class _Parameter:
    """A parameter with a value, or with a list of values."""

    def __init__(self, field: Field, place: str) -> None:
        self._field = field
        self._alias = field.alias
        self._is_list = is_list(field.field_info.annotation)
        self._location = (place, field.alias)

    def read(self, given: Mapping[str, Any], values: dict[str, Any], errors: Errors) -> None:
        """Add the value, or the errors."""
        value = _value(given, self._alias, is_list=self._is_list)
        if value is None:
            _use_default(self._field, self._location, values, errors)
            return
        _validate(self._field, value, self._location, values, errors)


class _Model(_Parameter):
    """Parameters that are the members of a model."""

    def __init__(self, field: Field, members: Sequence[tuple[str, bool]]) -> None:
        super().__init__(field, "query")
        self._members = members

    def read(self, given: Mapping[str, Any], values: dict[str, Any], errors: Errors) -> None:
        found = {name: _value(given, name, is_list=many) for name, many in self._members if name in given}
        _validate(self._field, found, ("query",), values, errors)


def _query_parameter(field: Field) -> _Parameter:
    model = model_of(field)
    if model is None:
        return _Parameter(field, "query")
    members = [(inner.alias or name, is_list(inner.annotation)) for name, inner in model.model_fields.items()]
    return _Model(field, members)


def _value(given: Mapping[str, Any], name: str, *, is_list: bool) -> Any:
    if is_list and isinstance(given, QueryParams):
        return given.getlist(name) or None
    return given.get(name)


def _read_body(field: Field, document: object, values: dict[str, Any], errors: Errors) -> None:
    if document is NO_BODY:
        _use_default(field, ("body",), values, errors)
    else:
        _validate(field, document, ("body",), values, errors)


def _use_default(field: Field, location: tuple[str, ...], values: dict[str, Any], errors: Errors) -> None:
    if field.field_info.is_required():
        errors.append({"type": "missing", "loc": location, "msg": "Field required", "input": None})
    else:
        values[field.name] = field.default


def _validate(field: Field, value: object, location: tuple[str, ...], values: dict[str, Any], errors: Errors) -> None:
    valid, wrong = field.validate(value, loc=location)
    if wrong:
        errors += wrong
    else:
        values[field.name] = valid


def _names(call: Callable[..., Any] | None) -> set[str]:
    return set() if call is None else set(inspect.signature(call).parameters)


def _resolved_names(signature: Signature) -> set[str | None]:
    """The arguments that `HandlerArguments` gives a value. Of several bodies FastAPI makes one document."""
    bodies = signature.body_params if len(signature.body_params) == 1 else ()
    fields = (*signature.path_params, *signature.query_params, *bodies)
    return {
        *(field.name for field in fields),
        *(one.name for one in signature.dependencies),
        signature.request_param_name,
    }


def _is_asynchronous(call: Callable[..., Any] | None) -> bool:
    return call is not None and (inspect.iscoroutinefunction(call) or inspect.iscoroutinefunction(type(call).__call__))
