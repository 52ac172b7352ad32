"""All routes of webhooks."""

from fastapi import APIRouter

from modules.webhooks.adapters.inbound.http.deliveries import create_deliveries_router
from modules.webhooks.adapters.inbound.http.endpoints import create_endpoints_router
from modules.webhooks.adapters.inbound.http.use_cases import WebhookUseCases
from shared.infra.http.authorizer import Authorizer
from shared.infra.http.routing import combine_routers


def create_router(use_cases: WebhookUseCases, guard: Authorizer) -> APIRouter:
    return combine_routers(create_endpoints_router(use_cases, guard), create_deliveries_router(use_cases, guard))
