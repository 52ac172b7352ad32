"""All routes of imports, exports and their jobs."""

from fastapi import APIRouter

from modules.import_export.adapters.inbound.http.exports import create_exports_router
from modules.import_export.adapters.inbound.http.imports import create_imports_router
from modules.import_export.adapters.inbound.http.jobs import create_jobs_router
from modules.import_export.adapters.inbound.http.use_cases import ImportExportUseCases
from shared.infra.http.authorizer import Authorizer
from shared.infra.http.routers import include_all


def create_router(use_cases: ImportExportUseCases, guard: Authorizer) -> APIRouter:
    return include_all(
        create_imports_router(use_cases, guard),
        create_exports_router(use_cases, guard),
        create_jobs_router(use_cases, guard),
    )
