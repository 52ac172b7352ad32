"""All routes of users."""

from fastapi import APIRouter

from modules.users.adapters.inbound.http.api_keys import create_api_keys_router
from modules.users.adapters.inbound.http.me import create_me_router
from modules.users.adapters.inbound.http.tokens import create_tokens_router
from modules.users.adapters.inbound.http.use_cases import ApiKeyUseCases, TokenUseCases, UserUseCases
from modules.users.adapters.inbound.http.users import create_users_router
from shared.infra.http.guard import Guard


def create_router(users: UserUseCases, tokens: TokenUseCases, api_keys: ApiKeyUseCases, guard: Guard) -> APIRouter:
    routes = APIRouter()
    routes.include_router(create_me_router(users, guard))
    routes.include_router(create_users_router(users, guard))
    routes.include_router(create_tokens_router(tokens, guard))
    routes.include_router(create_api_keys_router(api_keys, guard))
    return routes
