"""The program of the worker and of commands: the modules with what handles events, imports and exports."""

from collections.abc import Sequence

from entrypoints.program import Program
from entrypoints.worker_container import WorkerProcessContainer
from shared.infra.injection import resolve
from shared.kernel.import_export import Exportable, Importable
from shared.kernel.module import BackgroundTask, PersonalData, Resource, Subscription


class WorkerProgram(Program):
    process: WorkerProcessContainer
    part = "worker_container"

    @classmethod
    def process_container(cls) -> type[WorkerProcessContainer]:
        return WorkerProcessContainer

    def subscriptions(self) -> Sequence[Subscription]:
        return self._wiring.all("subscriptions")

    def background_tasks(self) -> Sequence[BackgroundTask]:
        return self._wiring.all("background_tasks")

    def resources(self) -> Sequence[Resource]:
        return self._wiring.all("resources")

    def personal_data(self) -> Sequence[PersonalData]:
        return self._wiring.all("personal_data")

    def imports(self) -> Sequence[Importable]:
        return self._wiring.all("imports")

    def exports(self) -> Sequence[Exportable]:
        return self._wiring.all("exports")

    async def close(self) -> None:
        await super().close()
        await resolve(self.process.notifier).close()
        await resolve(self.process.redis).aclose()
