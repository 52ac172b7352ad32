"""Typed declarations for containers: each returns the injector's provider, typed as the provided value.

Like `dataclasses.field()`, so that mypy checks each argument of each constructor by name and type. In the body of a
container, a declared name can only be passed to another declaration, or read with `attribute`.
"""

from collections.abc import Awaitable, Callable
from typing import Any, ParamSpec, Protocol, TypeVar, cast, get_origin

from dependency_injector import providers

from shared.infra.sql.retry import with_retries

P = ParamSpec("P")
Source = TypeVar("Source")
Value = TypeVar("Value")
Call = TypeVar("Call", bound=Callable[..., Awaitable[object]])


def dependency(kind: Callable[..., Value], /) -> Value:
    """A value of this class or protocol, given to the container from outside by the declared name."""
    return cast(Value, providers.Dependency(instance_of=_checkable(kind)))


def optional_dependency(kind: Callable[..., Value], default: Callable[[], Value], /) -> Value:
    """Like `dependency`; `default` makes the value if none is given."""
    return cast(Value, providers.Dependency(instance_of=_checkable(kind), default=providers.Singleton(default)))


def constant(value: Value, /) -> Value:
    """The value itself; a class or a function is not called."""
    return cast(Value, providers.Object(value))


def singleton(make: Callable[P, Value], /, *args: P.args, **kwargs: P.kwargs) -> Value:
    """Made once for each container, on first use."""
    return cast(Value, providers.Singleton(make, *args, **kwargs))


def factory(make: Callable[P, Value], /, *args: P.args, **kwargs: P.kwargs) -> Value:
    """Made for each use."""
    return cast(Value, providers.Factory(make, *args, **kwargs))


def retried(use_case: Callable[P, Call], /, *args: P.args, **kwargs: P.kwargs) -> Call:
    """A use case, made once, that runs again after a serialization failure or a lost connection.

    Typed as the use case, but it can only be called.
    """
    made = providers.Singleton(with_retries, providers.Factory(use_case, *args, **kwargs))
    return cast(Call, made)


def attribute(source: Source, read: Callable[[Source], Value], /) -> Value:
    """A part of a declared value."""
    return cast(Value, providers.Callable(read, source))


def provider_of(value: Value, /) -> Callable[[], Value]:
    """A function that makes the declared value, for one that may not be needed. Only an argument in a container."""
    return cast(Callable[[], Value], cast(Any, value).provider)


def resolve(value: Value, /) -> Value:
    """Make the value that a container declares; for use outside of containers only."""
    return cast(Value, cast(Any, value)())


def override(declared: Value, value: Value, /) -> None:
    """Provide this value in place of the declared one."""
    cast(Any, declared).override(providers.Object(value))


def _checkable(kind: Callable[..., object]) -> type:
    """The class to check a given value against. A protocol is checked by mypy only."""
    origin = get_origin(kind) or kind
    return origin if isinstance(origin, type) and Protocol not in origin.__bases__ else object
