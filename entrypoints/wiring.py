"""Gives each module's container what it depends on, by the declared names.

- a name of the process's container (`database`, `cache`): that;
- a policy class: what `POLICIES` creates from the settings;
- a module's name: that module's `api`;
- `<module>_<name>`: what that module's container declares as `<name>` (`orders_sales`);
- `all_<field>`: that field of every `Module`, in one list (`all_checks`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from itertools import chain
from typing import Any

from dependency_injector.containers import Container, DeclarativeContainer
from dependency_injector.providers import Callable, Dependency, Provider, Singleton

from entrypoints.configuration.module_policies import POLICIES
from entrypoints.modules import module_part
from shared.kernel.module import Module

ALL = "all_"
_FIELDS = frozenset(field.name for field in fields(Module))


class MissingDependency(Exception):
    """A container depends on a name that nothing provides."""


PARTS = ("http_container", "worker_container", "container")
"""The files of a module's containers; each extends the next."""


def container_class(module: str, part: str) -> type[DeclarativeContainer]:
    """The class `OrdersHttpContainer` of `modules.orders.container`, `OrdersHttpContainer` of its `http_container`.

    A module without that part takes part with the next one.
    """
    found = module_part(module, part)
    if found is None:
        return container_class(module, PARTS[PARTS.index(part) + 1])
    name = "".join(word.capitalize() for word in (*module.split("_"), *part.split("_")))
    container: type[DeclarativeContainer] = getattr(found, name)
    return container


class Wiring:
    """`containers` are the modules' containers by name, `process` is the process's own."""

    def __init__(self, process: Container, containers: Mapping[str, Container]) -> None:
        self._process = process
        self._containers = containers

    def fill(self) -> None:
        """Fill all dependencies without creating anything. Raises MissingDependency."""
        for owner, container in {"the process": self._process, **self._containers}.items():
            for name, declared in container.dependencies.items():
                # The library's own annotation calls them providers only.
                if isinstance(declared, Dependency) and declared.last_overriding is None:
                    self._fill(owner, name, declared)

    def _fill(self, owner: str, name: str, declared: Dependency[Any]) -> None:
        provider = self._find(owner, name, declared)
        if provider is not None:
            declared.override(provider)
        elif declared.default is None:
            raise MissingDependency(f"{owner} depends on `{name}`, which nothing provides")

    def _find(self, owner: str, name: str, declared: Dependency[Any]) -> Provider[Any] | None:
        if declared.instance_of in POLICIES:
            return Singleton(POLICIES[declared.instance_of], self._process.providers["settings"])
        if name in self._containers:
            return self._containers[name].providers.get("api")
        if name.removeprefix(ALL) in _FIELDS and name.startswith(ALL):
            return Callable(self.all, name.removeprefix(ALL))
        for module, container in self._containers.items():
            if name.startswith(f"{module}_"):
                return container.providers.get(name.removeprefix(f"{module}_"))
        return self._process.providers.get(name) if owner in self._containers else None

    def modules(self) -> Iterator[Module]:
        for container in self._containers.values():
            yield container.providers["module"]()

    def all(self, field: str) -> list[Any]:
        """What all modules offer as this field of `Module`; a field that is a function is called."""
        offered = (getattr(module, field) for module in self.modules())
        return list(chain.from_iterable(each() if callable(each) else each for each in offered))
