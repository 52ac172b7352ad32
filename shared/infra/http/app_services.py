"""Services of the application that are looked up while a request is handled."""

from typing import TypeVar, cast

from fastapi import FastAPI
from starlette.types import Scope

Service = TypeVar("Service")


def provide(app: FastAPI, service: object) -> None:
    """Make the service available to the application's requests, by its type."""
    app.state.services = {**getattr(app.state, "services", {}), type(service): service}


def service_of(scope: Scope, kind: type[Service]) -> Service:
    """The service of this type of the application that handles the request. Raises KeyError if it has none."""
    return cast(Service, scope["app"].state.services[kind])
