"""The arguments of a handler, resolved as FastAPI does but from a plan that is made once.

FastAPI analyses the fields of a signature for each request, which takes longer than to validate them. Validation itself
is FastAPI's (`Field.validate`), so values and errors are the same.
"""

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import BaseModel
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
        self._query = [_query_argument(field) for field in signature.query_params]
        self._body = _Body(signature.body_params[0]) if signature.body_params else None
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
            for argument in self._query:
                argument.read(query, values, errors)
        if self._body is not None:
            self._body.read(request.document, values, errors)
        if self._request is not None:
            values[self._request] = request
        return values, errors


class _Argument:
    """An argument that is validated."""

    def __init__(self, field: Field, location: tuple[str, ...]) -> None:
        self._field = field
        self._location = location
        self._is_required = field.field_info.is_required()

    def validate(self, value: object, values: dict[str, Any], errors: Errors) -> None:
        """Add the value, or its errors."""
        valid, wrong = self._field.validate(value, loc=self._location)
        if wrong:
            errors += wrong
        else:
            values[self._field.name] = valid

    def use_default(self, values: dict[str, Any], errors: Errors) -> None:
        if self._is_required:
            errors.append({"type": "missing", "loc": self._location, "msg": "Field required", "input": None})
        else:
            values[self._field.name] = self._field.default


class _Body(_Argument):
    def __init__(self, field: Field) -> None:
        super().__init__(field, ("body",))

    def read(self, document: object, values: dict[str, Any], errors: Errors) -> None:
        if document is NO_BODY:
            self.use_default(values, errors)
        else:
            self.validate(document, values, errors)


class _Parameter(_Argument):
    """A parameter with a value, or with a list of values."""

    def __init__(self, field: Field, place: str) -> None:
        super().__init__(field, (place, field.alias))
        self._alias = field.alias
        self._is_list = is_list(field.field_info.annotation)

    def read(self, given: Mapping[str, Any], values: dict[str, Any], errors: Errors) -> None:
        value = _value(given, self._alias, is_list=self._is_list)
        if value is None:
            self.use_default(values, errors)
        else:
            self.validate(value, values, errors)


class _Model(_Argument):
    """Query parameters that are the members of a model."""

    def __init__(self, field: Field, model: type[BaseModel]) -> None:
        super().__init__(field, ("query",))
        members = model.model_fields.items()
        self._members = [(member.alias or name, is_list(member.annotation)) for name, member in members]

    def read(self, given: Mapping[str, Any], values: dict[str, Any], errors: Errors) -> None:
        found = {name: _value(given, name, is_list=many) for name, many in self._members if name in given}
        self.validate(found, values, errors)


def _query_argument(field: Field) -> _Parameter | _Model:
    model = model_of(field)
    return _Parameter(field, "query") if model is None else _Model(field, model)


def _value(given: Mapping[str, Any], name: str, *, is_list: bool) -> Any:
    """The value; None if it was not given."""
    if is_list and isinstance(given, QueryParams):
        return given.getlist(name) or None
    return given.get(name)


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
