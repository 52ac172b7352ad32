"""The program of one process: its own container and those of the modules, wired."""

from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any, TypeVar

import uvloop
from dependency_injector import providers
from dependency_injector.containers import Container, DeclarativeContainer

from entrypoints.consumers import consumers
from entrypoints.container import ProcessContainer
from entrypoints.merged_declarations import merge
from entrypoints.modules import MODULES
from entrypoints.monitoring.deployment_report import DeploymentReport
from entrypoints.settings import Settings
from entrypoints.wiring import Wiring, container_class
from shared.infra.injection import resolve
from shared.infra.sql.database import Database
from shared.infra.telemetry.samples import GaugeSampler
from shared.kernel.errors import DomainError
from shared.kernel.events import Event
from shared.kernel.module import (
    Check,
    Consumer,
    Gauge,
    Job,
    Module,
    Scope,
)

Result = TypeVar("Result")
ModuleContainer = TypeVar("ModuleContainer", bound=DeclarativeContainer)
Offer = TypeVar("Offer")


class Program:
    """Created without connections and without settings; both are loaded on first use.

    `process` holds what the modules share. `part` is the file of each module that this program is made of: this one
    of what jobs and doctor checks need.
    """

    process: ProcessContainer
    part = "container"

    def __init__(self, settings: Callable[[], Settings], process_name: str, modules: Sequence[str] = MODULES) -> None:
        self.process = self.process_container()(
            settings=providers.Singleton(settings),
            process=process_name,
            all_consumers=providers.Callable(consumers, modules),
            **self.merged(),
        )
        self._classes = {name: container_class(name, self.part) for name in modules}
        self._containers = {name: kind() for name, kind in self._classes.items()}
        self._wiring = Wiring(self.process, self._containers)
        self._wiring.fill()

    @classmethod
    def process_container(cls) -> type[ProcessContainer]:
        return ProcessContainer

    def merged(self) -> dict[str, providers.Provider[Any]]:
        """What the modules offer, merged for the process's container."""
        return {"constraints": providers.Callable(self.constraints)}

    def of(self, kind: type[ModuleContainer]) -> type[ModuleContainer]:
        """The module's container, to `resolve` or `override` what it declares; typed as the class that declares it."""
        name = next(name for name, found in self._classes.items() if issubclass(found, kind))
        container: Any = self._containers[name]
        found: type[ModuleContainer] = container
        return found

    def offer(self, module: str, name: str, kind: Callable[..., Offer]) -> Offer:
        """What the module's container declares as `name`, of that class or protocol."""
        offer: Offer = self._containers[module].providers[name]()
        return offer

    def modules(self) -> Sequence[Module]:
        return list(self._wiring.modules())

    def containers(self) -> Mapping[str, Container]:
        """The process's own container and those of the modules, by name."""
        return {"process": self.process, **self._containers}

    def settings(self) -> Settings:
        return resolve(self.process.settings)

    def database(self) -> Database:
        return resolve(self.process.database)

    def samples(self) -> GaugeSampler:
        return resolve(self.process.samples)

    def deployment_report(self) -> DeploymentReport:
        return resolve(self.process.deployment_warnings)

    def constraints(self) -> Mapping[str, Callable[[], DomainError]]:
        """Maps the database constraints of all modules to errors."""
        return {name: error for module in self.modules() for name, error in module.constraints.items()}

    def scopes(self) -> Sequence[Scope]:
        """The scopes of all modules. Raises ConflictingDeclarations."""
        declared = [(module.name, {each.name: each for each in module.scopes}) for module in self.modules()]
        return list(merge("scope", declared).values())

    def events(self) -> Sequence[type[Event]]:
        return self._wiring.all("events")

    def consumers(self) -> Sequence[Consumer]:
        return resolve(self.process.all_consumers)

    def jobs(self) -> Sequence[Job]:
        return self._wiring.all("jobs")

    def checks(self) -> Sequence[Check]:
        return self._wiring.all("checks")

    def gauges(self) -> Sequence[Gauge]:
        return self._wiring.all("gauges")

    async def close(self) -> None:
        """Finish pending work, then close all connections."""
        for module in self.modules():
            await module.close()
        await self.database().close()

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Run a command on its own event loop, then close the connections."""

        async def run_and_close() -> Result:
            try:
                return await work
            finally:
                await self.close()

        return uvloop.run(run_and_close())
