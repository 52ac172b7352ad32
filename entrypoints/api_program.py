"""The program of the API process: the modules with their routes."""

from collections.abc import Mapping, Sequence
from typing import Any

from dependency_injector import providers
from fastapi import APIRouter

from entrypoints.http_container import HttpProcessContainer
from entrypoints.merged_declarations import merge
from entrypoints.worker_program import WorkerProgram
from shared.infra.cache.near_cache import NearCache
from shared.infra.http.app import HttpServices
from shared.infra.http.module_api import Document, ModuleApi
from shared.infra.http.openapi.glossary import Glossary
from shared.infra.http.openapi.shared_fields import SHARED_FIELDS
from shared.infra.http.responses.http_problem_codes import HTTP_PROBLEM_CODES
from shared.infra.http.responses.problem_codes import ProblemCodes
from shared.infra.http.streams.event_stream import OpenStreams
from shared.infra.injection import resolve
from shared.infra.telemetry.exposition import Exposition
from shared.infra.telemetry.samples import GaugeSampler


class ApiProgram(WorkerProgram):
    process: HttpProcessContainer
    part = "http_container"

    @classmethod
    def process_container(cls) -> type[HttpProcessContainer]:
        return HttpProcessContainer

    def merged(self) -> dict[str, providers.Provider[Any]]:
        return {**super().merged(), "problem_codes": providers.Singleton(self.problem_codes)}

    def apis(self) -> Mapping[str, ModuleApi]:
        """What the modules that have routes offer to the API process, by module."""
        return {name: api for name in self._containers if (api := self.api_of(name)) is not None}

    def api_of(self, module: str) -> ModuleApi | None:
        """What the module offers to the API process; None if it has no routes."""
        http = self._containers[module].providers.get("http")
        return None if http is None else http()

    def routers(self) -> Sequence[APIRouter]:
        return [api.router() for api in self.apis().values()]

    def problem_codes(self) -> ProblemCodes:
        """All error codes. Raises ConflictingDeclarations."""
        declared = {"shared": HTTP_PROBLEM_CODES, **{name: api.problem_codes for name, api in self.apis().items()}}
        by_code = [(name, {each.code: each for each in codes}) for name, codes in declared.items()]
        return ProblemCodes(merge("error code", by_code).values())

    def glossary(self) -> Glossary:
        """The words of the OpenAPI document. Raises ConflictingDeclarations."""
        apis = self.apis()
        return Glossary(
            entries=merge("field", [("shared", SHARED_FIELDS), *((name, api.fields) for name, api in apis.items())]),
            tags=merge("tag", [(name, api.tags) for name, api in apis.items()]),
            scopes={each.name: each.meaning for each in self.scopes()},
        )

    def documents(self) -> Mapping[str, Document]:
        """The documents that are served in addition to the OpenAPI document, by path."""
        return {path: document for api in self.apis().values() for path, document in api.documents().items()}

    def http_services(self) -> HttpServices:
        return resolve(self.process.http_services)

    def streams(self) -> OpenStreams:
        return resolve(self.process.streams)

    def http_samples(self) -> GaugeSampler:
        return resolve(self.process.http_samples)

    def cache(self) -> NearCache:
        return resolve(self.process.cache)

    def exposition(self) -> Exposition:
        return resolve(self.process.exposition)
