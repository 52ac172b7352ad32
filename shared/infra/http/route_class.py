"""The routes of a resource as a class: its constructor takes the use cases, its methods are the handlers."""

from collections.abc import Sequence
from enum import Enum
from typing import ClassVar

from fastapi import APIRouter, params

from shared.infra.http.fast_path import FastRoute
from shared.infra.http.route import operation_of
from shared.infra.http.routers import StrictRouter
from shared.infra.http.routing import StrictRoute


class RouteClass:
    """Base of the classes that hold a resource's routes.

    `prefix` is the path up to the resource (`/v1/things`), `tags` are the tags of its operations. The constructor of a
    subclass takes its use cases by keyword; its methods are declared as handlers by the decorators of `route.py`.
    """

    prefix: ClassVar[str]
    tags: ClassVar[Sequence[str | Enum]]
    route: ClassVar[type[StrictRoute]]

    def __init_subclass__(
        cls, *, prefix: str, tags: Sequence[str] = (), route: type[StrictRoute] = StrictRoute
    ) -> None:
        super().__init_subclass__()
        cls.prefix, cls.tags, cls.route = prefix, tags, route

    def dependencies(self) -> Sequence[params.Depends]:
        """Dependencies of all routes of the resource, for declarations that depend on the constructor's arguments."""
        return ()

    def add_to(self, router: APIRouter) -> None:
        """Add the routes in the order in which their handlers are defined; the first that matches a path is called."""
        for name, member in vars(type(self)).items():
            operation = operation_of(member)
            if operation is not None:
                router.add_api_route(
                    self.prefix + operation.path,
                    getattr(self, name),
                    methods=[operation.method],
                    tags=list(self.tags),
                    dependencies=self.dependencies(),
                    route_class_override=FastRoute if operation.fast_path else self.route,
                    **operation.options,
                )


def router_of(*resources: RouteClass) -> APIRouter:
    """The router of a module. One router for all its resources: each level of inclusion is matched once more."""
    router = StrictRouter()
    for resource in resources:
        resource.add_to(router)
    return router
