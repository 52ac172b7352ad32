"""The whole program's application, without the tasks that a process starts."""

from collections.abc import Callable, Mapping

from fastapi import FastAPI

from entrypoints.api_program import ApiProgram
from entrypoints.processes.api import ApiComponents, create_app
from shared.infra.telemetry.health import MetricsExposition


def program_app(
    program: ApiProgram,
    documents: Mapping[str, Callable[[], Mapping[str, object]]] | None = None,
    metrics: MetricsExposition | None = None,
) -> FastAPI:
    return create_app(
        ApiComponents(
            program.settings(),
            program.routers(),
            program.http_services(),
            probes=[],
            on_startup=_nothing,
            on_shutdown=_nothing,
            documents=documents or {},
            metrics=metrics,
            glossary=program.glossary(),
        )
    )


async def _nothing() -> None:
    pass
