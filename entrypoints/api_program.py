"""The program of the API process: the modules with their routes."""

from collections.abc import Mapping, Sequence

from fastapi import APIRouter

from entrypoints.http_container import HttpProcessContainer
from entrypoints.program import Program
from shared.infra.http.app import HttpServices
from shared.infra.http.module_api import Document, ModuleApi
from shared.infra.http.streams.event_stream import OpenStreams
from shared.infra.injection import resolve
from shared.infra.telemetry.exposition import Exposition
from shared.infra.telemetry.samples import GaugeSampler


class ApiProgram(Program):
    process: HttpProcessContainer
    part = "http_container"

    @classmethod
    def process_container(cls) -> type[HttpProcessContainer]:
        return HttpProcessContainer

    def apis(self) -> Sequence[ModuleApi]:
        """What the modules that have routes offer to the API process."""
        return [api for api in map(self.api_of, self._containers) if api is not None]

    def api_of(self, module: str) -> ModuleApi | None:
        """What the module offers to the API process; None if it has no routes."""
        http = self._containers[module].providers.get("http")
        return None if http is None else http()

    def routers(self) -> Sequence[APIRouter]:
        return [api.router() for api in self.apis()]

    def documents(self) -> Mapping[str, Document]:
        """The documents that are served in addition to the OpenAPI document, by path."""
        return {path: document for api in self.apis() for path, document in api.documents().items()}

    def http_services(self) -> HttpServices:
        return resolve(self.process.http_services)

    def streams(self) -> OpenStreams:
        return resolve(self.process.streams)

    def http_samples(self) -> GaugeSampler:
        return resolve(self.process.http_samples)

    def exposition(self) -> Exposition:
        return resolve(self.process.exposition)
